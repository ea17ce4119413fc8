"""The counter before the signature: who it is for, what is set aside, on which terms."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.acts import act
from core.forms import attempt
from core.models import Event
from core.typed import line_of, number_of
from inventory.identifiers import clean_code
from inventory.models import Device
from loans import operations
from loans.forms.hand_over import AccessoryForm, TermsForm, VoucherForm, WalkInForm
from loans.lifecycle import Audience, ItemStatus, LoanStatus
from loans.models import Loan, LoanItem
from loans.views.agreements import agreement_issue
from people.forms import RecipientForm
from people.models import Recipient

MOST_FOUND = 8
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
    lines = list(loan.request.lines.with_reserved().for_list()) if loan.request else []
    accessory, product = _still_asked(lines, "accessory"), _still_asked(lines, "product")
    context = {
        "loan": loan,
        "lines": lines,
        "items": loan.items.filter(status=ItemStatus.RESERVED).for_list(),
        "guardians": loan.recipient.guardians.all() if loan.recipient else [],
        "terms": TermsForm(initial={"kind": loan.kind, "due_on": loan.due_on}),
        "accessory": AccessoryForm(initial=accessory),
        "voucher": VoucherForm(initial=product),
        "is_more_asked": bool(accessory or product),
        "events": Event.objects.about(loan).select_related("by")[:50],
    }
    return render(request, "loans/loan_hand_over.html", context | forms)


def _still_asked(lines, name):
    """The first accessory or voucher (`name`) that the request still waits for, for its form."""
    for line in lines:
        thing = getattr(line, name)
        if thing and line.still_open > 0:
            return {name: thing, "quantity": line.still_open}
    return None


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
    act(request, operations.reserve, loan, devices=devices, done=_added(devices[0]), tags="scan")
    return redirect("loan_hand_over", pk)


def _added(thing):
    return _("Added: %(thing)s") % {"thing": thing}


@may_hand_over
@require_POST
def loan_terms(request, pk):
    """Keep the terms; go on to the agreement if it was asked for, so that none is lost."""
    loan = _prepared(request, pk)
    form = TermsForm(request.POST)
    if attempt(form, operations.set_terms, loan, by=request.user):
        if "show" in request.POST:
            return agreement_issue(request, pk)
        messages.success(request, _("The terms are kept."))
        return redirect("loan_hand_over", pk)
    return _show(request, loan, terms=form)


@may_hand_over
@require_POST
def loan_accessory(request, pk):
    loan = _prepared(request, pk)
    form = AccessoryForm(request.POST)
    if attempt(form, operations.add_accessory, loan, by=request.user):
        messages.success(request, _added(form.cleaned_data["accessory"]))
        return redirect("loan_hand_over", pk)
    return _show(request, loan, accessory=form)


@may_hand_over
@require_POST
def loan_voucher(request, pk):
    loan = _prepared(request, pk)
    form = VoucherForm(request.POST)
    if attempt(form, operations.reserve_vouchers, loan, by=request.user):
        messages.success(request, _added(form.cleaned_data["product"]))
        return redirect("loan_hand_over", pk)
    return _show(request, loan, voucher=form)


@may_hand_over
@require_POST
def loanitem_free(request, pk):
    items = LoanItem.objects.filter(loan__in=Loan.objects.visible_to(request.user)).for_list()
    item = get_object_or_404(items.select_related("loan__request"), pk=pk)
    act(request, operations.free, item, done=_("Taken out: %(item)s") % {"item": item.code})
    return redirect(item.loan.counter_url)


@may_hand_over
def loan_recipient(request, pk):
    """Choose a person that the organisation knows, or enter one, for a prepared loan."""
    loan = _prepared(request, pk)
    known = (
        Recipient.objects.visible_to(request.user).known().filter(organisation=loan.organisation)
    )
    known = known.named(line_of(request.GET.get("q")))
    form = RecipientForm(
        request.POST or None,
        by=request.user,
        organisation=loan.organisation,
        initial=_expected(loan),
    )
    if attempt(form, operations.enter_recipient_for, loan, by=request.user):
        return redirect("loan_hand_over", pk)
    context = {"loan": loan, "known": known.order_by("-pk")[:MOST_FOUND], "form": form}
    return render(request, "loans/loan_recipient.html", context)


def _expected(loan):
    """What the request said of the person before their name was known."""
    if loan.request is None or loan.audience == Audience.STRUCTURE:
        return {}
    return {"kind": loan.audience, "household_size": loan.request.household_size}


@may_hand_over
@require_POST
def loan_recipient_choose(request, pk):
    """Set the person chosen; no person means that it is for the structure itself."""
    loan = _prepared(request, pk)
    chosen = request.POST.get("recipient")
    known = Recipient.objects.visible_to(request.user).known()
    recipient = get_object_or_404(known, pk=number_of(chosen)) if chosen else None
    act(request, operations.set_recipient, loan, recipient=recipient)
    return redirect("loan_hand_over", pk)


@may_hand_over
@require_POST
def loan_cancel(request, pk):
    loan = _prepared(request, pk)
    if act(request, operations.cancel_loan, loan, done=_("Cancelled: all is back on the shelf.")):
        return redirect(loan.request or "loan_list")
    return redirect(loan.counter_url)
