"""Loans and gifts under way, and their end: lists, returns, losses, swaps."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect

from core.acts import content_of
from core.tables import render_table
from loans.filters import LoanFilter
from loans.models import Loan
from loans.tables import LoanTable
from loans.views.files import file_response
from loans.views.found import loan_or_404
from loans.views.loan_page import receipts_of, show_loan

may_view = permission_required("loans.view_loan", raise_exception=True)


@may_view
def loan_list(request):
    loans = Loan.objects.visible_to(request.user).for_list()
    filters = LoanFilter(request.GET, queryset=loans, request=request)
    table = LoanTable(filters.qs, user=request.user)
    return render_table(request, "loans/loan_list.html", table, filters=filters)


@may_view
def loan_detail(request, pk):
    return show_loan(request, pk)


@permission_required("loans.read_agreement", raise_exception=True)
def receipt_file(request, pk, document_pk):
    """The receipt of a return: it names the person, as agreements do."""
    loan = loan_or_404(request, pk)
    document = get_object_or_404(receipts_of(loan), pk=document_pk)
    content = content_of(request, document)
    if content is None:
        return redirect(loan)
    return file_response(content, document, loan.number)
