"""The receipts of contributions: opened, cancelled by a counter-document, written again."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.acts import content_of
from core.forms import attempt
from core.pdf import pdf_response
from loans import operations, papers
from loans.forms.contributions import AgainForm, CancelForm
from loans.models import ContributionReceipt, Loan
from loans.views.found import loan_or_404
from loans.views.loan_page import show_loan

may_cancel = permission_required(operations.cancel_contribution.permission, raise_exception=True)


def _receipt(request, pk):
    receipts = ContributionReceipt.objects.filter(loan__in=Loan.objects.visible_to(request.user))
    related = ("document", "cancels", "loan__recipient__second_language", "loan__organisation")
    return get_object_or_404(receipts.select_related(*related), pk=pk)


@permission_required(operations.keep_contribution_paper.permission, raise_exception=True)
def contribution_file(request, pk):
    """The paper of a receipt, drawn at the first opening and the same ever after."""
    receipt = _receipt(request, pk)
    if receipt.document is None:
        pdf = papers.render_contribution(receipt)
        receipt = operations.keep_contribution_paper(receipt, by=request.user, pdf=pdf)
    content = content_of(request, receipt.document)
    if content is None:
        return redirect(receipt.loan)
    return pdf_response(content, str(receipt))


@may_cancel
@require_POST
def contribution_cancel(request, pk):
    receipt = _receipt(request, pk)
    form = CancelForm(request.POST)
    if attempt(form, operations.cancel_contribution, receipt, by=request.user):
        done = _("%(receipt)s is cancelled: print %(counter)s, which says so.")
        messages.success(request, done % {"receipt": receipt, "counter": form.result})
        return redirect(receipt.loan)
    return show_loan(request, receipt.loan_id, cancel_form=form)


@may_cancel
@require_POST
def contribution_again(request, pk):
    loan = loan_or_404(request, pk)
    form = AgainForm(request.POST)
    if attempt(form, operations.write_contribution_again, loan, by=request.user):
        messages.success(request, _("The receipt is %(number)s.") % {"number": form.result})
        return redirect(loan)
    return show_loan(request, pk, again_form=form)
