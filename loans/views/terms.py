"""The terms of a loan under way: swapped, kept, passed on, lent for longer."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.acts import run_action
from core.forms import attempt
from loans import operations
from loans.forms.afterwards import RefusalForm, SwapForm, TransferForm, UntilForm
from loans.forms.answers import LookForm
from loans.lifecycle import LoanKind, LoanStatus
from loans.lifecycle.afterwards import IncidentStatus, RenewalStatus
from loans.models import Loan, LoanItem, Renewal
from loans.views.found import loan_or_404
from loans.views.signing import show_latest

may_ask = permission_required("loans.ask", raise_exception=True)
may_decide = permission_required("loans.decide_request", raise_exception=True)
FEW = 100


@permission_required("loans.hand_over", raise_exception=True)
def loanitem_swap(request, pk):
    loans = Loan.objects.visible_to(request.user)
    items = LoanItem.objects.filter(loan__in=loans).for_list().select_related("loan__site")
    item = get_object_or_404(items, pk=pk)
    incident = item.incidents.filter(status=IncidentStatus.OPEN).first()
    form = SwapForm(
        request.POST or None,
        user=request.user,
        accessories=operations.open_items(item.loan).filter(accessory__isnull=False),
        initial={"fault": incident.fault_id, "note": incident.note[:200]} if incident else {},
    )
    if attempt(form, operations.swap, item, by=request.user):
        messages.success(request, _("Swapped: the old device is to check."), extra_tags="scan")
        return show_latest(request, item.loan)
    context = {"item": item, "loan": item.loan, "form": form, "incident": incident}
    return render(request, "loans/loanitem_swap.html", context)


@require_POST
@may_decide
def loan_keep(request, pk):
    loan = loan_or_404(request, pk)
    if run_action(request, operations.keep, loan, done=_("The loan became a gift.")):
        return show_latest(request, loan)
    return redirect(loan)


@may_decide
def loan_transfer(request, pk):
    loan = loan_or_404(request, pk)
    if loan.status != LoanStatus.ACTIVE:
        return redirect(loan)
    form = TransferForm(request.POST or None, loan=loan)
    if attempt(form, operations.transfer, loan, by=request.user):
        operations.draw_amendment(loan.amendments.latest("pk"), by=request.user)
        messages.success(request, _("Passed on: have the new agreement signed."))
        return redirect("loan_hand_over", form.result.pk)
    return render(request, "loans/loan_transfer.html", {"loan": loan, "form": form})


@may_ask
def loan_renew(request, pk):
    """Ask for longer, in two presses; a coordinator agrees at once."""
    loan = loan_or_404(request, pk)
    if loan.status != LoanStatus.ACTIVE or loan.kind == LoanKind.GIFT:
        return redirect(loan)
    decides = request.user.has_perm("loans.decide_request")
    name, operation = ("agreed_on", "renew") if decides else ("wished_on", "ask_renewal")
    form = UntilForm(request.POST or None, loan=loan, name=name)
    if attempt(form, getattr(operations, operation), loan, by=request.user):
        if decides:
            messages.success(request, _("The loan is longer: its amendment is ready to print."))
            return show_latest(request, loan)
        messages.success(request, _("Asked: you are told as soon as it is answered."))
        return redirect(loan)
    pending = loan.renewals.filter(status=RenewalStatus.PENDING).first()
    context = {"loan": loan, "form": form, "decides": decides, "asked": pending}
    return render(request, "loans/loan_renew.html", context)


@may_decide
def renewal_list(request):
    """The longer loans that wait for an answer, those of longest ago first."""
    look = LookForm(request.GET, user=request.user, names=["site"])
    renewals = Renewal.objects.visible_to(request.user).filter(status=RenewalStatus.PENDING)
    renewals = look.narrow(renewals, "loan__site").for_list()
    context = {"look": look, "renewals": renewals.order_by("pk")[:FEW]}
    return render(request, "loans/renewal_list.html", context)


def _renewal(request, pk):
    return get_object_or_404(Renewal.objects.visible_to(request.user).for_list(), pk=pk)


@may_decide
def renewal_answer(request, pk):
    """Agree, with the day wished for or another."""
    renewal = _renewal(request, pk)
    if renewal.status != RenewalStatus.PENDING:
        return redirect(renewal.loan)
    wished = renewal.wished_on
    form = UntilForm(request.POST or None, loan=renewal.loan, name="agreed_on", wished_on=wished)
    if attempt(form, operations.agree_renewal, renewal, by=request.user):
        messages.success(request, _("The loan is longer: its amendment is ready to print."))
        return show_latest(request, renewal.loan)
    return _show_answer(request, renewal, form=form)


def _show_answer(request, renewal, *, form=None, refusal=None):
    loan = renewal.loan
    context = {
        "renewal": renewal,
        "loan": loan,
        "items": operations.open_items(loan).filter(device__isnull=False),
        "form": form or UntilForm(loan=loan, name="agreed_on", wished_on=renewal.wished_on),
        "refusal": refusal or RefusalForm(),
    }
    return render(request, "loans/renewal_answer.html", context)


@require_POST
@may_decide
def renewal_refuse(request, pk):
    renewal = _renewal(request, pk)
    form = RefusalForm(request.POST)
    if attempt(form, operations.refuse_renewal, renewal, by=request.user):
        messages.success(request, _("Refused; the organisation is told why."))
        return redirect(renewal.loan)
    return _show_answer(request, renewal, refusal=form)


@require_POST
@may_ask
def renewal_withdraw(request, pk):
    renewal = _renewal(request, pk)
    done = _("It is no longer asked for.")
    run_action(request, operations.withdraw_renewal, renewal, done=done)
    return redirect(renewal.loan)
