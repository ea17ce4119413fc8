"""Sending the letter with a personal link again, by hand."""

from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from modules.personal_link.letters import LETTER
from modules.personal_link.page import is_page_open
from people.models import Message, Recipient, User
from people.outbox.addresses import can_reach
from people.outbox.letter_kinds import LETTERS
from people.outbox.posting import post


def may_send_page(person: Recipient) -> bool:
    """Whether the person has an open page, and an address to send its link to."""
    return is_page_open(person) and can_reach(LETTERS(LETTER), person)


@operation("loans.hand_over")
def send_page(person: Recipient, *, by: User) -> Message:
    """Send a person the link of their own page, by SMS or e-mail."""
    Recipient.objects.filter(pk=person.pk).hold()
    if not may_send_page(person):
        raise Refused(
            _("This person has no open page, or no e-mail address or mobile number to send it to.")
        )
    sent = Message.objects.about(person).filter(kind=LETTER)
    if sent.on_their_way().exists():
        raise Refused(_("The link is already being sent."))
    turn = sent.filter(on=timezone.localdate()).count()
    Event.objects.record("recipient.page_sent", person, by=by)
    return post(LETTER, person, to=person, turn=turn, is_urgent=True)
