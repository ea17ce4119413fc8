"""Posting: a letter is written down in the transaction of what it tells, and leaves after it."""

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

    `to` is a user, an organisation, a recipient, or who asks for access. Once however often it is
    called: one kind, row, addressee, day (`on`, today by default) and channel make one message, and
    the first is given back. Something that may be said several times in one day has a `turn`.
    `channel` is chosen by what addresses there are; `not_before` is a moment to wait for; `site` is
    whose texts are used, that of the row by default. What somebody sends by hand `is_urgent`: quiet
    hours do not hold it.
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
    """Write down many letters at once: (kind, about, to, site) of rows that nobody was told of yet.

    Gives the messages, in order; they leave as those of `post` do.
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
    """The column that says to whom; who asks for access is whom their own letters are about."""
    addressee = addressee_kind(to)
    if addressee != Addressee.ASKER:
        return {addressee.value: to}
    if to != about:
        raise ValueError("who asks for access is written to about their own request")
    return {"to_subject": True}


def offer_later(ids):
    """Enqueue tasks after the commit for those of these messages that are due."""
    offer(ids, now=timezone.now())
