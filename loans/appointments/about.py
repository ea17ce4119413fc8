"""Context of the appointments of a request or loan, for its page."""

from django.urls import reverse

from core.modules.registry import is_on
from loans.appointments import operations
from loans.models import Appointment, Request

MAX_SHOWN = 5  # shown beside a request or a loan


def appointments_about(subject, user):
    """Context: past and future appointments of a request or loan, and the booking URL."""
    if not is_on("appointments"):
        return {"appointments": [], "booked": None, "book_url": ""}
    rows = list(
        Appointment.objects.about(subject).select_related("site").order_by("-starts_at")[:MAX_SHOWN]
    )
    booked = next((row for row in rows if row.status == row.Status.BOOKED), None)
    is_to_book = booked is None and operations.kind_for(subject) is not None
    is_offered = is_to_book and user.has_perm(operations.book.permission)
    name = "request_book" if isinstance(subject, Request) else "loan_book"
    return {
        "appointments": rows,
        "booked": booked,
        "book_url": reverse(name, args=[subject.pk]) if is_offered else "",
    }
