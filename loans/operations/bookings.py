"""What other acts do to appointments: who signs or returns came; what ended needs none."""

from django.utils import timezone

from core.models import Event
from loans.letters.appointments import tell_of
from loans.lifecycle.appointments import AppointmentKind, AppointmentStatus
from loans.models import Appointment, Loan, Request
from people.models import User


def note_came(about: Request | Loan, kind: AppointmentKind, *, by: User) -> None:
    """Say that the person came, of an appointment of this kind that was for today or before."""
    rows = Appointment.objects.about(about).filter(kind=kind)
    for appointment in rows.filter(status__in=Appointment.statuses_before(AppointmentStatus.KEPT)):
        if timezone.localdate(appointment.starts_at) <= timezone.localdate():
            appointment.lock()
            end(appointment, AppointmentStatus.KEPT, by=by)


def drop_booked(about: Request | Loan, *, by: User, notify: bool = True) -> None:
    """Cancel what is booked about a request or loan that needs no appointment any more.

    `notify` is off when they know: they have all of it, or brought all of it back.
    """
    for appointment in Appointment.objects.about(about).booked():
        appointment.lock()
        end(appointment, AppointmentStatus.CANCELLED, by=by)
        if notify:
            tell_of(appointment, "appointment.cancelled")


def end(appointment: Appointment, status: AppointmentStatus, *, by: User) -> None:
    """Take an appointment a step on and tell it; one that is cancelled leaves its place free."""
    changes = {"seat": None} if status == AppointmentStatus.CANCELLED else {}
    appointment.transition_to(status, **changes)
    tell(f"appointment.{status}", appointment, by=by)


def tell(kind: str, appointment: Appointment, *, by: User, **data: str) -> None:
    """Record an event in the stories of an appointment and of what it is for."""
    data = {"at": appointment.starts_at.isoformat(), **data}
    for subject in (appointment, appointment.about):
        Event.objects.record(kind, subject, by=by, **data)
