"""Guards against new references to, and new rows about, anonymised people."""

from django.utils.translation import gettext_lazy as _

from core.workflow import guards
from core.workflow.guards import Guard

WHO = "people_recipient r WHERE r.id = NEW.recipient_id"
ANONYMISED = f"EXISTS (SELECT 1 FROM {WHO} AND r.anonymised_at IS NOT NULL)"

GUARDS = [
    Guard(
        name="people_guardian_of_somebody",
        table="people_guardian",
        on={"INSERT": ANONYMISED, "UPDATE": ANONYMISED},
        hold=WHO,
        violation_error_message=_(
            "This person has been anonymised: nobody can act for them any more."
        ),
    ),
    Guard(
        name="people_recipient_without_guardian",
        table="people_recipient",
        on={
            "UPDATE OF anonymised_at": (
                "NEW.anonymised_at IS NOT NULL AND OLD.anonymised_at IS NULL"
                " AND EXISTS (SELECT 1 FROM people_guardian g WHERE g.recipient_id = NEW.id)"
            )
        },
        violation_error_message=_("The guardians of a person must be erased before the person."),
    ),
]

guards.register(*GUARDS)
