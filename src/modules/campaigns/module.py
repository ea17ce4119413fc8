"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.lists.actions import BulkAction
from core.modules.panels import Panel
from core.modules.registry import StillOpen
from desk.help.topics import Topic
from desk.navigation import Tab
from loans.handovers.tables import LoanTable
from modules.campaigns import demo
from modules.campaigns.lifecycle import CampaignStatus
from modules.campaigns.models import Campaign, CampaignLoan
from modules.declaration import RemovableModule
from people.base.roles import Role

RUN = "campaigns.run_campaign"


def campaigns_prepared():
    count = Campaign.objects.filter(status=CampaignStatus.PREPARED).count()
    return count and ngettext(
        "%(count)s campaign is being prepared: send or drop it first.",
        "%(count)s campaigns are being prepared: send or drop them first.",
        count,
    ) % {"count": count}


MODULE = RemovableModule(
    key="campaigns",
    rank=110,
    label=_("Return campaigns"),
    search_words={"campaign_list": _("recall several loans")},
    description=_(
        "Many loans are returned within a few days: everyone receives a message and a time."
    ),
    urls=("campaign_*", "campaignloan_remove"),
    letters=("campaign.*",),
    open=(StillOpen(campaigns_prepared, keeps_on=True),),
    permissions={Role.COORDINATOR: {RUN}},
    menu=[("loans", Tab("campaign_list", _("Campaigns"), "megaphone", RUN), "overdue_list")],
    topics=[
        Topic(
            "campaigns",
            Role.COORDINATOR,
            "campaign_list campaign_new campaign_detail campaign_edit",
            after="returns",
        )
    ],
    list_actions={
        LoanTable: [
            BulkAction(
                "call_back", _("Recall with a campaign"), "megaphone", RUN, page="campaign_new"
            )
        ]
    },
    panels=[Panel("loan_list_actions", "campaigns/_call_back.html")],
    personal_data=[(CampaignLoan, ("loan__recipient",))],
    demo=demo.call_back,
)
