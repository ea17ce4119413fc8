"""Background tasks of the outbox; a task receives ids of rows."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone, translation
from django_tasks import task

from core.models import Event
from core.operating.clock import is_plausible
from people.models import Message, QuietHours, User
from people.outbox.addresses import language_of
from people.outbox.channels import delivers
from people.outbox.errors import NotSent
from people.outbox.letter_kinds import LETTERS
from people.outbox.lifecycle import MessageStatus, Trouble
from people.outbox.transport import prepare

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
WITHHELD: list = []  # functions of modules (message) -> whether the message must not leave
BATCH_SIZE = 50  # letters per task
# Time after which a message in status “sending” was left by a process that died.
LONGEST_WAY = timedelta(minutes=10)
# Backoff between attempts while no server accepts the message: two days in all.
BACKOFF = [timedelta(minutes=minutes) for minutes in (5, 25, 90, 240, 480, 720, 1320)]


def offer(ids, *, now):
    """Enqueue tasks for those of these messages that are due; return their number."""
    due = list(Message.objects.to_offer(now, LEASE).filter(pk__in=ids).values_list("pk", flat=True))
    Message.objects.filter(pk__in=due).update(offered_at=now)
    if len(due) > BATCH_SIZE:
        for first in range(0, len(due), BATCH_SIZE):
            send_messages_job.enqueue(due[first : first + BATCH_SIZE])
    else:
        for pk in due:
            send_message_job.enqueue(pk)
    return len(due)


def offer_messages_again(*, now):
    """Requeue due messages that no worker took for five minutes; return their number."""
    return offer(list(Message.objects.to_offer(now, LEASE).values_list("pk", flat=True)), now=now)


@task()
def send_message_job(message_id):
    """Send the message of this row, unless it has been sent or is not due."""
    carry(message_id, now=timezone.now())


@task()
def send_messages_job(message_ids):
    """Send these messages in sequence, independently of each other."""
    for message_id in message_ids:
        carry(message_id, now=timezone.now())


def carry(message_id, *, now):
    """Send a waiting message that is due; its status “sending” is committed first."""
    message = _take(message_id, now)
    if message is None:
        return
    try:
        with translation.override(language_of(message.to)):
            send = _prepare(message)
        send()
    except NotSent as failure:
        _not_sent(message, failure, now)
    except Exception as error:  # noqa: BLE001  (whatever a transport may raise, half-way or not)
        logger.warning("Message %s was perhaps sent: %s", message.pk, type(error).__name__)
        settle(message, MessageStatus.UNSURE)
    else:
        settle(message, MessageStatus.SENT if delivers(message.channel) else MessageStatus.KEPT)


@transaction.atomic(durable=True)
def _take(pk, now):
    """Claim the message for sending by this worker; None if it must not be sent now."""
    for message in Message.objects.filter(pk=pk).lock():
        if message.status != MessageStatus.WAITING or not message.is_due(now):
            return None
        if trouble := _why_dropped(message):
            if not is_plausible(now=timezone.now()):
                return None  # a wrong clock may have made it outdated; the tick enqueues it again
            _move(message, MessageStatus.DROPPED, trouble=trouble)
            return None
        quiet = None if message.is_urgent else quiet_until(now, message.channel)
        if quiet:
            Message.objects.filter(pk=pk).update(not_before=quiet, offered_at=None)
            return None
        message.transition_to(MessageStatus.SENDING, attempts=message.attempts + 1, trouble="")
        return message
    return None


def _why_dropped(message):
    has_kind = message.kind in LETTERS.values and message.about is not None
    if not has_kind or LETTERS(message.kind).is_moot(message):
        return Trouble.MOOT
    return Trouble.WITHHELD if any(holds(message) for holds in WITHHELD) else ""


def _prepare(message):
    """Return a function that sends this message; raise `NotSent` if its text cannot be rendered."""
    try:
        return prepare(message, LETTERS(message.kind))
    except NotSent:
        raise
    except Exception as error:
        logger.warning("Message %s could not be written: %s", message.pk, type(error).__name__)
        raise NotSent(Trouble.NO_WORDS) from error


def _not_sent(message, failure, now):
    changes = {}
    if failure.addresses and message.organisation:
        users = message.organisation.users.filter(email__in=failure.addresses)
        changes["put_off"] = list(users.values_list("pk", flat=True))
    if failure.later and message.attempts <= len(BACKOFF):
        wait = BACKOFF[message.attempts - 1]
        settle(message, MessageStatus.WAITING, failure.trouble, not_before=now + wait, **changes)
    else:
        logger.warning("Message %s was not sent: %s", message.pk, failure.trouble)
        settle(message, MessageStatus.FAILED, failure.trouble, **changes)


@transaction.atomic
def settle(message, status, trouble="", **changes):
    """Record the result of sending a message, unless it was recorded meanwhile."""
    message.lock()
    if message.status == MessageStatus.SENDING:
        _move(message, status, trouble=trouble, offered_at=None, **changes)


def _move(message, status, **changes):
    """Move a message to `status`, and record the event on its subject unless it waits again."""
    message.transition_to(status, **changes)
    if status != MessageStatus.WAITING:
        record_message_events([message], f"message.{status}", by=User.objects.system())


def give_up_messages(*, now):
    """Mark messages as unsure that have been “sending” for too long; return their number."""
    lost = Message.objects.lost_on_the_way(LONGEST_WAY, now=now)
    ids = list(lost.values_list("pk", flat=True))
    for message in Message.objects.filter(pk__in=ids):
        settle(message, MessageStatus.UNSURE)
    return len(ids)


def doubt_all():
    """Mark all waiting messages as unsure, after a restore; return their number.

    A restored backup thus sends nothing a second time automatically.
    """
    Message.objects.filter(status=MessageStatus.WAITING).transition_to(MessageStatus.SENDING)
    messages = list(Message.objects.filter(status=MessageStatus.SENDING))
    for message in messages:
        settle(message, MessageStatus.UNSURE)
    return len(messages)


def quiet_until(now, channel):
    """The end of the current quiet hours of this channel, or None outside them."""
    quiet = QuietHours.cached()
    if not quiet.holds(channel):
        return None
    begin, end = quiet.begins_at, quiet.ends_at
    local = timezone.localtime(now)
    at = local.time()
    is_quiet = begin <= at < end if begin <= end else at >= begin or at < end
    if not is_quiet:
        return None
    day = local.date() + timedelta(days=at >= end)
    return datetime.combine(day, end, tzinfo=timezone.get_current_timezone())


def record_message_events(messages, event, *, by, **more):
    """Record this event of each message in the history of its subject: codes and ids only."""
    Event.objects.record_many(
        event,
        [(message.about, _event_data(message) | more) for message in messages if message.about],
        by=by,
    )


def _event_data(message):
    data = {
        "letter": message.kind,
        "channel": message.channel,
        "addressee": message.addressee_kind,
        "message": message.pk,
    }
    return data | {"trouble": message.trouble} if message.trouble else data
