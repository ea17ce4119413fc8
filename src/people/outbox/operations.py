from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.forms.reserved_terms import check_words
from core.models import Event
from core.text_input import not_placeholders, unknown_placeholders
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid
from people.models import LetterText, Message, QuietHours, User
from people.outbox.jobs import record_message_events
from people.outbox.letter_kinds import LETTERS
from people.outbox.lifecycle import MessageStatus, Trouble
from people.outbox.posting import offer_later

PARTS = ("subject", "body", "sms")


@operation("people.send_message")
def send_now(messages: list[Message], *, by: User) -> int:
    """Send the messages that wait, failed or are unsure now, even in quiet hours.

    Return how many will be sent; raise `Refused` if there are none. The count of attempts restarts.
    """
    now = timezone.now()
    urgent = {"is_urgent": True, "not_before": now, "offered_at": None, "attempts": 0}
    rows = Message.objects.filter(pk__in=[message.pk for message in messages])
    locked = rows.lock()
    again = [message for message in locked if message.status in Message.AGAIN]
    waiting = [message for message in locked if message.status == MessageStatus.WAITING]
    if not again and not waiting:
        raise Refused(_("These messages cannot be sent now: check their status."))
    rows.filter(pk__in=[message.pk for message in again]).transition_to(
        MessageStatus.WAITING, trouble="", **urgent
    )
    rows.filter(pk__in=[message.pk for message in waiting]).update(**urgent)
    record_message_events([*again, *waiting], "message.again", by=by)
    transaction.on_commit(partial(offer_later, [m.pk for m in (*again, *waiting)]), robust=True)
    return len(again) + len(waiting)


@operation("people.send_message")
def drop_messages(messages: list[Message], *, by: User) -> int:
    """Drop the messages that wait, failed or are unsure; return how many.

    Raise `Refused` if there are none.
    """
    rows = Message.objects.filter(pk__in=[message.pk for message in messages])
    ends = [message for message in rows.lock() if message.status in Message.OPEN]
    if not ends:
        raise Refused(_("These messages cannot be dropped: check their status."))
    rows.filter(pk__in=[message.pk for message in ends]).transition_to(
        MessageStatus.DROPPED, trouble=Trouble.BY_HAND
    )
    record_message_events(ends, "message.dropped", by=by, trouble=Trouble.BY_HAND)
    return len(ends)


@operation("people.change_lettertext")
def write_letter(text: LetterText, *, by: User) -> LetterText:
    """Save the texts of a letter; refuse unknown placeholders and reserved terms."""
    errors = _wrong(text)
    if errors:
        raise ValidationError(errors)
    text.by, text.at = by, timezone.now()
    save_valid(text)
    is_usual = not any(getattr(text, part) for part in PARTS)
    Event.objects.record("lettertext.restored" if is_usual else "lettertext.written", text, by=by)
    return text


def _wrong(text: LetterText) -> list[str]:
    blanks = LETTERS(text.kind).all_blanks
    texts = [getattr(text, part) for part in PARTS]
    unknown = unknown_placeholders("\n".join(texts), blanks)
    errors = [not_placeholders(unknown, blanks)] if unknown else []
    try:
        check_words("\n".join(texts))
    except ValidationError as refusal:
        errors += refusal.messages
    return errors


@operation("people.change_lettertext")
def restore_letter(text: LetterText, *, by: User) -> LetterText:
    """Restore the default texts of a letter."""
    text.subject = text.body = text.sms = ""
    return write_letter(text, by=by)


# --- Quiet hours, set by an administrator ---


@operation("people.change_sending")
def save_quiet_hours(quiet: QuietHours, *, by: User) -> QuietHours:
    """Save the quiet hours; letters already waiting for the morning keep their time."""
    save_valid(quiet)
    Event.objects.record("quiethours.changed", quiet, by=by)
    transaction.on_commit(QuietHours.clear_cache)
    return quiet
