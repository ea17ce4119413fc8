"""Invitations and links of access go by the outbox: seen when they fail, and no row holds a key."""

import re
import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from people.access import operations as access_operations
from people.accounts import operations as user_operations
from people.accounts.letters import INVITED
from people.base.roles import Role
from people.models import AccessRequest, LetterText, Message
from people.outbox import operations as outbox_operations
from people.outbox.posting import post
from people.outbox.rendering import words_now
from tests.factories import AccessRequestFactory, LetterTextFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def deaf(monkeypatch):
    """A mail server that refuses everything, until it is called to let mails through."""
    real = EmailBackend.send_messages

    def refuse(self, messages):
        raise smtplib.SMTPDataError(554, b"no")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    return lambda: monkeypatch.setattr(EmailBackend, "send_messages", real)


@pytest.fixture
def after(django_capture_on_commit_callbacks):
    """What is done inside, and then sent."""
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


def test_a_failed_confirmation_mail_is_listed_without_a_name(
    coordinator, deaf, after, sign_in, client
):
    access = AccessRequestFactory.build(name="Les Genêts", contact="Idriss", email="i@example.org")
    with after():
        access_operations.ask_access(access)
    message = Message.objects.get(kind="confirm.address")
    for address in (reverse("message_list"), message.get_absolute_url()):
        page = sign_in(coordinator).get(address).content.decode()
        assert str(message.label) in page
        assert "Genêts" not in page
        assert "Idriss" not in page
        assert f'"{access.get_absolute_url()}"' not in page

    deaf()
    with after():
        outbox_operations.send_now([message], by=coordinator)
    client.post(path_in(mail.outbox[0]))
    assert AccessRequest.objects.get().status == "waiting"


def test_the_message_of_a_deleted_request_has_no_addressee(coordinator, after, sign_in):
    access = AccessRequestFactory.build(name="Les Genêts")
    with after():
        access_operations.ask_access(access)
    access_operations.forget_access(by=coordinator, now=timezone.now() + timedelta(days=4))

    assert not AccessRequest.objects.exists()
    message = Message.objects.get()
    page = sign_in(coordinator).get(message.get_absolute_url())
    assert page.status_code == 200
    assert "Genêts" not in page.content.decode()


def test_the_reason_of_a_refusal_is_mailed_once(coordinator, after):
    access = AccessRequestFactory(waiting=True, email="i@example.org")
    with after():
        access_operations.refuse_access(access, by=coordinator, reason="Trop loin de nous.")

    (letter,) = mail.outbox
    assert letter.to == ["i@example.org"]
    assert "Trop loin de nous." in letter.body


def test_a_requester_is_mailed_about_their_own_request_only(after):
    one, other = AccessRequestFactory(), AccessRequestFactory()
    with pytest.raises(ValueError, match="their own"):
        post("confirm.address", one, to=other)
