"""No-shows: their number, the number of appointments, and the rate.

A no-show is recorded, never inferred. The rate counts appointments with a recorded attendance, over
twelve months, and is always shown with the numbers behind it.
"""

from datetime import timedelta
from typing import NamedTuple

from django.db.models import Count, Q

from loans.appointments.lifecycle import AppointmentStatus

ATTENDANCE_PERIOD = timedelta(days=365)
ATTENDED = [AppointmentStatus.KEPT, AppointmentStatus.MISSED]
MISSED = Count("pk", filter=Q(status=AppointmentStatus.MISSED))


class Attendance(NamedTuple):
    """No-shows among the appointments whose attendance was recorded."""

    missed: int
    total: int

    @property
    def percent(self):
        """A whole number from 0 to 100; None without recorded appointments."""
        return round(100 * self.missed / self.total) if self.total else None


def of_last_year(appointments, now):
    """Appointments of the last twelve months whose attendance was recorded."""
    return appointments.filter(
        status__in=ATTENDED, starts_at__gt=now - ATTENDANCE_PERIOD, starts_at__lte=now
    )


def attendance(appointments, now):
    """The `Attendance` over these appointments, of the last twelve months."""
    rows = of_last_year(appointments, now).order_by()
    return Attendance(**rows.aggregate(missed=MISSED, total=Count("pk")))


def attendance_by_organisation(appointments, now):
    """[{organisation, organisation__name, missed, total}], most missed first."""
    rows = of_last_year(appointments, now).order_by().values("organisation", "organisation__name")
    return rows.annotate(missed=MISSED, total=Count("pk")).order_by("-missed", "organisation__name")
