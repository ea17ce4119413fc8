from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core.forms.actions import content_of, flash_errors, redirect_saying
from core.forms.base import attempt
from core.http.access import allowed
from core.models import Event
from core.pdf.render import pdf_response
from loans.base.shortcuts import loan_or_404
from modules.sales import operations, papers
from modules.sales.forms import AgainForm, CancelForm, SaleTermsForm
from modules.sales.models import SaleReceipt, SaleTerms

SHOWN_EVENTS = 50
may_cancel = allowed(operations.cancel_sale_receipt.permission)


@allowed(operations.save_terms.permission)
def sale_terms_edit(request):
    terms = SaleTerms.load()
    form = SaleTermsForm(request.POST or None, instance=terms)
    if attempt(form, operations.save_terms, by=request.user):
        return redirect_saying(request, _("The terms of sale have been saved."), "sale_terms_edit")
    events = Event.objects.about(terms).select_related("by")[:SHOWN_EVENTS]
    return render(request, "sales/terms.html", {"form": form, "events": events})


@allowed(operations.keep_sale_receipt_paper.permission)
def sale_receipt_file(request, pk):
    """Send the PDF of a receipt, rendered when first opened, and stored."""
    receipt = get_object_or_404(SaleReceipt.objects.visible_to(request.user), pk=pk)
    if receipt.document is None:
        pdf = papers.render_sale_receipt(receipt)
        receipt = operations.keep_sale_receipt_paper(receipt, by=request.user, pdf=pdf)
    content = content_of(request, receipt.document)
    if content is None:
        return redirect(receipt.loan)
    return pdf_response(content, str(receipt))


@may_cancel.by_post
def sale_receipt_cancel(request, pk):
    receipt = get_object_or_404(SaleReceipt.objects.visible_to(request.user), pk=pk)
    form = CancelForm(request.POST)
    if attempt(form, operations.cancel_sale_receipt, receipt, by=request.user):
        done = _("%(receipt)s is cancelled: print the cancellation document %(counter)s.")
        messages.success(request, done % {"receipt": receipt, "counter": form.result})
    else:
        flash_errors(request, form)
    return redirect(receipt.loan)


@may_cancel.by_post
def sale_receipt_again(request, pk):
    loan = loan_or_404(request, pk)
    form = AgainForm(request.POST)
    if attempt(form, operations.reissue_sale_receipt, loan, by=request.user):
        messages.success(request, _("The receipt number is %(number)s.") % {"number": form.result})
    else:
        flash_errors(request, form)
    return redirect(loan)
