from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.forms.actions import finder, flash_errors
from core.forms.base import ActForm, attempt
from core.http.access import allowed
from core.lists.tables import render_table
from core.pdf.render import pdf_response
from core.text_input import number_of
from donations.shortcuts import donation_or_404, flash_outcome
from modules.receipts import operations
from modules.receipts.content import prospect_of, render_receipt
from modules.receipts.forms import CancelForm, IssueForm
from modules.receipts.lifecycle import ReceiptForm
from modules.receipts.models import TaxReceipt
from modules.receipts.tables import ReceiptTable

may_issue = allowed(operations.issue_receipt.permission)
receipt_or_404 = finder(
    lambda user: TaxReceipt.objects.visible_to(user).with_state(),
    "donor",
    "donation__donor",
    "cancels",
    "document",
)


@may_issue
def receipt_list(request):
    """The receipts of a year, with the number and sum for the yearly declaration."""
    today = timezone.localdate()
    wanted = number_of(request.GET.get("year"))
    year = wanted if wanted in range(2000, 2101) else today.year
    receipts = TaxReceipt.objects.visible_to(request.user).filter(year=year)
    standing = receipts.standing()
    issued = receipts.filter(cancels=None)
    years = TaxReceipt.objects.order_by("-year").values_list("year", flat=True).distinct()
    context = {
        "year": year,
        "years": sorted({*years, today.year}, reverse=True),
        "issued": issued.totals(),
        "cancelled": issued.with_state().filter(is_cancelled=True).totals(),
        "declared": standing.totals(),
        "by_form": [(form.label, standing.filter(form=form).totals()) for form in ReceiptForm],
    }
    rows = receipts.with_state().select_related("donor", "donation", "cancels")
    return render_table(request, "receipts/receipt_list.html", ReceiptTable(rows), **context)


@may_issue
def receipt_issue(request, pk):
    """Preview the receipt; when confirmed, issue it with its number."""
    donation = donation_or_404(request, pk)
    prospect = prospect_of(donation)
    initial = {"shown_sha256": prospect.sha256}
    form = IssueForm(request.POST or None, initial=initial, donor=donation.donor)
    if attempt(form, operations.issue_receipt, donation, by=request.user):
        _file_of(form.result, request.user)
        messages.success(
            request, _("The tax receipt has been issued: %(it)s.") % {"it": form.result}
        )
        return redirect(form.result)
    context = {"donation": donation, "prospect": prospect, "form": form}
    return render(request, "receipts/receipt_issue.html", context)


def _file_of(receipt, user):
    """The document of a receipt; rendered now from its row if it was interrupted before."""
    if receipt.document is None:
        pdf = render_receipt(receipt)
        receipt.document = operations.keep_receipt_file(receipt, by=user, pdf=pdf)
    return receipt.document


@may_issue
def receipt_detail(request, pk):
    receipt = receipt_or_404(request, pk)
    context = {
        "receipt": receipt,
        "letters": receipt.donation.letters.filter(paper=str(receipt)).select_related("by"),
        "send_form": ActForm(),
    }
    return render(request, "receipts/receipt_detail.html", context)


@may_issue
def receipt_file(request, pk):
    receipt = receipt_or_404(request, pk)
    try:
        return pdf_response(_file_of(receipt, request.user).read(), str(receipt))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(receipt)


@may_issue.by_post
def receipt_send(request, pk):
    receipt = receipt_or_404(request, pk)
    form = ActForm(request.POST)
    if not receipt.forgotten_at:
        _file_of(receipt, request.user)
    if attempt(form, operations.send_receipt, receipt, by=request.user):
        flash_outcome(request, form.result)
    else:
        flash_errors(request, form)
    return redirect(receipt)


@may_issue
def receipt_cancel(request, pk):
    receipt = receipt_or_404(request, pk)
    form = CancelForm(request.POST or None)
    if attempt(form, operations.cancel_receipt, receipt, by=request.user):
        _file_of(form.result, request.user)
        messages.success(request, _("Cancelled by %(counter)s.") % {"counter": form.result})
        return redirect(form.result)
    return render(request, "receipts/receipt_cancel.html", {"receipt": receipt, "form": form})
