"""What holds a device and its loan item together, and a person and their organisation."""

from django.utils.translation import gettext_lazy as _

from core.guards import Guard

OUT = "('reserved', 'on_loan', 'given')"
NO_LIVE_ITEM = """
    NEW.status IN ('reserved', 'on_loan', 'given') AND NOT EXISTS (
        SELECT 1 FROM loans_loanitem i
        WHERE i.device_id = NEW.id AND i.status IN ('reserved', 'open')
    )
"""
RECIPIENT_OF_ANOTHER = """
    NEW.recipient_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM people_recipient r
        WHERE r.id = NEW.recipient_id AND r.organisation_id = NEW.organisation_id
    )
"""
REQUEST_OF_ANOTHER = """
    NEW.request_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM loans_request q
        WHERE q.id = NEW.request_id AND q.organisation_id = NEW.organisation_id
    )
"""
ANONYMISED = """
    EXISTS (
        SELECT 1 FROM people_recipient r
        WHERE r.id = NEW.recipient_id AND r.anonymised_at IS NOT NULL
    )
"""

GUARDS = [
    Guard(
        name="loans_device_out_has_item",
        table="inventory_device",
        on={
            "INSERT": f"NEW.status IN {OUT}",
            "UPDATE OF status": f"NEW.status <> OLD.status AND {NO_LIVE_ITEM}",
        },
        violation_error_message=_("A device leaves the shelf only for a loan."),
    ),
    Guard(
        name="loans_item_outlives_device",
        table="loans_loanitem",
        on={
            "UPDATE OF status": (
                "OLD.status IN ('reserved', 'open')"
                " AND NEW.status NOT IN ('reserved', 'open', 'transferred')"
                " AND EXISTS (SELECT 1 FROM inventory_device d"
                f" WHERE d.id = NEW.device_id AND d.status IN {OUT})"
            )
        },
        violation_error_message=_("An item does not end while its device is out."),
    ),
    Guard(
        name="loans_loan_same_organisation",
        table="loans_loan",
        on={
            "INSERT": f"{RECIPIENT_OF_ANOTHER} OR {REQUEST_OF_ANOTHER}",
            "UPDATE OF organisation_id, recipient_id, request_id": (
                f"{RECIPIENT_OF_ANOTHER} OR {REQUEST_OF_ANOTHER}"
            ),
        },
        violation_error_message=_("The person and the request belong to the loan's organisation."),
    ),
    Guard(
        name="loans_request_same_organisation",
        table="loans_request",
        on={
            "INSERT": RECIPIENT_OF_ANOTHER,
            "UPDATE OF organisation_id, recipient_id": RECIPIENT_OF_ANOTHER,
        },
        violation_error_message=_("The person belongs to the request's organisation."),
    ),
    Guard(
        name="loans_loan_not_anonymous",
        table="loans_loan",
        on={
            "INSERT": ANONYMISED,
            "UPDATE OF recipient_id": (
                f"NEW.recipient_id IS DISTINCT FROM OLD.recipient_id AND {ANONYMISED}"
            ),
        },
        violation_error_message=_("This person was anonymised: no new loan can be made to them."),
    ),
]
