"""A reminder sent by hand, from the page of a loan."""

from django.utils import timezone
from django.utils.translation import gettext as _

from core.lives import Refused
from core.operations import operation
from loans.lifecycle import LoanStatus
from loans.models import Loan
from loans.reminders import BY_HAND
from loans.reminders.steps import RECALL, kind_on
from people.letter_kinds import LETTERS
from people.models import Message, User
from people.outbox import post
from people.outbox.addresses import can_reach


@operation("loans.remind")
def remind_now(loan: Loan, *, by: User) -> Message:
    """Remind the person of a loan at once, or its organisation if they have no address.

    Once a day; also in quiet hours, since somebody decided so.
    """
    loan.lock()
    if loan.status != LoanStatus.ACTIVE or loan.due_on is None:
        raise Refused(_("Nothing of this loan is due back."))
    today = timezone.localdate()
    kind = kind_on(loan.due_on, today)
    to = loan.recipient
    if not (to and can_reach(LETTERS(kind), to)):
        kind, to = RECALL, loan.organisation
    if not can_reach(LETTERS(kind), to):
        raise Refused(_("Nobody has an address to remind: call them."))
    written = Message.objects.about(loan).filter(kind=kind, on=today, turn=BY_HAND)
    if written.exists():
        raise Refused(_("A reminder was sent by hand today already: see the messages."))
    return post(kind, loan, to=to, on=today, turn=BY_HAND, is_urgent=True)
