"""Guards of appointments and opening hours: no seat booked twice, no overlapping spans."""

from django.utils.translation import gettext_lazy as _

from core.workflow import guards
from core.workflow.guards import Guard
from loans.base.guards import LOAN_OF_ANOTHER, REQUEST_OF_ANOTHER

HOURS_MEET = """
    EXISTS (
        SELECT 1 FROM loans_openinghours h
        WHERE h.site_id = NEW.site_id AND h.weekday = NEW.weekday
        AND h.opens_at < NEW.closes_at AND h.closes_at > NEW.opens_at
    )
"""
SEAT_TAKEN = """
    NEW.seat IS NOT NULL AND EXISTS (
        SELECT 1 FROM loans_appointment a
        WHERE a.site_id = NEW.site_id AND a.seat = NEW.seat AND a.starts_at <> NEW.starts_at
        AND a.starts_at < NEW.ends_at AND a.ends_at > NEW.starts_at{other}
    )
"""

guards.register(
    Guard(
        name="loans_appointment_same_organisation",
        table="loans_appointment",
        on={"INSERT": f"{REQUEST_OF_ANOTHER} OR {LOAN_OF_ANOTHER}"},
        violation_error_message=_(
            "An appointment must belong to the organisation of its request or loan."
        ),
    ),
    Guard(
        name="loans_appointment_seat_free",
        table="loans_appointment",
        on={
            "INSERT": SEAT_TAKEN.format(other=""),
            "UPDATE OF starts_at, ends_at, seat": SEAT_TAKEN.format(other=" AND a.id <> NEW.id"),
        },
        hold="people_site s WHERE s.id = NEW.site_id",
        violation_error_message=_("This slot is already taken: choose another."),
    ),
    Guard(
        name="loans_openinghours_apart",
        table="loans_openinghours",
        on={"INSERT": HOURS_MEET},  # hours are replaced, never updated
        hold="people_site s WHERE s.id = NEW.site_id",
        violation_error_message=_("Two periods on the same day cannot overlap."),
    ),
)
