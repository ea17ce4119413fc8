"""The hand-over page before the signature: recipient, items, briefing, terms."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.acts import run_action
from core.forms import attempt
from core.lives import NeedsConfirmation
from core.submissions import scan_once
from core.typed import line_of, number_of
from inventory.scanned import masked
from loans import operations
from loans.forms.hand_over import AccessoryForm, VoucherForm, WalkInForm
from loans.forms.terms import TermsForm
from loans.lifecycle import LoanStatus, RequestStatus
from loans.models import Loan, LoanItem
from loans.operations.reserving import AlreadyReserved
from loans.views.counter import loan_at_the_counter, may_hand_over, refusals_key, show_counter
from loans.views.found import loan_or_404, request_or_404
from loans.views.signing import issue_and_sign

MAX_REFUSALS = 10


@may_hand_over
def loan_new(request):
    form = WalkInForm(request.POST or None, user=request.user)
    if attempt(form, operations.prepare, by=request.user):
        return redirect("loan_hand_over", form.result.pk)
    return render(request, "loans/loan_new.html", {"form": form})


@may_hand_over
def request_hand_over(request, pk):
    """Go on with the hand-over of a request, or say what it is for and offer to open one."""
    loan_request = request_or_404(request, pk)
    opened = loan_request.loans.filter(status=LoanStatus.PREPARED).first()
    if opened or loan_request.status != RequestStatus.ACCEPTED:
        return redirect(opened.counter_url if opened else loan_request)
    lines = loan_request.lines.with_reserved().for_list()
    context = {"asked": loan_request, "lines": lines, "person": loan_request.seen_by(request.user)}
    return render(request, "loans/request_hand_over.html", context)


@may_hand_over
def loan_hand_over(request, pk):
    operations.release_expired(today=timezone.localdate(), pk=pk)
    loan = loan_at_the_counter(request, pk)
    if loan.status != LoanStatus.PREPARED:
        return redirect(loan)
    return show_counter(request, loan)


@may_hand_over
@require_POST
def loan_scan(request, pk):
    """Take what a code names; what is refused stays in a list, with its reason."""
    loan, code = loan_at_the_counter(request, pk), line_of(request.POST.get("code"))
    operations.free_scanned(code, by=request.user)
    try:
        anyway = "anyway" in request.POST
        taken = scan_once(request, operations.take_scanned, loan, code=code, override=anyway)
    except AlreadyReserved as refusal:
        messages.warning(request, " ".join(refusal.messages), extra_tags="scan")
        return redirect("loan_hand_over", pk)
    except ValidationError as refusal:
        _keep_refusal(request, loan, code, refusal)
        return redirect("loan_hand_over", pk)
    _forget_refusal(request, loan, masked(code))
    if isinstance(taken, Loan) and taken.pk != pk:
        messages.success(request, _("Opened: %(loan)s") % {"loan": taken}, extra_tags="scan")
        return redirect(taken.counter_url)
    messages.success(request, _added(taken), extra_tags="scan")
    return redirect("loan_hand_over", pk)


def _keep_refusal(request, loan, code, refusal):
    words, code = " ".join(refusal.messages), masked(code)
    messages.error(request, words, extra_tags="scan")
    others = [row for row in request.session.get(refusals_key(loan), []) if row[0] != code]
    rows = [[code, words, isinstance(refusal, NeedsConfirmation)], *others]
    request.session[refusals_key(loan)] = rows[:MAX_REFUSALS]


def _forget_refusal(request, loan, code):
    refusals = request.session.get(refusals_key(loan), [])
    request.session[refusals_key(loan)] = [row for row in refusals if row[0] != code]


@may_hand_over
@require_POST
def loan_refusals(request, pk):
    """Clear the list of what was refused."""
    loan = loan_at_the_counter(request, pk)
    request.session.pop(refusals_key(loan), None)
    return redirect("loan_hand_over", pk)


def _added(item):
    return _("Added: %(thing)s") % {"thing": item}


@may_hand_over
@require_POST
def loan_terms(request, pk):
    """Save the terms; continue to the agreement if that button was pressed."""
    loan = loan_at_the_counter(request, pk)
    form = TermsForm(request.POST, loan=loan)
    if attempt(form, operations.set_terms, loan, by=request.user):
        if "show" in request.POST:
            return issue_and_sign(request, loan_or_404(request, pk))
        messages.success(request, _("The terms are kept."))
        return redirect("loan_hand_over", pk)
    return show_counter(request, loan, terms=form)


@may_hand_over
@require_POST
def loan_accessory(request, pk):
    loan = loan_at_the_counter(request, pk)
    form = AccessoryForm(request.POST)
    if attempt(form, operations.add_accessory, loan, by=request.user):
        messages.success(request, _added(form.cleaned_data["accessory"]))
        return redirect("loan_hand_over", pk)
    return show_counter(request, loan, accessory=form)


@may_hand_over
@require_POST
def loan_voucher(request, pk):
    loan = loan_at_the_counter(request, pk)
    form = VoucherForm(request.POST)
    if attempt(form, operations.reserve_vouchers, loan, by=request.user):
        messages.success(request, _added(form.cleaned_data["product"]))
        return redirect("loan_hand_over", pk)
    return show_counter(request, loan, voucher=form)


@may_hand_over
@require_POST
def loanitem_free(request, pk):
    items = LoanItem.objects.filter(loan__in=Loan.objects.visible_to(request.user)).for_list()
    item = get_object_or_404(items.select_related("loan__request"), pk=pk)
    run_action(request, operations.free, item, done=_("Taken out: %(item)s") % {"item": item.code})
    return redirect(item.loan.counter_url)


@may_hand_over
@require_POST
def loan_drop(request, pk):
    """Give up what of a line of the request will not be handed over."""
    loan = loan_at_the_counter(request, pk)
    lines = loan.request.lines if loan.request else None
    line = get_object_or_404(lines, pk=number_of(request.POST.get("line")) or 0) if lines else None
    if line is None:
        return redirect("loan_hand_over", pk)
    done = _("Given up: %(line)s. The organisation is told.") % {"line": line.what}
    run_action(request, operations.drop_line, loan.request, line, done=done)
    return redirect("loan_hand_over", pk)


@may_hand_over
@require_POST
def loan_cancel(request, pk):
    loan = loan_at_the_counter(request, pk)
    if run_action(
        request, operations.cancel_loan, loan, done=_("Cancelled: all is back on the shelf.")
    ):
        return redirect(loan.request or "loan_list")
    return redirect(loan.counter_url)
