"""Prepare, send and cancel a message; refuse messages, and want them again."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid
from modules.holder_messages.holders import plan_of
from modules.holder_messages.letters import LETTER
from modules.holder_messages.lifecycle import HolderMessageStatus
from modules.holder_messages.models import CRITERIA, HolderMessage, OptOut, Receipt
from people.models import Message, Recipient, User
from people.outbox.lifecycle import MessageStatus
from people.outbox.operations import drop_messages
from people.outbox.posting import post_many

DELAY = timedelta(minutes=10)  # in which a message may be cancelled before the first one leaves
MAX_PEOPLE = 5_000  # for each message


@operation("holder_messages.send_message")
def prepare_message(message: HolderMessage, *, by: User) -> HolderMessage:
    """Save a message to review; nothing is sent yet."""
    message.created_by = by
    save_valid(message)
    Event.objects.record("holdermessage.prepared", message, by=by)
    return message


@operation("holder_messages.send_message")
def change_message(message: HolderMessage, *, by: User) -> HolderMessage:
    """Save corrections of a message that is not sent yet."""
    _lock_to_send(HolderMessage.objects.get(pk=message.pk))
    save_valid(message, update_fields=["subject", "text", *CRITERIA])
    Event.objects.record("holdermessage.changed", message, by=by)
    return message


@operation("holder_messages.send_message")
def drop_message(message: HolderMessage, *, by: User) -> HolderMessage:
    """Drop a message that is not sent yet."""
    _lock_to_send(message)
    message.transition_to(HolderMessageStatus.DROPPED)
    Event.objects.record("holdermessage.dropped", message, by=by)
    return message


def _lock_to_send(message: HolderMessage) -> None:
    message.lock()
    if message.status != HolderMessageStatus.PREPARED:
        raise Refused(
            _("The message “%(name)s” has already been sent or dropped.") % {"name": message}
        )


@operation("holder_messages.send_message")
def send_message(message: HolderMessage, *, by: User) -> HolderMessage:
    """Put a letter for each holder into the outbox, once; the first leaves after `DELAY`.

    The holders are read again, so that nobody who returned their device or refused meanwhile is
    written to.
    """
    _lock_to_send(message)
    plan = plan_of(message, by)
    people = [holder.person for holder in plan.reached]
    if not people:
        raise Refused(_("Nobody receives this message: change the criteria."))
    if len(people) > MAX_PEOPLE:
        raise Refused(
            _("A message can go to at most %(most)s people: add criteria.") % {"most": MAX_PEOPLE}
        )
    message.transition_to(HolderMessageStatus.SENT)
    receipts = Receipt.objects.bulk_create(
        Receipt(message=message, recipient=person) for person in people
    )
    letters = post_many(
        (LETTER.code, receipt, receipt.recipient, message.site) for receipt in receipts
    )
    waiting = Message.objects.filter(pk__in=[letter.pk for letter in letters])
    waiting.update(not_before=timezone.now() + DELAY)
    counts = {"count": len(people), "left_out": len(plan.missed)}
    Event.objects.record("holdermessage.sent", message, by=by, **counts)
    return message


@operation("holder_messages.send_message", locks=True)
def stop_message(message: HolderMessage, *, by: User) -> int:
    """Cancel the letters that have not left; return their number."""
    waiting = list(letters_of(message).filter(status=MessageStatus.WAITING))
    if not waiting:
        raise Refused(_("Nothing can be cancelled: all the messages have been sent."))
    message.transition_to(HolderMessageStatus.STOPPED)
    count = drop_messages(waiting, by=by)
    Event.objects.record("holdermessage.stopped", message, by=by, count=count)
    return count


def letters_of(message: HolderMessage) -> QuerySet[Message]:
    """The rows of the outbox of a message."""
    kind = ContentType.objects.get_for_model(Receipt)
    return Message.objects.filter(about_type=kind, about_id__in=message.receipts.values("pk"))


@operation("holder_messages.note_opt_out")
def refuse_messages(person: Recipient, *, by: User) -> None:
    """Note that a person does not want messages to holders; idempotent."""
    Recipient.objects.filter(pk=person.pk).hold()
    person.refresh_from_db()
    if person.anonymised_at or OptOut.objects.filter(recipient=person).exists():
        return
    save_valid(OptOut(recipient=person, by=by))
    Event.objects.record("holdermessage.opted_out", person, by=by)


@operation("holder_messages.note_opt_out")
def accept_messages(person: Recipient, *, by: User) -> None:
    """Note that a person wants messages to holders again; idempotent."""
    Recipient.objects.filter(pk=person.pk).hold()
    if OptOut.objects.filter(recipient=person).delete()[0]:
        Event.objects.record("holdermessage.opted_in", person, by=by)


def forget_refusals(people: list[Recipient]) -> None:
    OptOut.objects.filter(recipient__in=people).delete()
