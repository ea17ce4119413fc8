"""Four concurrent bookings of a single free place."""

from datetime import timedelta

import pytest
from django.utils import timezone

from loans.appointments import operations as appointment_operations
from loans.appointments.slots import days_of
from loans.models import Appointment
from tests.factories import OpeningHoursFactory
from tests.loans.appointments.ready import ready_request
from tests.races.together import FOUR, done, race

pytestmark = pytest.mark.usefixtures("again")


def slots(site, capacity):
    day = timezone.localdate() + timedelta(days=2)
    OpeningHoursFactory(site=site, weekday=day.weekday(), capacity=capacity)
    return [slot.starts_at for slot in days_of(site, day, day)[0].slots]


def test_bookings_do_not_exceed_the_places(site, counter):
    requests = [ready_request(site=site) for _number in range(FOUR)]
    moment = slots(site, capacity=3)[0]
    results = race(lambda n: appointment_operations.book(requests[n], by=counter, starts_at=moment))
    assert len(done(results)) == 3
    assert sorted(Appointment.objects.values_list("seat", flat=True)) == [1, 2, 3]


def test_one_request_has_one_appointment(site, counter):
    request = ready_request(site=site)
    moments = slots(site, capacity=9)
    results = race(
        lambda n, mine: appointment_operations.book(mine, by=counter, starts_at=moments[n]),
        request,
    )
    assert len(done(results)) == 1
    assert Appointment.objects.booked().count() == 1
