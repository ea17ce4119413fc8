"""What belongs to the module “campaigns”."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.modules.registry import Module, StillOpen, register
from loans.campaigns.lifecycle import CampaignStatus
from loans.models import Campaign


def campaigns_prepared():
    count = Campaign.objects.filter(status=CampaignStatus.PREPARED).count()
    return count and ngettext(
        "%(count)s campaign is prepared: send or drop it first.",
        "%(count)s campaigns are prepared: send or drop them first.",
        count,
    ) % {"count": count}


register(
    Module(
        key="campaigns",
        rank=110,
        label=_("Return campaigns"),
        description=_(
            "Many loans come back within a few days: everybody is written to and given a time."
        ),
        urls=(
            "campaign_*",
            "campaignloan_remove",
        ),
        letters=("campaign.*",),
        open=(StillOpen(campaigns_prepared, keeps_on=True),),
    )
)
