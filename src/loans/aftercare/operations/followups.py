"""Plan and record follow-up calls; send reminders by hand."""

from datetime import date, timedelta

from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from core.dates import midnight
from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from loans.aftercare.lifecycle import GO_ON, CallResult, Went
from loans.aftercare.reminders import BY_HAND
from loans.aftercare.reminders.steps import KINDS, RECALL, kind_on
from loans.base.lifecycle.agreements import Training
from loans.base.lifecycle.loans import LoanStatus
from loans.base.models.rules import days_in
from loans.base.operations import lock_person
from loans.models import Briefing, FollowUp, Loan, Rules
from people.base.restriction import without_restricted
from people.models import Message, Recipient, User
from people.outbox.addresses import can_reach
from people.outbox.jobs import record_message_events
from people.outbox.letter_kinds import LETTERS
from people.outbox.lifecycle import MessageStatus
from people.outbox.posting import post

BATCH_SIZE = 500  # loans planned in one transaction; the next run plans the others


def plan_follow_ups(*, today: date) -> int:
    """Plan the follow-up calls after hand-overs, once for each loan; return their number.

    For older hand-overs, only future calls are planned; loans from an earlier register get no
    calls.
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
        for loan in loans.order_by("pk")[:BATCH_SIZE]
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
    went: Went | str = "",
    home: dict[str, str] | None = None,
) -> int:
    """Record one result for these calls, plan the next calls, and return the number recorded.

    “Not reached” and “call again” require a next day. Calls already done are unchanged. For an
    anonymised person, only the result is recorded. `went` is stored where a training was accepted.
    `home` is the cleaned value of a `HomeNetworkField`.
    """
    note = note.strip()
    if home and len(calls) > 1:
        raise Refused(_("Tick only one call to record a person’s network."))
    if note or home:
        lock_person(*Loan.objects.filter(follow_ups__in=calls))
    if result in GO_ON and next_on is None:
        raise Refused(_("Enter the day to call again."))
    if next_on and next_on <= timezone.localdate():
        raise Refused(_("The next call must be on a later day."))
    rows = FollowUp.objects.filter(pk__in=[call.pk for call in calls], done_at=None)
    made = list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))
    if not made:
        raise Refused(_("These calls have already been recorded."))
    accepted = Briefing.objects.filter(loan=OuterRef("loan"), training=Training.ACCEPTED)
    FollowUp.objects.filter(pk__in=[call.pk for call in made]).update(
        done_at=timezone.now(),
        by=by,
        result=result,
        note=note,
        went=Case(When(Exists(accepted), then=Value(str(went))), default=Value("")),
    )
    loans = Loan.objects.filter(pk__in={call.loan_id for call in made})
    if home:
        Recipient.objects.filter(loans__in=loans).update(**home)
    Event.objects.record_many(
        "followup.recorded", [(loan, {"call": str(result)}) for loan in loans], by=by
    )
    if next_on:
        FollowUp.objects.bulk_create(
            [FollowUp(loan=loan, due_on=next_on) for loan in loans], ignore_conflicts=True
        )
    return len(made)


@operation("loans.follow_up")
def note_call(
    loan: Loan, *, by: User, result: CallResult, note: str = "", next_on: date | None = None
) -> Loan:
    """Record today's call about an overdue loan: a call that is due, or another."""
    today = timezone.localdate()
    call = loan.follow_ups.due(today).first()
    if call is None:
        call, is_new = FollowUp.objects.get_or_create(loan=loan, due_on=today)
        if not is_new:
            raise Refused(_("A call has already been recorded today."))
    record_calls([call], by=by, result=result, note=note, next_on=next_on)
    return loan


# --- A reminder sent by hand, from the page of a loan or the list of overdue loans. ---


@operation("loans.remind", locks=True)
def remind_now(loan: Loan, *, by: User) -> Message:
    """Remind the person of a loan at once, or its organisation if the person has no address.

    A loan has one reminder a day, planned or by hand; this one leaves even in quiet hours.
    """
    if loan.status != LoanStatus.ACTIVE or loan.due_on is None:
        raise Refused(_("Nothing in this loan is due back."))
    today = timezone.localdate()
    kind = kind_on(loan.due_on, today)
    to = loan.recipient
    if not (to and can_reach(LETTERS(kind), to)):
        kind, to = RECALL, loan.organisation
    if not can_reach(LETTERS(kind), to):
        raise Refused(_("There is no address for a reminder: call instead."))
    is_to_others = to != loan.recipient
    if not without_restricted(Loan.objects.filter(pk=loan.pk), is_to_others=is_to_others).exists():
        raise Refused(_("The data of this person is frozen: no reminder is sent."))
    written = Message.objects.about(loan).filter(kind__in=[*KINDS, RECALL])
    failed = Q(turn=0, status__in=[MessageStatus.FAILED, MessageStatus.DROPPED])
    if sent := written.filter(posted_at__gte=midnight(today)).exclude(failed).first():
        text = _("A reminder has already been written today (%(channel)s): see the messages.")
        raise Refused(text % {"channel": sent.get_channel_display()})
    message = post(kind, loan, to=to, on=today, turn=BY_HAND, is_urgent=True)
    record_message_events([message], "loan.reminded", by=by)
    return message
