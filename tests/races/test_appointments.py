"""One free place, and four concurrent bookings."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from loans.appointments import operations as appointment_operations
from loans.appointments.slots import days_of
from loans.models import Appointment
from people.recipients.personal_link import personal_token
from tests.factories import LoanFactory, OpeningHoursFactory, RecipientFactory, RequestFactory
from tests.races.together import FOUR, done, race

pytestmark = pytest.mark.usefixtures("again")


def slots(site, capacity):
    day = timezone.localdate() + timedelta(days=2)
    OpeningHoursFactory(site=site, weekday=day.weekday(), capacity=capacity)
    return [slot.starts_at for slot in days_of(site, day, day)[0].slots]


def borrowers(site, count):
    """People with an e-mail address, each with a loan."""
    people = RecipientFactory.create_batch(count, email="a@example.org")
    for person in people:
        LoanFactory(active=True, site=site, organisation=person.organisation, recipient=person)
    return people


def test_the_last_place_is_given_to_one_of_four_personal_links(site):
    people = borrowers(site, FOUR)
    moment = slots(site, capacity=1)[0].isoformat()
    paths = [
        reverse("personal_time", args=[personal_token(person), person.loans.get().number])
        for person in people
    ]
    results = race(lambda n: Client().post(paths[n], {"starts_at": moment}).status_code)
    assert sorted(results) == [200, 200, 200, 302]
    assert Appointment.objects.get().booked_by.is_by_link


def test_bookings_do_not_exceed_the_places(site, counter):
    requests = RequestFactory.create_batch(FOUR, accepted=True, site=site)
    moment = slots(site, capacity=3)[0]
    results = race(lambda n: appointment_operations.book(requests[n], by=counter, starts_at=moment))
    assert len(done(results)) == 3
    assert sorted(Appointment.objects.values_list("seat", flat=True)) == [1, 2, 3]


def test_one_request_has_one_appointment(site, counter):
    request = RequestFactory(accepted=True, site=site)
    moments = slots(site, capacity=9)
    results = race(
        lambda n, mine: appointment_operations.book(mine, by=counter, starts_at=moments[n]),
        request,
    )
    assert len(done(results)) == 1
    assert Appointment.objects.booked().count() == 1
