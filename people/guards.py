"""Nothing is written beside somebody who was anonymised: a guard that reads their row."""

from django.utils.translation import gettext_lazy as _

from core.guards import Guard

WHO = "people_recipient r WHERE r.id = NEW.recipient_id"
ANONYMISED = f"EXISTS (SELECT 1 FROM {WHO} AND r.anonymised_at IS NOT NULL)"

GUARDS = [
    Guard(
        name="people_guardian_of_somebody",
        table="people_guardian",
        on={"INSERT": ANONYMISED, "UPDATE": ANONYMISED},
        hold=WHO,
        violation_error_message=_("The person was anonymised: nobody answers for them any more."),
    ),
]
