"""Reminders to households whose yearly check is due."""

from django.db.models import Exists, OuterRef

from core.dates import midnight
from loans.base.own_page import own_url
from modules.household_check.letters import YEARLY
from modules.household_check.models import YEAR, due
from people.base.restriction import RESTRICTED
from people.models import Message
from people.outbox.addresses import can_reach
from people.outbox.letter_kinds import LETTERS
from people.outbox.posting import post

MAX_LETTERS = 200  # a day, so that a first run after the import of a register spreads its letters


def remind_households(*, today):
    """Write to the households to ask who have an own page, once a year; return their number."""
    written = Message.objects.filter(
        kind=YEARLY, recipient=OuterRef("pk"), posted_at__gte=midnight(today - YEAR)
    )
    people = due(today).filter(~Exists(written))
    for ids in RESTRICTED:
        people = people.exclude(pk__in=ids(is_to_others=False))
    sent = 0
    for person in people.order_by("pk"):
        if sent == MAX_LETTERS:
            break
        if can_reach(LETTERS(YEARLY), person) and own_url(person):
            post(YEARLY, person, to=person, on=today)
            sent += 1
    return sent
