"""Context of the appointments of a request or loan, for its page."""

from django.urls import reverse
from django.utils import timezone

from core.modules.registry import is_on
from loans.appointments import operations
from loans.appointments.slots import day_of
from loans.models import Appointment, Request

MAX_SHOWN = 5  # shown beside a request or a loan


def next_visit(user, site):
    """The next booked appointment of today at a site, as `user` may see it; or None."""
    if not is_on("appointments"):
        return None
    begins, ends = day_of(timezone.localdate())
    rows = Appointment.objects.visible_to(user).booked().filter(site=site)
    visit = rows.between(begins, ends).for_list().order_by("starts_at", "pk").first()
    if visit:
        visit.person, visit.leads_on = visit.seen_by(user), visit.leads(user)
    return visit


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
