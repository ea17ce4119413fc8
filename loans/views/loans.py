"""Loans and gifts under way, and their end: lists, returns, losses, swaps."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.acts import act
from core.forms import attempt
from core.models import Document, Event
from core.tables import render_table
from core.typed import number_of
from inventory.identifiers import clean_code
from inventory.models import Device
from loans import operations
from loans.filters import LoanFilter
from loans.forms.hand_over import ReturnForm
from loans.forms.loans import SwapForm, TransferForm
from loans.lifecycle import ItemStatus, LoanStatus
from loans.models import Loan, LoanItem
from loans.tables import LoanTable
from loans.views.agreements import file_response

may_view = permission_required("loans.view_loan", raise_exception=True)
may_take_back = permission_required("loans.take_back", raise_exception=True)


def _loan(request, pk):
    return get_object_or_404(Loan.objects.visible_to(request.user).for_list(), pk=pk)


def _item(request, pk):
    items = LoanItem.objects.filter(loan__in=Loan.objects.visible_to(request.user)).for_list()
    return get_object_or_404(items.select_related("loan__site"), pk=pk)


@may_view
def loan_list(request):
    loans = Loan.objects.visible_to(request.user).for_list()
    filters = LoanFilter(request.GET, queryset=loans, request=request)
    table = LoanTable(filters.qs, user=request.user)
    return render_table(request, "loans/loan_list.html", table, filters=filters)


@may_view
def loan_detail(request, pk):
    loan = _loan(request, pk)
    context = {
        "loan": loan,
        "person": loan.recipient.seen_by(request.user) if loan.recipient else "",
        "items": loan.items.for_list(),
        "agreements": loan.agreements.exclude(document=None),
        "receipts": _receipts_of(loan) if request.user.has_perm("loans.read_agreement") else (),
        "is_overdue": loan.is_overdue(timezone.localdate()),
        "events": Event.objects.about(loan).select_related("by")[:100],
    }
    return render(request, "loans/loan_detail.html", context)


def _receipts_of(loan):
    return Document.objects.filter(pk__in=loan.items.exclude(receipt=None).values("receipt"))


@may_take_back
def return_scan(request):
    """Find the loan of the device that somebody brings, by scanning it."""
    code = clean_code(request.GET.get("code"))
    if not code:
        return render(request, "loans/return_scan.html")
    devices = Device.objects.visible_to(request.user).matching_code(code)
    item = LoanItem.objects.filter(device__in=devices, status=ItemStatus.OPEN).first()
    if item is None:
        text = _("No device that is out has this code: %(code)s") % {"code": code}
        messages.error(request, text, extra_tags="scan")
        return render(request, "loans/return_scan.html", {"code": code})
    return redirect(f"{item.loan.return_url}?device={item.device_id}")


@may_take_back
def loan_return(request, pk):
    loan = _loan(request, pk)
    scanned = [number_of(value) for value in request.GET.getlist("device")]
    items = operations.open_items(loan).exclude(voucher__isnull=False)
    form = ReturnForm(request.POST or None, loan=loan, items=items, scanned=scanned)
    if attempt(form, operations.take_back, loan, by=request.user):
        messages.success(request, _("Taken back: to check and to erase."), extra_tags="scan")
        return redirect("loan_detail", loan.pk)
    return render(request, "loans/loan_return.html", {"loan": loan, "form": form})


@permission_required("loans.read_agreement", raise_exception=True)
def receipt_file(request, pk, document_pk):
    """The receipt of a return: it names the person, as agreements do."""
    loan = _loan(request, pk)
    document = get_object_or_404(_receipts_of(loan), pk=document_pk)
    try:
        return file_response(document.read(), document, loan.number)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(loan)


@require_POST
@permission_required("loans.declare_loss", raise_exception=True)
def loanitem_lost(request, pk):
    item = _item(request, pk)
    is_stolen = "stolen" in request.POST
    done = _("Declared stolen.") if is_stolen else _("Declared lost.")
    act(request, operations.declare_item_lost, item, is_stolen=is_stolen, done=done)
    return redirect("loan_detail", item.loan_id)


@require_POST
@permission_required("loans.declare_loss", raise_exception=True)
def loanitem_found(request, pk):
    item = _item(request, pk)
    act(request, operations.find_with_borrower, item, done=_("Found again with the borrower."))
    return redirect("loan_detail", item.loan_id)


@permission_required("loans.hand_over", raise_exception=True)
def loanitem_swap(request, pk):
    item = _item(request, pk)
    form = SwapForm(request.POST or None, user=request.user)
    if attempt(form, operations.swap, item, by=request.user):
        messages.success(request, _("Swapped: the old device is to check."), extra_tags="scan")
        return redirect("loan_detail", item.loan_id)
    return render(
        request, "loans/loanitem_swap.html", {"item": item, "loan": item.loan, "form": form}
    )


@require_POST
@permission_required("loans.decide_request", raise_exception=True)
def loan_keep(request, pk):
    loan = _loan(request, pk)
    act(request, operations.keep, loan, done=_("The loan became a gift."))
    return redirect("loan_detail", pk)


@permission_required("loans.decide_request", raise_exception=True)
def loan_transfer(request, pk):
    loan = _loan(request, pk)
    if loan.status != LoanStatus.ACTIVE:
        return redirect(loan)
    form = TransferForm(request.POST or None, loan=loan)
    if attempt(form, operations.transfer, loan, by=request.user):
        messages.success(request, _("Passed on: have the new agreement signed."))
        return redirect("loan_hand_over", form.result.pk)
    return render(request, "loans/loan_transfer.html", {"loan": loan, "form": form})
