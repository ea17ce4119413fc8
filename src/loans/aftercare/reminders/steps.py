"""Days on which reminders are sent, as offsets from the due date: -7, -1, 0, 3, 10."""

from datetime import timedelta

from loans.aftercare.reminders import CATCH_UP_PERIOD
from loans.base.models.rules import days_in
from loans.models import Rules

KINDS = SOON, TODAY, OVERDUE = "loan.due_soon", "loan.due_today", "loan.overdue"
RECALL = "loan.recall"  # to an organisation about one loan, sent by hand


def kind_on(due_on, today):
    """The kind of reminder on a day for a due date."""
    if today < due_on:
        return SOON
    return TODAY if today == due_on else OVERDUE


def offsets_of(kind):
    """The days of one kind of reminder, counted from the due date."""
    rules = Rules.cached()
    return {
        SOON: [-day for day in days_in(rules.remind_before) if day],
        TODAY: [0],
        OVERDUE: [day for day in days_in(rules.remind_after) if day],
    }.get(kind, [])


def offsets():
    """All offsets in days, in order."""
    return sorted(day for kind in KINDS for day in offsets_of(kind))


def due_days(today):
    """The due dates whose reminder falls on today, or was missed in the last few days."""
    return {
        today - timedelta(days=offset + late)
        for offset in offsets()
        for late in range(CATCH_UP_PERIOD.days + 1)
    }


def step_on(due_on, today):
    """The kind and day of the latest reminder of a due date, up to two days late.

    None if that day is further back, or if its text no longer holds: “due today” is never sent
    late.
    """
    past = [offset for offset in offsets() if due_on + timedelta(days=offset) <= today]
    if not past:
        return None
    day = due_on + timedelta(days=past[-1])
    kind = kind_on(due_on, day)
    is_late = today - day > CATCH_UP_PERIOD or kind != kind_on(due_on, today)
    return None if is_late else (kind, day)
