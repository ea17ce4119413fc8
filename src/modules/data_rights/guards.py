"""Guards: nobody is anonymised while frozen, and nothing begins for an anonymised person."""

from django.utils.translation import gettext_lazy as _

from core.workflow import guards
from core.workflow.guards import Guard
from loans.base.guards import not_anonymous
from modules.data_rights.lifecycle import FreezeReason

# Every write of a freeze locks the row of its person first, as the anonymisation does.
KEPT = f"""
    NEW.anonymised_at IS NOT NULL AND OLD.anonymised_at IS NULL AND EXISTS (
        SELECT 1 FROM data_rights_freeze f WHERE f.recipient_id = NEW.id
        AND f.ended_at IS NULL AND f.reason <> '{FreezeReason.NO_LETTERS}')
"""

guards.register(
    Guard(
        name="data_rights_freeze_not_erased",
        table="people_recipient",
        on={"UPDATE OF anonymised_at": KEPT},
        violation_error_message=_(
            "The data of this person is frozen: nothing is erased before the freeze ends."
        ),
    ),
    not_anonymous(
        "data_rights_freeze_not_anonymous",
        "data_rights_freeze",
        _("This person has been anonymised: there is nothing to freeze."),
    ),
    not_anonymous(
        "data_rights_request_not_anonymous",
        "data_rights_datarequest",
        _("This person has been anonymised: we no longer hold data about them."),
    ),
)
