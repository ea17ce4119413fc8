"""On a shared computer, an idle session ends."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from people.accounts.middleware import SHARED
from tests.people.accounts.pages import PASSWORD, somebody

pytestmark = pytest.mark.django_db


def signed_in(**data):
    client = Client()
    credentials = {"login": somebody(volunteer=True).email, "password": PASSWORD, **data}
    client.post("/accounts/login/", credentials)
    return client


def opens(client, minutes, **headers):
    """Whether the account page opens `minutes` from now."""
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False):
        return client.get("/profile/", headers=headers).status_code == 200


def test_a_shared_computer_is_signed_out_when_idle():
    client = signed_in(is_shared="on")
    assert opens(client, 0)
    assert opens(client, 15)
    assert opens(client, 30)
    assert not opens(client, 51)
    answer = client.get("/accounts/login/")
    assert "20" in str(*answer.context["messages"])


def test_polling_does_not_extend_the_session():
    client = signed_in(is_shared="on")
    assert opens(client, 0)
    assert opens(client, 15, hx_request="true")
    assert not opens(client, 21)


def test_a_personal_computer_is_signed_out_after_two_idle_hours():
    client = signed_in()
    assert opens(client, 0)
    assert opens(client, 110)
    assert opens(client, 220)
    assert not opens(client, 341)
    assert "120" in str(*client.get("/accounts/login/").context["messages"])


def test_the_shared_computer_flag_is_remembered():
    client = signed_in(is_shared="on")
    client.post("/accounts/logout/")
    assert client.get("/accounts/login/").context["form"]["is_shared"].value()
    credentials = {"login": somebody(volunteer=True).email, "password": PASSWORD}
    client.post("/accounts/login/", credentials)
    assert not client.cookies[SHARED].value
