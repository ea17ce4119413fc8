"""Calls after a hand-over: planned by themselves, made by a coordinator."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Event
from core.operations import operation
from loans.lifecycle import LoanStatus
from loans.lifecycle.followups import GO_ON, CallResult
from loans.models import FollowUp, Loan, Rules
from loans.models.rules import days_in
from loans.operations.held import lock_person
from people.models import User

MAX_LOANS = 500  # loans planned for in one go: the next run does the others


def plan_follow_ups(*, today: date) -> int:
    """Plan the calls of what was handed over, once for each loan; return how many were planned.

    Of an older hand-over only those that are still to come; none of an earlier register.
    """
    days = days_in(Rules.cached().follow_up_days)
    if not days:
        return 0
    since = today - timedelta(days=max(days))
    loans = Loan.objects.filter(
        status=LoanStatus.ACTIVE, starts_on__gte=since, taken_over_at=None, follow_ups=None
    )
    calls = [
        FollowUp(loan=loan, due_on=loan.starts_on + timedelta(days=day))
        for loan in loans.order_by("pk")[:MAX_LOANS]
        for day in days
        if loan.starts_on + timedelta(days=day) >= today
    ]
    FollowUp.objects.bulk_create(calls, ignore_conflicts=True)
    return len(calls)


@operation("loans.follow_up")
def record_calls(
    calls: list[FollowUp],
    *,
    by: User,
    result: CallResult,
    note: str = "",
    next_on: date | None = None,
) -> int:
    """Write down how these calls ended, all alike, and plan the next on that day; how many.

    Who was not reached, or is to be called again, has a next day. What is done already stays. Of
    somebody who was anonymised, only the result is recorded.
    """
    note = note.strip()
    if note:
        lock_person(*Loan.objects.filter(follow_ups__in=calls))
    if result in GO_ON and next_on is None:
        raise Refused(_("Say on which day to call again."))
    if next_on and next_on <= timezone.localdate():
        raise Refused(_("The next call is on a later day."))
    rows = FollowUp.objects.filter(pk__in=[call.pk for call in calls], done_at=None)
    made = list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))
    if not made:
        raise Refused(_("These calls were noted already."))
    FollowUp.objects.filter(pk__in=[call.pk for call in made]).update(
        done_at=timezone.now(), by=by, result=result, note=note
    )
    loans = Loan.objects.filter(pk__in={call.loan_id for call in made})
    Event.objects.record_many(
        "followup.recorded", [(loan, {"call": str(result)}) for loan in loans], by=by
    )
    if next_on:
        FollowUp.objects.bulk_create(
            [FollowUp(loan=loan, due_on=next_on) for loan in loans], ignore_conflicts=True
        )
    return len(made)
