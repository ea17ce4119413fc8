"""Database rules of calendar URLs."""

import pytest
from django.utils import timezone

from modules.calendar_feed.tests.factories import AgendaKeyFactory
from tests.factories import UserFactory
from tests.law import copy, delete, refused, write

pytestmark = pytest.mark.django_db


def test_a_user_has_one_active_feed_url():
    key = AgendaKeyFactory()
    with refused("calendar_feed_agendakey_one"):
        copy(key, token_hash="other")
    write(key, ended_at=timezone.now())
    copy(key, token_hash="other", ended_at=None)


def test_a_feed_url_is_frozen_and_stays_revoked():
    key = AgendaKeyFactory()
    with refused("calendar_feed_agendakey_frozen"):
        write(key, token_hash="other")
    with refused("calendar_feed_agendakey_frozen"):
        write(key, user=UserFactory())
    write(key, ended_at=timezone.now())
    with refused("calendar_feed_agendakey_ended"):
        write(key, ended_at=None)
    with refused("calendar_feed_agendakey_kept"):
        delete(key)
