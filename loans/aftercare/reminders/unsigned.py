"""Reminders of unsigned hand-overs to the user who prepared them, and to the office."""

from datetime import timedelta

from django.utils import timezone

from loans.aftercare.reminders import GRACE
from loans.base.lifecycle.loans import AgreementStatus, LoanStatus
from loans.models import Agreement, Rules
from people.outbox.addresses import can_reach
from people.outbox.letter_kinds import LETTERS
from people.outbox.posting import post


def remind_unsigned(*, today):
    """Post, once for each agreement, that it waits; return for how many it is time."""
    waits = timedelta(days=Rules.cached().unsigned_days)
    waiting = Agreement.objects.filter(
        status=AgreementStatus.ISSUED,
        loan__status=LoanStatus.PREPARED,
        status_since__date__range=(today - waits - GRACE, today - waits),
    )
    waiting = waiting.select_related("loan__organisation", "loan__created_by", "loan__site")
    for agreement in waiting.order_by("pk"):
        _remind(agreement.loan, timezone.localdate(agreement.status_since) + waits)
    return len(waiting)


def _remind(loan, day):
    author, office = loan.created_by, loan.organisation
    if author.is_of_our_team and author.is_active:
        post("loan.unsigned_counter", loan, to=author, on=day)
    if not office.is_ours and can_reach(LETTERS("loan.unsigned"), office):
        post("loan.unsigned", loan, to=office, on=day)
