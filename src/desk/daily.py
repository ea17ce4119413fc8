"""Daily jobs, idempotent within a day; run by cron or by `tick`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from core.modules.registry import is_job_on
from inventory.vouchers.expiry_alerts import remind_holders, warn_of_expiring
from loans.aftercare.operations.followups import plan_follow_ups
from loans.aftercare.reminders.jobs import remind_due, remind_of_appointments, remind_unsigned
from people.areas.communes import place_recipients


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step of the tick: `run(now)` does the work that is due, and may return a count.

    `needs_clock` is true if a wrong clock would do permanent harm: rows expire, end, are erased
    or deleted, or letters about a day are posted. The step is then skipped while the clock is
    not trusted. `words` is the sentence about the count.
    """

    run: Callable[[datetime], object]
    needs_clock: bool
    words: str | None = None


def _remind(job: Callable) -> Step:
    """Build a step that runs `job`, which sends the letters due today."""
    return Step(run=lambda now: job(today=timezone.localdate(now)), needs_clock=True)


def _warn_of_vouchers(*, today):
    return warn_of_expiring(today=today) + remind_holders(today=today)


# Steps by the name of their count; `tick` runs them by name, so that a failure affects one step.
REMINDERS = {
    "reminders": _remind(remind_due),
    "unsigned": _remind(remind_unsigned),
    "vouchers": _remind(_warn_of_vouchers),
    "appointments": Step(run=lambda now: remind_of_appointments(now=now), needs_clock=True),
    "placed": Step(run=lambda now: place_recipients(), needs_clock=False),
    # if the first calls of a hand-over seem past, they would never be made
    "calls": _remind(plan_follow_ups),
}


def remind(*, now):
    """Write the reminders of this day and plan the calls; return the number of new rows."""
    return {name: step.run(now) for name, step in REMINDERS.items() if is_job_on(name)}
