"""Database rules of campaigns."""

from datetime import timedelta

import pytest

from modules.campaigns.tests.factories import CampaignFactory, CampaignLoanFactory
from tests.factories import LoanFactory
from tests.law import copy, delete, refused, write

pytestmark = pytest.mark.django_db


def test_a_campaign_has_a_valid_status():
    with refused("campaigns_campaign_status_known"):
        write(CampaignFactory(), status="eaten")


def test_a_campaign_has_a_valid_reason():
    for changes in ({"reason": "fun"}, {"mode": "shout"}):
        with refused("campaigns_campaign_choices"):
            write(CampaignFactory(), **changes)


def test_the_days_of_a_campaign_are_in_order():
    campaign = CampaignFactory()

    with refused("campaigns_campaign_in_order"):
        write(campaign, last_on=campaign.first_on - timedelta(days=1))


def test_a_sent_campaign_is_frozen():
    with refused("campaigns_campaign_launched"):
        write(CampaignFactory(launched=True), reason="contract")


def test_a_campaign_is_never_deleted():
    with refused("campaigns_campaign_kept"):
        delete(CampaignFactory())


def test_a_loan_is_unique_in_a_campaign():
    with refused("campaigns_campaignloan_once"):
        copy(CampaignLoanFactory())


def test_a_campaign_row_has_a_valid_result():
    for changes in ({"outcome": "eaten"}, {"way": "smoke"}):
        with refused("campaigns_campaignloan_choices"):
            write(CampaignLoanFactory(), **changes)


def test_a_loan_stays_in_its_campaign():
    with refused("campaigns_campaignloan_frozen"):
        write(CampaignLoanFactory(), loan=LoanFactory(active=True))


def test_the_sent_counters_of_a_campaign_are_set_once():
    row = CampaignLoanFactory(outcome="asked", way="email")

    with refused("campaigns_campaignloan_told_once"):
        write(row, way="sms")
    with refused("campaigns_campaignloan_told_once"):
        delete(row)


def test_the_selection_of_a_sent_campaign_is_frozen():
    row = CampaignLoanFactory()
    write(row.campaign, status="launched")

    with refused("campaigns_campaign_selection_frozen"):
        CampaignLoanFactory(campaign=row.campaign)
    with refused("campaigns_campaign_selection_frozen"):
        delete(row)
