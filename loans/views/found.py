"""The loan or the request of an address, if its user may see it; a 404 for any other."""

from django.shortcuts import get_object_or_404

from loans.models import Loan, Request


def loan_or_404(request, pk):
    return get_object_or_404(Loan.objects.visible_to(request.user).for_list(), pk=pk)


def request_or_404(request, pk):
    return get_object_or_404(Request.objects.visible_to(request.user).for_list(), pk=pk)
