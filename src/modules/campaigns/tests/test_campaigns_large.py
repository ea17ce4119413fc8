"""A campaign of many loans needs few statements and few tasks."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from modules.campaigns import operations as campaign_operations
from modules.campaigns.lifecycle import CampaignMode
from modules.campaigns.tests.test_campaigns import campaign_of, lent
from people.models import Message
from tests.factories import OpeningHoursFactory

pytestmark = pytest.mark.django_db


def test_sending_a_campaign_takes_constant_queries(site, coordinator):
    for day in range(7):
        OpeningHoursFactory(site=site, weekday=day)

    def cost(count):
        campaign = campaign_of(coordinator, [lent(site) for _time in range(count)], days=9)
        with CaptureQueriesContext(connection) as queries:
            campaign_operations.launch_campaign(campaign, by=coordinator)
        return len(queries)

    assert cost(1) >= cost(3)


def test_many_letters_are_sent_by_few_tasks(
    site, coordinator, monkeypatch, mailoutbox, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("people.outbox.jobs.BATCH_SIZE", 2)
    campaign = campaign_of(coordinator, [lent(site) for _time in range(3)], mode=CampaignMode.ASK)
    with django_capture_on_commit_callbacks(execute=True):
        campaign_operations.launch_campaign(campaign, by=coordinator)

    assert len(mailoutbox) == 3
    assert set(Message.objects.values_list("status", flat=True)) == {"sent"}
