"""Database rules of messages of the outbox and of texts of letters."""

from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from tests.factories import (
    LetterTextFactory,
    MessageFactory,
    OrganisationFactory,
    RecipientFactory,
    SiteFactory,
)
from tests.law import copy, delete, refused, replace, write
from tests.visits import undone

pytestmark = pytest.mark.django_db


def test_a_message_has_a_valid_status():
    with refused("people_message_status_known"):
        write(MessageFactory(), status="burnt")


def test_a_message_is_sent_by_mail_or_sms():
    with refused("people_message_channel"):
        copy(MessageFactory(), channel="fax")


def test_a_message_has_one_addressee():
    with refused("people_message_one_addressee"):
        copy(MessageFactory(), turn=2, organisation=OrganisationFactory())
    with refused("people_message_one_addressee"):
        copy(MessageFactory(), user=None)
    with refused("people_message_one_addressee"):
        copy(MessageFactory(), turn=2, to_subject=True)
    assert copy(MessageFactory(), user=None, recipient=RecipientFactory()).pk


def test_a_message_to_its_subject_is_frozen():
    message = MessageFactory(user=None, to_subject=True)
    with refused("people_message_once_to_subject"):
        copy(message)
    with refused("people_message_frozen"):
        write(message, to_subject=False, user=MessageFactory().user_id)


def test_an_unsent_message_has_an_error():
    for status in ("failed", "dropped"):
        with undone():
            with refused("people_message_trouble"):
                write(MessageFactory(), status=status)
            with refused("people_message_trouble"):
                write(MessageFactory(), status=status, trouble="fog")


def test_a_message_is_unique_by_kind_subject_addressee_and_day():
    for whom, rule in (
        ("user", "people_message_once_to_user"),
        ("organisation", "people_message_once_to_organisation"),
        ("recipient", "people_message_once_to_recipient"),
    ):
        with undone():
            traits = {} if whom == "user" else {f"to_{whom}": True}
            message = MessageFactory(**traits)
            with refused(rule):
                copy(message)
            with refused(rule):
                copy(message, status="sent")
            for another in (
                {"turn": 1},
                {"channel": "sms"},
                {"on": date(2026, 3, 2)},
                {"kind": "x.y"},
            ):
                assert copy(message, **another).pk, (whom, rule)


def test_a_message_is_frozen_and_not_deleted():
    message = MessageFactory()
    changes = {
        "kind": "request.refused",
        "channel": "sms",
        "about_id": 12,
        "on": date(2026, 3, 2),
        "turn": 3,
        "site": SiteFactory(),
        "posted_at": timezone.now(),
    }
    for name, value in changes.items():
        with refused("people_message_frozen"):
            write(message, **{name: value})
    with refused("people_message_frozen"):
        write(message, user=None, organisation=OrganisationFactory())
    with refused("people_message_kept"):
        delete(message)
    rule = "kept" if connection.vendor == "sqlite" else "frozen"
    with refused(f"people_message_{rule}"):
        replace(message, turn=4)


def test_sent_and_dropped_are_final_statuses():
    for then in ("waiting", "sending", "failed", "unsure"):
        for status in ("sent", "dropped"):
            with undone():
                message = MessageFactory(**{status: True})
                with refused("people_message_sent_once"):
                    write(message, status=then, trouble="refused")


def test_only_waiting_messages_are_sent():
    for status in ("failed", "unsure", "dropped", "sent"):
        with undone():
            message = MessageFactory(**{status: True})
            with refused("people_message_sent_once"):
                write(message, status="sending")


def test_only_messages_in_sending_become_sent():
    for status in ("waiting", "failed", "unsure"):
        with undone():
            message = MessageFactory(**{status: True})
            with refused("people_message_sent_once"):
                write(message, status="sent")


# --- Texts ----------------------------------------------------------------------------------------
def test_a_letter_text_is_unique_globally_and_by_site():
    text = LetterTextFactory()
    with refused("people_lettertext_one_without_site"):
        copy(text)
    there = copy(text, site=SiteFactory())
    with refused("people_lettertext_one_a_site"):
        copy(there)
    assert copy(text, language="en").pk


def test_the_kind_of_a_letter_text_is_frozen():
    text = LetterTextFactory()
    for changes in ({"kind": "request.accepted"}, {"language": "en"}, {"site": SiteFactory()}):
        with refused("people_lettertext_frozen"):
            write(text, **changes)
    with refused("people_lettertext_kept"):
        delete(text)
