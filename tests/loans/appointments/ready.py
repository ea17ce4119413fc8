"""Requests with something set aside: their appointments can be booked."""

from django.utils import timezone

from tests.factories import LoanFactory, LoanItemFactory, RequestFactory


def with_something(request):
    """Set an accessory aside for an accepted request, and return the request."""
    loan = LoanFactory(
        prepared=True,
        request=request,
        organisation=request.organisation,
        recipient=request.recipient,
        site=request.site,
        audience=request.audience,
        held_until=timezone.localdate(),
    )
    LoanItemFactory(loan=loan, of_accessories=True)
    return request


def ready_request(**facts):
    return with_something(RequestFactory(accepted=True, **facts))
