"""Four people choose the only free place at once, each by their link."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from loans.appointments.slots import days_of
from loans.models import Appointment
from modules.personal_link.tokens import personal_token
from tests.factories import LoanFactory, OpeningHoursFactory, RecipientFactory
from tests.races.together import FOUR, race

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
