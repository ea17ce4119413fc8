"""Posting: a message row is written in the transaction of its event, and sent after the commit."""

from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from people.models import Message
from people.outbox.addresses import addressee_kind, channel_for
from people.outbox.jobs import offer
from people.outbox.letter_kinds import LETTERS
from people.outbox.lifecycle import Addressee


def post(
    kind, about, *, to, on=None, channel=None, not_before=None, turn=0, site=None, is_urgent=False
):
    """Queue a message of `kind` about this row to `to`.

    `to` is a user, an organisation, a recipient, or an access request. Idempotent: there is one
    message for each kind, row, addressee, day (`on`, today by default) and channel, and an existing
    message is returned. `turn` allows several messages a day. `channel` is by default chosen by the
    available addresses; `not_before` is the earliest time to send; `site` determines the texts, by
    default the site of the row. With `is_urgent`, for messages sent by hand, quiet hours are
    ignored.
    """
    letter = LETTERS(kind)
    message, is_new = Message.objects.get_or_create(
        kind=letter.code,
        about_type=ContentType.objects.get_for_model(about),
        about_id=about.pk,
        on=on or timezone.localdate(),
        channel=channel or channel_for(letter, to),
        turn=turn,
        **_addressee(about, to),
        defaults={
            "not_before": not_before or timezone.now(),
            "site": site or getattr(about, "site", None),
            "is_urgent": is_urgent,
        },
    )
    if is_new:
        transaction.on_commit(partial(offer_later, [message.pk]), robust=True)
    return message


def post_many(letters):
    """Post many messages in one statement, from (kind, about, to, site).

    The rows must not have a message yet. Return the messages in order; they are sent like those of
    `post`.
    """
    now, today = timezone.now(), timezone.localdate()
    messages = Message.objects.bulk_create(
        Message(
            kind=kind,
            about_type=ContentType.objects.get_for_model(about),
            about_id=about.pk,
            on=today,
            channel=channel_for(LETTERS(kind), to),
            not_before=now,
            site=site,
            **_addressee(about, to),
        )
        for kind, about, to, site in letters
    )
    ids = [message.pk for message in messages]
    transaction.on_commit(partial(offer_later, ids), robust=True)
    return messages


def _addressee(about, to):
    """Return the column and value of the addressee; for a letter to its own subject, a flag."""
    addressee = addressee_kind(to)
    if addressee != Addressee.ASKER:
        return {addressee.value: to}
    if to != about:
        raise ValueError("A letter to an applicant must be about their own access request.")
    return {"to_subject": True}


def offer_later(ids):
    """Enqueue tasks for the due messages among these, after the commit."""
    offer(ids, now=timezone.now())
