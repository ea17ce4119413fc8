"""Letters of the last days and calls after hand-overs: most went well, a few want somebody."""

from datetime import timedelta

from django.utils import timezone

from desk.daily import remind
from loans.lifecycle import LoanStatus
from loans.models import FollowUp, Loan
from people.lifecycle import MessageStatus, Trouble
from people.models import Message
from people.roles import Role

CALLS = 6
TROUBLES = [Trouble.BAD_ADDRESS, Trouble.REFUSED]
LEFT_WAITING = 4


def happen(world):
    """What the outbox and the list of calls look like on an ordinary morning."""
    _call(world)
    remind(today=world.today)
    _send()


def _call(world):
    """Calls of a week after: some made, the others due today."""
    week = timedelta(days=7)
    lent = Loan.objects.filter(
        status=LoanStatus.ACTIVE, taken_over_at=None, starts_on__lt=world.today - week
    )
    coordinator = world.staff[Role.COORDINATOR][0]
    for place, loan in enumerate(lent.order_by("-starts_on", "-pk")[: CALLS * 2]):
        made = place % 2
        done = {
            "done_at": timezone.now() - timedelta(days=place),
            "by": coordinator,
            "result": "works" if place % 3 else "needs_help",
        }
        due_on = loan.starts_on + week if made else world.today - timedelta(days=place % 3)
        FollowUp.objects.create(loan=loan, due_on=due_on, **(done if made else {}))


def _send():
    """All left but the last; of those, two failed and nobody knows of one."""
    waiting = Message.objects.filter(status=MessageStatus.WAITING)
    ids = list(waiting.order_by("pk").values_list("pk", flat=True))
    left = ids[:-LEFT_WAITING]
    sending = Message.objects.filter(pk__in=left)
    sending.transition_to(MessageStatus.SENDING, attempts=1)
    ends = [(trouble, MessageStatus.FAILED) for trouble in TROUBLES] + [("", MessageStatus.UNSURE)]
    for pk, (trouble, status) in zip(left, ends, strict=False):
        Message.objects.filter(pk=pk).transition_to(status, trouble=trouble)
    sending.filter(status=MessageStatus.SENDING).transition_to(MessageStatus.SENT)
