"""Guards of slips that read another table."""

from django.utils.translation import gettext_lazy as _

from core.workflow import guards
from core.workflow.guards import Guard
from loans.base.guards import (
    LOAN_OF_ANOTHER,
    RECIPIENT_OF_ANOTHER,
    REQUEST_OF_ANOTHER,
    not_anonymous,
)
from loans.base.lifecycle.loans import RequestStatus

OF_ANOTHER = f"{RECIPIENT_OF_ANOTHER} OR {LOAN_OF_ANOTHER} OR {REQUEST_OF_ANOTHER}"
FORMER_REQUEST = (
    f"loans_request q WHERE q.id = OLD.request_id AND q.status <> '{RequestStatus.CANCELLED}'"
)

guards.register(
    Guard(
        name="referrals_referral_same_organisation",
        table="referrals_referral",
        on={"INSERT": OF_ANOTHER, "UPDATE OF recipient_id, loan_id, request_id": OF_ANOTHER},
        violation_error_message=_(
            "A slip must be used by a person of the organisation that issued it."
        ),
    ),
    Guard(
        name="referrals_referral_once",
        table="referrals_referral",
        on={
            "UPDATE OF request_id": f"""
                NEW.request_id IS DISTINCT FROM OLD.request_id
                AND EXISTS (SELECT 1 FROM {FORMER_REQUEST})
            """
        },
        hold="loans_request q WHERE q.id = OLD.request_id",
        violation_error_message=_("This slip has already been used."),
    ),
    not_anonymous(
        "referrals_referral_not_anonymous",
        "referrals_referral",
        _("This person has been anonymised: no slip can be given to them."),
    ),
)
