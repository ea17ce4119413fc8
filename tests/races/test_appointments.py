"""One place left, one campaign to send, and four who press at once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.workflow.lifecycle import Refused
from loans.appointments import operations as appointment_operations
from loans.appointments.slots import days_of
from loans.campaigns import operations as campaign_operations
from loans.models import Appointment, Campaign
from people.models import Message
from people.recipients.personal_link import personal_token
from tests.factories import (
    LoanFactory,
    OpeningHoursFactory,
    RecipientFactory,
    RequestFactory,
    SiteFactory,
    UserFactory,
)
from tests.races.together import FOUR, losers, race, winners

pytestmark = pytest.mark.usefixtures("again")


@pytest.fixture
def site(again):
    return SiteFactory()


@pytest.fixture
def counter(site):
    return UserFactory(counter=True, sites=[site])


def slots(site, capacity):
    day = timezone.localdate() + timedelta(days=2)
    OpeningHoursFactory(site=site, weekday=day.weekday(), capacity=capacity)
    return [slot.starts_at for slot in days_of(site, day, day)[0].slots]


def all_refused(results):
    return all(isinstance(loser, Refused) and loser.messages for loser in losers(results))


def test_the_last_place_is_booked_once(site, counter):
    loan_request = RequestFactory.create_batch(FOUR, accepted=True, site=site)
    moment = slots(site, capacity=1)[0]

    results = race(
        FOUR, lambda n: appointment_operations.book(loan_request[n], by=counter, starts_at=moment)
    )

    assert (len(winners(results)), len(losers(results))) == (1, 3)
    assert all_refused(results)
    assert Appointment.objects.count() == 1


def test_the_last_place_is_given_to_one_of_four_personal_links(site):
    people = RecipientFactory.create_batch(FOUR, email="a@example.org")
    for person in people:
        LoanFactory(active=True, site=site, organisation=person.organisation, recipient=person)
    moment = slots(site, capacity=1)[0].isoformat()
    paths = [
        reverse("personal_time", args=[personal_token(person), person.loans.get().number])
        for person in people
    ]

    results = race(FOUR, lambda n: Client().post(paths[n], {"starts_at": moment}).status_code)

    assert sorted(results) == [200, 200, 200, 302]
    assert Appointment.objects.get().booked_by.is_by_link


def test_bookings_do_not_exceed_the_places(site, counter):
    loan_request = RequestFactory.create_batch(FOUR, accepted=True, site=site)
    moment = slots(site, capacity=3)[0]

    results = race(
        FOUR, lambda n: appointment_operations.book(loan_request[n], by=counter, starts_at=moment)
    )

    assert (len(winners(results)), len(losers(results))) == (3, 1)
    assert all_refused(results)
    assert sorted(Appointment.objects.values_list("seat", flat=True)) == [1, 2, 3]


def test_one_request_has_one_appointment(site, counter):
    loan_request = RequestFactory(accepted=True, site=site)
    moments = slots(site, capacity=9)

    results = race(
        FOUR, lambda n: appointment_operations.book(loan_request, by=counter, starts_at=moments[n])
    )

    assert len(winners(results)) == 1
    assert all_refused(results)
    assert Appointment.objects.booked().count() == 1


def test_a_campaign_is_sent_once(site):
    coordinator = UserFactory(coordinator=True, sites=[site])
    slots(site, capacity=9)
    loans = []
    for number in range(3):
        person = RecipientFactory(email=f"p{number}@example.org")
        loans.append(
            LoanFactory(active=True, site=site, organisation=person.organisation, recipient=person)
        )
    today = timezone.localdate()
    campaign = campaign_operations.prepare_campaign(
        Campaign(
            name="Fin d’année", reason="due", first_on=today, last_on=today + timedelta(days=9)
        ),
        by=coordinator,
        loans=loans,
    )

    def launch(_number):
        mine = Campaign.objects.get(pk=campaign.pk)
        return campaign_operations.launch_campaign(mine, by=coordinator)

    results = race(FOUR, launch)

    assert len(winners(results)) == 1
    assert all_refused(results)
    assert Appointment.objects.count() == Message.objects.count() == 3
