from django.utils.translation import gettext_lazy as _

from core.workflow import guards
from core.workflow.guards import Guard
from loans.base.lifecycle.aftercare import LineStatus, ReturnSessionStatus
from loans.base.lifecycle.loans import AgreementStatus

AGREEMENT_OF_ANOTHER = f"""
    NEW.agreement_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM loans_agreement a
        WHERE a.id = NEW.agreement_id AND a.loan_id = NEW.loan_id
        AND a.status = '{AgreementStatus.SIGNED}'
    )
"""
AMENDMENT_OF_ANOTHER = """
    NEW.amendment_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM loans_amendment a WHERE a.id = NEW.amendment_id AND a.loan_id = NEW.loan_id
    )
"""
OF_NO_DEVICE = """
    NOT EXISTS (
        SELECT 1 FROM loans_loanitem i WHERE i.id = NEW.item_id AND i.device_id IS NOT NULL
    )
"""
SESSION_IS_OVER = f"""
    NEW.status = '{LineStatus.WAITING}' AND NOT EXISTS (
        SELECT 1 FROM loans_returnsession r
        WHERE r.id = NEW.session_id AND r.status = '{ReturnSessionStatus.OPEN}'
    )
"""
LINES_WAIT = f"""
    NEW.status <> '{ReturnSessionStatus.OPEN}' AND EXISTS (
        SELECT 1 FROM loans_returnline l
        WHERE l.session_id = NEW.id AND l.status = '{LineStatus.WAITING}'
    )
"""

AFTERWARDS_GUARDS = [
    Guard(
        name="loans_amendment_same_loan",
        table="loans_amendment",
        on={"INSERT": AGREEMENT_OF_ANOTHER},
        violation_error_message=_(
            "An amendment must belong to a signed agreement of the same loan."
        ),
    ),
    Guard(
        name="loans_renewal_same_loan",
        table="loans_renewal",
        on={"INSERT": AMENDMENT_OF_ANOTHER, "UPDATE OF amendment_id": AMENDMENT_OF_ANOTHER},
        violation_error_message=_("The amendment must belong to the loan it extends."),
    ),
    Guard(
        name="loans_incident_of_device",
        table="loans_incident",
        on={"INSERT": OF_NO_DEVICE},
        violation_error_message=_("Only a device has incidents."),
    ),
    Guard(
        name="loans_returnline_session_open",
        table="loans_returnline",
        on={"INSERT": SESSION_IS_OVER, "UPDATE OF status": SESSION_IS_OVER},
        hold=(
            "loans_returnsession r"
            f" WHERE r.id = NEW.session_id AND NEW.status = '{LineStatus.WAITING}'"
        ),
        violation_error_message=_("Nothing can be scanned into a completed return."),
    ),
    Guard(
        name="loans_returnsession_all_said",
        table="loans_returnsession",
        on={"UPDATE OF status": LINES_WAIT},
        violation_error_message=_(
            "A return cannot be completed while an item is waiting in its list."
        ),
    ),
]

guards.register(*AFTERWARDS_GUARDS)
