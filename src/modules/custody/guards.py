"""Guards of the module that read another table."""

from django.utils.translation import gettext_lazy as _

from core.workflow import guards
from core.workflow.guards import Guard

IS_SIGNED = """
    EXISTS (SELECT 1 FROM custody_collection c WHERE c.donation_id = {row}.donation_id)
"""
NOTHING_COLLECTED = """
    NOT EXISTS (SELECT 1 FROM custody_collecteditem i WHERE i.donation_id = NEW.donation_id)
"""

guards.register(
    Guard(
        name="custody_collecteditem_until_signed",
        table="custody_collecteditem",
        on={
            "INSERT": IS_SIGNED.format(row="NEW"),
            "UPDATE": IS_SIGNED.format(row="OLD"),
            "DELETE": IS_SIGNED.format(row="OLD"),
        },
        hold="donations_donation d WHERE d.id = COALESCE(NEW.donation_id, OLD.donation_id)",
        violation_error_message=_("The list of a signed collection cannot be changed."),
    ),
    Guard(
        name="custody_collection_of_something",
        table="custody_collection",
        on={"INSERT": NOTHING_COLLECTED},
        hold="donations_donation d WHERE d.id = NEW.donation_id",
        violation_error_message=_("The list is empty: there is nothing to sign for."),
    ),
)
