"""A calendar URL is a credential: it ends with the user's sessions, and requires a proof."""

import pytest
from django.test import Client
from django.urls import reverse

from core.models import Event
from desk.full_export.tables import fields_of
from modules.calendar_feed.models import AgendaKey
from modules.calendar_feed.tests.factories import AgendaKeyFactory
from tests.people.accounts.pages import somebody, typed_in
from tests.people.accounts.test_credentials import ENDS, later
from tests.visits import undone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _second_factor_is_optional(settings):
    settings.MFA_REQUIRED = False


def opened(token):
    return Client().get(reverse("agenda_feed", args=[token])).status_code


def test_what_ends_sessions_revokes_the_address_for_good(admin, site):
    for end in ENDS:
        with undone():
            user = somebody(coordinator=True, sites=[site])
            AgendaKeyFactory(user=user, token="mine")
            assert opened("mine") == 200
            end(user, admin)
            assert opened("mine") == 404, end
            assert Event.objects.about(user).filter(kind="agenda.closed").exists(), end


def test_an_address_is_made_after_signing_in_again(site):
    client, _answer = typed_in(somebody(admin=True, sites=[site]))
    with later():
        client.post(reverse("agenda_open"))
    assert not AgendaKey.objects.exists()


def test_the_export_has_no_secret():
    assert "token_hash" not in {field.name for field in fields_of(AgendaKey)}
