"""Demo data of the module."""

from loans.models import Loan
from modules.campaigns.lifecycle import CampaignMode, CampaignReason
from modules.campaigns.models import Campaign
from modules.campaigns.operations import launch_campaign, prepare_campaign
from modules.campaigns.preview import can_be_called_back


def call_back(world):
    """Create a launched campaign that begins in two weeks, and another to review."""
    by = world.coordinator
    loans = can_be_called_back(Loan.objects.filter(appointments=None)).order_by("due_on", "pk")
    chosen = list(loans.select_related("site")[:20])
    days = {"first_on": world.ahead(14), "last_on": world.ahead(40), "mode": CampaignMode.SLOTS}
    gone = Campaign(name="Fin du télétravail", reason=CampaignReason.TELEWORK, **days)
    launch_campaign(prepare_campaign(gone, by=by, loans=chosen[:8]), by=by)
    draft = Campaign(name="Fin d’année scolaire", reason=CampaignReason.SCHOOL_YEAR, **days)
    prepare_campaign(draft, by=by, loans=chosen[8:])
