"""Guards of tax receipts that read other rows: no gaps in numbers, one valid receipt for a lot."""

from django.utils.translation import gettext_lazy as _

from core.workflow import guards
from core.workflow.guards import Guard

STANDING = """
    SELECT 1 FROM receipts_taxreceipt r
    WHERE r.donation_id = NEW.donation_id AND r.cancels_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM receipts_taxreceipt c WHERE c.cancels_id = r.id)
"""
WRONGLY_CANCELLED = """
    SELECT 1 FROM receipts_taxreceipt r
    WHERE r.id = NEW.cancels_id
    AND (r.cancels_id IS NOT NULL OR r.amount <> NEW.amount OR r.donation_id <> NEW.donation_id)
"""

GUARDS = [
    Guard(
        name="receipts_taxreceipt_no_gap",
        table="receipts_taxreceipt",
        on={
            "INSERT": (
                "NEW.number <> 1 + (SELECT COALESCE(MAX(r.number), 0) FROM receipts_taxreceipt r"
                " WHERE r.year = NEW.year AND (r.cancels_id IS NULL) = (NEW.cancels_id IS NULL))"
            )
        },
        violation_error_message=_("Tax receipts must be numbered without gaps."),
    ),
    Guard(
        name="receipts_taxreceipt_one_stands",
        table="receipts_taxreceipt",
        on={"INSERT": f"NEW.cancels_id IS NULL AND EXISTS ({STANDING})"},
        hold="donations_donation d WHERE d.id = NEW.donation_id",
        violation_error_message=_("This donation already has a tax receipt."),
    ),
    Guard(
        name="receipts_taxreceipt_cancels_whole",
        table="receipts_taxreceipt",
        on={"INSERT": f"NEW.cancels_id IS NOT NULL AND EXISTS ({WRONGLY_CANCELLED})"},
        violation_error_message=_("A cancellation document must cancel one whole receipt."),
    ),
]

guards.register(*GUARDS)
