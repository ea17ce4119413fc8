"""Database rules of messages to holders."""

from datetime import date

import pytest

from modules.holder_messages.tests.factories import HolderMessageFactory
from tests.law import delete, refused, write

pytestmark = pytest.mark.django_db


def test_a_message_has_a_known_status_and_system():
    with refused("holder_messages_holdermessage_status_known"):
        write(HolderMessageFactory(), status="shouted")
    with refused("holder_messages_holdermessage_system"):
        write(HolderMessageFactory(), system="amiga")
    with refused("holder_messages_holdermessage_version_of_system"):
        write(HolderMessageFactory(), version="10")


def test_the_days_of_a_message_are_in_order():
    with refused("holder_messages_holdermessage_in_order"):
        write(HolderMessageFactory(), first_on=date(2026, 5, 2), last_on=date(2026, 5, 1))


def test_a_sent_message_is_frozen_and_none_is_deleted():
    with refused("holder_messages_holdermessage_sent"):
        write(HolderMessageFactory(sent=True), text={"fr": "Autre chose."})
    with refused("holder_messages_holdermessage_kept"):
        delete(HolderMessageFactory())
