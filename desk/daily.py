"""What is done once a day, by cron or by the tick: again the same day, it does nothing more."""

from django.utils import timezone

from inventory.expiring import warn_of_expiring
from loans.operations import plan_follow_ups
from loans.reminders.due import remind_due
from loans.reminders.eve import remind_of_appointments
from loans.reminders.unsigned import remind_unsigned
from people.areas import place_recipients


def remind(*, today):
    """Write the reminders of this day and plan the calls; return how many of each are new."""
    return {
        "reminders": remind_due(today=today),
        "unsigned": remind_unsigned(today=today),
        "vouchers": warn_of_expiring(today=today),
        "appointments": remind_of_appointments(now=timezone.now()),
        "placed": place_recipients(),
        "calls": plan_follow_ups(today=today),
    }
