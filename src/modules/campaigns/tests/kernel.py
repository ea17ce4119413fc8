"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.campaigns import operations
from modules.campaigns.lifecycle import CampaignStatus
from modules.campaigns.models import Campaign
from modules.campaigns.tests import factories
from people.base.roles import Role
from tests.access_page import K, Page, act
from tests.factories import LoanFactory
from tests.law import copy, write

FACTORIES = [factories.CampaignFactory, factories.CampaignLoanFactory]
STATES = {"CampaignFactory": ["prepared", "launched", "dropped"]}
PAGES = {
    "campaign_list": Page(K),
    "campaign_new": Page(K),
    "campaign_detail": Page(K, "campaign"),
    "campaign_edit": Page(K, "campaign"),
    "campaign_launch": act(K, "campaign"),
    "campaign_drop": act(K, "campaign"),
    "campaign_letters": Page(K, "launched_campaign", file=True),
    "campaignloan_remove": act(K, args=("@campaign", "@campaign_row")),
}
LOWEST = {
    Role.COORDINATOR: [
        operations.prepare_campaign,
        operations.change_campaign,
        operations.remove_from_campaign,
        operations.drop_campaign,
        operations.launch_campaign,
    ]
}
ONE_PAGE = ["campaign_letters"]
PICTURES = {"campaigns": ("campaign_detail", Campaign)}
WALKED = ["campaign_detail"]


def loan_beside_launch():
    row = factories.CampaignLoanFactory()
    loan = LoanFactory(active=True)
    return lambda: write(row.campaign, status="launched"), lambda: copy(row, loan_id=loan.pk)


RACES = {"campaigns_campaign_selection_frozen": loan_beside_launch}


def add_to(world):
    world.campaign_row = factories.CampaignLoanFactory(loan=world.active_loan)
    world.campaign = world.campaign_row.campaign
    sent = factories.CampaignLoanFactory(loan=world.active_loan, outcome="asked", way="paper")
    world.launched_campaign = sent.campaign
    world.launched_campaign.transition_to(CampaignStatus.LAUNCHED)
