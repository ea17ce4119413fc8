"""Guards: an organisation's conventions do not overlap; a request refers to its own convention."""

from django.utils.translation import gettext_lazy as _

from core.workflow import guards
from core.workflow.guards import Guard
from loans.base.lifecycle.loans import ConventionStatus

# Two valid conventions of one organisation do not overlap.
SHARES = f"""
    NEW.status = '{ConventionStatus.AGREED}' AND EXISTS (
        SELECT 1 FROM loans_convention c
        WHERE c.organisation_id = NEW.organisation_id AND c.status = '{ConventionStatus.AGREED}'
        AND c.starts_on <= NEW.ends_on AND c.ends_on >= NEW.starts_on
"""
CONVENTION_OF_ANOTHER = """
    NEW.convention_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM loans_convention c
        WHERE c.id = NEW.convention_id AND c.organisation_id = NEW.organisation_id
    )
"""

CONVENTION_GUARDS = [
    Guard(
        name="loans_convention_one_at_a_time",
        table="loans_convention",
        on={
            "INSERT": f"{SHARES})",
            "UPDATE OF organisation_id, status, starts_on, ends_on": (
                f"{SHARES} AND c.id <> NEW.id)"
            ),
        },
        hold="people_organisation o WHERE o.id = NEW.organisation_id",
        violation_error_message=_(
            "This organisation already has a partnership agreement for some of these days."
        ),
    ),
    Guard(
        name="loans_request_own_convention",
        table="loans_request",
        on={
            "INSERT": CONVENTION_OF_ANOTHER,
            "UPDATE OF organisation_id, convention_id": CONVENTION_OF_ANOTHER,
        },
        violation_error_message=_(
            "A request can count only towards a partnership agreement of its own organisation."
        ),
    ),
]

guards.register(*CONVENTION_GUARDS)
