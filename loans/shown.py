"""What the pages of a request and of a loan show beside it."""

from django.urls import reverse

from loans.models import Appointment, Request
from loans.operations import book, kind_for

FEW = 5


def appointments_about(thing, user):
    """The latest appointments of a request or a loan, and where one books when one may."""
    rows = list(
        Appointment.objects.about(thing).select_related("site").order_by("-starts_at")[:FEW]
    )
    is_booked = any(row.status == row.Status.BOOKED for row in rows)
    may_book = user.has_perm(book.permission) and not is_booked and kind_for(thing) is not None
    name = "request_book" if isinstance(thing, Request) else "loan_book"
    return {
        "appointments": rows,
        "book_url": reverse(name, args=[thing.pk]) if may_book else "",
    }
