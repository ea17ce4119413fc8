"""One campaign, launched by four users at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from loans.models import Appointment
from modules.campaigns import operations as campaign_operations
from modules.campaigns.models import Campaign
from people.models import Message
from tests.factories import LoanFactory, RecipientFactory
from tests.races.test_appointments import slots
from tests.races.together import done, race

pytestmark = pytest.mark.usefixtures("again")


def test_a_campaign_is_sent_once(site, coordinator):
    slots(site, capacity=9)
    people = RecipientFactory.create_batch(2, email="a@example.org")
    loans = [
        LoanFactory(active=True, site=site, organisation=person.organisation, recipient=person)
        for person in people
    ]
    today = timezone.localdate()
    days = {"first_on": today, "last_on": today + timedelta(days=9)}
    campaign = Campaign(name="Fin d’année", reason="due", **days)
    campaign_operations.prepare_campaign(campaign, by=coordinator, loans=loans)
    results = race(
        lambda _n, mine: campaign_operations.launch_campaign(mine, by=coordinator), campaign
    )
    assert len(done(results)) == 1
    assert Appointment.objects.count() == Message.objects.count() == 2
