"""Demo data of the module."""

from donations.models import Donation
from modules.receipts.content import prospect_of
from modules.receipts.operations import cancel_receipt, issue_receipt


def issue_receipts(world):
    """Create receipts for the lots with declared values; reissue one receipt."""
    by = world.coordinator
    lots = Donation.objects.filter(lines__declared_value__isnull=False).distinct()
    first, *_later = [_issue(lot, by) for lot in lots.order_by("-pk")]
    cancel_receipt(first, by=by, reason="Le donateur a corrigé la valeur qu’il déclare.")
    _issue(first.donation, by)


def _issue(lot, by):
    """Issue a receipt; its file is rendered when it is first opened."""
    return issue_receipt(lot, by=by, shown_sha256=prospect_of(lot).sha256)
