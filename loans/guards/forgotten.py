"""Nothing begins for somebody who was anonymised, be it in the very instant of it."""

from django.utils.translation import gettext_lazy as _

from core.guards import Guard

WHO = "people_recipient r WHERE r.id = NEW.recipient_id"
ANONYMISED = f"EXISTS (SELECT 1 FROM {WHO} AND r.anonymised_at IS NOT NULL)"
BEGUN = {
    "INSERT": ANONYMISED,
    "UPDATE OF recipient_id": (
        f"NEW.recipient_id IS DISTINCT FROM OLD.recipient_id AND {ANONYMISED}"
    ),
}

FORGOTTEN_GUARDS = [
    Guard(
        name="loans_loan_not_anonymous",
        table="loans_loan",
        on=BEGUN,
        hold=WHO,
        violation_error_message=_("This person was anonymised: no new loan can be made to them."),
    ),
    Guard(
        name="loans_request_not_anonymous",
        table="loans_request",
        on=BEGUN,
        hold=WHO,
        violation_error_message=_("This person was anonymised: nothing can be asked for them."),
    ),
    Guard(
        name="loans_request_sent_for_somebody",
        table="loans_request",
        on={"UPDATE OF status": f"OLD.status = 'draft' AND NEW.status = 'sent' AND {ANONYMISED}"},
        hold=f"{WHO} AND OLD.status = 'draft' AND NEW.status = 'sent'",
        violation_error_message=_("This person was anonymised: nothing can be asked for them."),
    ),
    Guard(
        name="loans_referral_not_anonymous",
        table="loans_referral",
        on=BEGUN,
        hold=WHO,
        violation_error_message=_("This person was anonymised: no slip can be given to them."),
    ),
]
