"""Daily jobs, idempotent within a day; run by cron or by `tick`."""

from django.utils import timezone

from core.modules.registry import is_job_on
from inventory.vouchers.expiry_alerts import remind_holders, warn_of_expiring
from loans.aftercare.operations.followups import plan_follow_ups
from loans.aftercare.reminders.jobs import remind_due, remind_of_appointments, remind_unsigned
from people.areas.communes import place_recipients

# Jobs by the name of their count; `tick` runs them by name, so that each fails alone.
REMINDERS = {
    "reminders": lambda today: remind_due(today=today),
    "unsigned": lambda today: remind_unsigned(today=today),
    "vouchers": lambda today: warn_of_expiring(today=today) + remind_holders(today=today),
    "appointments": lambda today: remind_of_appointments(now=timezone.now()),
    "placed": lambda today: place_recipients(),
    "calls": lambda today: plan_follow_ups(today=today),
}


def remind(*, today):
    """Write the reminders of this day and plan the calls; return how many of each are new."""
    return {name: run(today) for name, run in REMINDERS.items() if is_job_on(name)}
