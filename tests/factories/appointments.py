from datetime import datetime, time, timedelta

from django.utils import timezone
from factory import LazyAttribute, LazyFunction, SubFactory, Trait
from factory.django import DjangoModelFactory

from loans.appointments.lifecycle import AppointmentKind, AppointmentStatus
from loans.models import Appointment, Closure, OpeningHours
from tests.factories.loans import LoanFactory, RequestFactory, in_days
from tests.factories.people import SiteFactory, UserFactory


def coming_weekday():
    """Return ten o'clock, local time, on the next weekday."""
    day = timezone.localdate() + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(day, time(10), timezone.get_default_timezone())


class OpeningHoursFactory(DjangoModelFactory):
    class Meta:
        model = OpeningHours

    site = SubFactory(SiteFactory)
    weekday = 0
    opens_at = time(9)
    closes_at = time(12)
    minutes = 30
    capacity = 2


class ClosureFactory(DjangoModelFactory):
    class Meta:
        model = Closure

    site = SubFactory(SiteFactory)
    first_on = in_days(1)
    last_on = in_days(3)
    reason = "Inventaire"


class AppointmentFactory(DjangoModelFactory):
    """A pick-up for an accepted request, on the next working day at ten."""

    class Meta:
        model = Appointment

    class Params:
        booked = Trait(status=AppointmentStatus.BOOKED)
        kept = Trait(status=AppointmentStatus.KEPT)
        missed = Trait(status=AppointmentStatus.MISSED)
        cancelled = Trait(status=AppointmentStatus.CANCELLED, seat=None)
        of_a_return = Trait(
            kind=AppointmentKind.RETURN, request=None, loan=SubFactory(LoanFactory, active=True)
        )

    request = SubFactory(RequestFactory, accepted=True)
    organisation = LazyAttribute(lambda row: (row.loan or row.request).organisation)
    site = LazyAttribute(lambda row: (row.loan or row.request).site)
    loan = None
    starts_at = LazyFunction(coming_weekday)
    ends_at = LazyAttribute(lambda row: row.starts_at + timedelta(minutes=30))
    seat = 1
    places = 2
    booked_by = SubFactory(UserFactory, counter=True)
