"""Guards of the module that read another table."""

from django.utils.translation import gettext_lazy as _

from core.workflow import guards
from core.workflow.guards import Guard
from modules.campaigns.lifecycle import CampaignStatus

CAMPAIGN_LEFT = f"""
    EXISTS (
        SELECT 1 FROM campaigns_campaign c WHERE c.id = {{row}}.campaign_id
        AND c.status <> '{CampaignStatus.PREPARED}'
    )
"""

guards.register(
    Guard(
        name="campaigns_campaign_selection_frozen",
        table="campaigns_campaignloan",
        on={
            "INSERT": CAMPAIGN_LEFT.format(row="NEW"),
            "DELETE": CAMPAIGN_LEFT.format(row="OLD"),
        },
        hold="campaigns_campaign c WHERE c.id = COALESCE(NEW.campaign_id, OLD.campaign_id)",
        violation_error_message=_(
            "The selection of a campaign that has been sent cannot be changed."
        ),
    )
)
