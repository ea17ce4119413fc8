"""Invitations go through the outbox, where failures are visible and no row has a key."""

import re
import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse

from core.models import Event
from people.accounts import operations as user_operations
from people.accounts.letters import INVITED
from people.base.roles import Role
from people.models import LetterText, Message
from people.outbox import operations as outbox_operations
from people.outbox.rendering import words_now
from tests.factories import LetterTextFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def deaf(monkeypatch):
    """Make the mail server refuse all mail; return a function that repairs it."""
    real = EmailBackend.send_messages

    def refuse(self, messages):
        raise smtplib.SMTPDataError(554, b"no")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    return lambda: monkeypatch.setattr(EmailBackend, "send_messages", real)


@pytest.fixture
def after(django_capture_on_commit_callbacks):
    """Context manager that sends the queued letters at its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def path_in(letter):
    return re.search(r"https?://[^/]+(/\S+)", letter.body)[1]


def invite(admin, site):
    return user_operations.invite(
        by=admin, email="ada@example.org", name="Ada", role=Role.COUNTER, sites=[site]
    )


def test_a_failed_invitation_is_listed_and_resent(admin, site, deaf, after, sign_in, client):
    with after():
        user = invite(admin, site)
    message = Message.objects.get(kind="user.invited")
    assert (message.status, message.user) == ("failed", user)
    page = sign_in(admin).get(reverse("message_list")).content.decode()
    assert message.get_absolute_url() in page

    deaf()
    with after():
        sign_in(admin).post(reverse("messages_send"), {"message": message.pk})

    (letter,) = mail.outbox
    assert letter.to == ["ada@example.org"]
    assert client.get(path_in(letter)).status_code == 200


def test_no_row_and_no_page_contains_the_key(admin, site, after, sign_in):
    with after():
        invite(admin, site)
    key = path_in(mail.outbox[0]).split("/")[2]
    message = Message.objects.get(kind="user.invited")

    assert words_now(message) is None
    assert key not in sign_in(admin).get(message.get_absolute_url()).content.decode()
    rows = [*Message.objects.values_list(), *Event.objects.values_list()]
    assert key not in str(rows)


def test_the_text_of_an_invitation_is_customisable(admin, site, after):
    LetterTextFactory(kind=INVITED.code, subject="Venez, {name}", body="Par ici : {url}")
    with after():
        invite(admin, site)

    (letter,) = mail.outbox
    assert letter.subject == "Venez, Ada"
    assert letter.body.startswith("Par ici : http")
    assert LetterText.objects.count() == 1


def test_inviting_again_sends_a_new_letter_and_drops_the_first(admin, site, deaf, after):
    with after():
        user = invite(admin, site)
    user_operations.disable_user(user, by=admin)
    first = Message.objects.get(kind="user.invited")
    deaf()
    with after():
        outbox_operations.send_now([first], by=admin)
    first.refresh_from_db()
    assert first.status == "dropped"

    with after():
        user_operations.enable_user(user, by=admin)
    assert [letter.to for letter in mail.outbox] == [["ada@example.org"]]
