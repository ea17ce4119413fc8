"""The counter before the signature: who it is for, what is set aside, on which terms."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.acts import act
from core.forms import attempt
from core.models import Event
from inventory.identifiers import clean_code
from inventory.models import Device
from loans import operations
from loans.forms.hand_over import AccessoryForm, TermsForm, VoucherForm, WalkInForm
from loans.lifecycle import ItemStatus, LoanStatus
from loans.models import Loan, LoanItem
from people.forms import RecipientForm
from people.models import Recipient

MOST_FOUND = 20
may_hand_over = permission_required("loans.hand_over", raise_exception=True)


def _prepared(request, pk):
    loans = Loan.objects.visible_to(request.user).for_list()
    return get_object_or_404(loans, pk=pk)


@may_hand_over
def loan_new(request):
    form = WalkInForm(request.POST or None, user=request.user)
    if attempt(form, operations.prepare, by=request.user):
        return redirect("loan_hand_over", form.result.pk)
    return render(request, "loans/loan_new.html", {"form": form})


@may_hand_over
def loan_hand_over(request, pk):
    loan = _prepared(request, pk)
    if loan.status != LoanStatus.PREPARED:
        return redirect(loan)
    return _show(request, loan)


def _show(request, loan, **forms):
    terms = TermsForm(initial={"kind": loan.kind, "due_on": loan.due_on})
    context = {
        "loan": loan,
        "lines": loan.request and loan.request.lines.with_reserved(),
        "items": loan.items.filter(status=ItemStatus.RESERVED).for_list(),
        "guardians": loan.recipient.guardians.all() if loan.recipient else [],
        "terms": terms,
        "accessory": AccessoryForm(),
        "voucher": VoucherForm(),
        "events": Event.objects.about(loan).select_related("by")[:50],
    }
    return render(request, "loans/loan_hand_over.html", context | forms)


@may_hand_over
@require_POST
def loan_scan(request, pk):
    """Add the device that a code names; say by sound, colour and words whether it was."""
    loan = _prepared(request, pk)
    code = clean_code(request.POST.get("code"))
    devices = list(Device.objects.visible_to(request.user).matching_code(code).living()[:2])
    if len(devices) != 1:
        text = _("Unknown code: %(code)s") if not devices else _("Several devices: %(code)s")
        messages.error(request, text % {"code": code}, extra_tags="scan")
        return redirect("loan_hand_over", pk)
    done = _("Added: %(device)s") % {"device": devices[0]}
    act(request, operations.reserve, loan, devices=devices, done=done, tags="scan")
    return redirect("loan_hand_over", pk)


@may_hand_over
@require_POST
def loan_terms(request, pk):
    loan = _prepared(request, pk)
    form = TermsForm(request.POST)
    if attempt(form, operations.set_terms, loan, by=request.user):
        return redirect("loan_hand_over", pk)
    return _show(request, loan, terms=form)


@may_hand_over
@require_POST
def loan_accessory(request, pk):
    loan = _prepared(request, pk)
    form = AccessoryForm(request.POST)
    if attempt(form, operations.add_accessory, loan, by=request.user):
        return redirect("loan_hand_over", pk)
    return _show(request, loan, accessory=form)


@may_hand_over
@require_POST
def loan_voucher(request, pk):
    loan = _prepared(request, pk)
    form = VoucherForm(request.POST)
    if attempt(form, operations.reserve_vouchers, loan, by=request.user):
        return redirect("loan_hand_over", pk)
    return _show(request, loan, voucher=form)


@may_hand_over
@require_POST
def loanitem_free(request, pk):
    items = LoanItem.objects.filter(loan__in=Loan.objects.visible_to(request.user)).for_list()
    item = get_object_or_404(items.select_related("loan__request"), pk=pk)
    act(request, operations.free, item, done=_("Taken out: %(item)s") % {"item": item.code})
    return redirect(item.loan)


@may_hand_over
def loan_recipient(request, pk):
    """Choose a person that the organisation knows, or enter one, for a prepared loan."""
    loan = _prepared(request, pk)
    known = (
        Recipient.objects.visible_to(request.user).known().filter(organisation=loan.organisation)
    )
    known = known.named(request.GET.get("q", ""))
    form = RecipientForm(request.POST or None, by=request.user, organisation=loan.organisation)
    if attempt(form, operations.enter_recipient_for, loan, by=request.user):
        return redirect("loan_hand_over", pk)
    context = {"loan": loan, "known": known.order_by("-pk")[:MOST_FOUND], "form": form}
    return render(request, "loans/loan_recipient.html", context)


@may_hand_over
@require_POST
def loan_recipient_choose(request, pk):
    """Set the person chosen; no person means that it is for the structure itself."""
    loan = _prepared(request, pk)
    chosen = request.POST.get("recipient")
    known = Recipient.objects.visible_to(request.user).known()
    recipient = get_object_or_404(known, pk=chosen) if chosen else None
    act(request, operations.set_recipient, loan, recipient=recipient)
    return redirect("loan_hand_over", pk)


@may_hand_over
@require_POST
def loan_cancel(request, pk):
    loan = _prepared(request, pk)
    if act(request, operations.cancel_loan, loan, done=_("Cancelled: all is back on the shelf.")):
        return redirect(loan.request or "loan_list")
    return redirect(loan)
