"""Letters about requests for access go through the outbox, without a name."""

import re
import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from django.utils import timezone

from modules.access_requests import operations as access_operations
from modules.access_requests.models import AccessRequest
from modules.access_requests.tests.factories import AccessRequestFactory
from people.models import Message
from people.outbox import operations as outbox_operations
from people.outbox.posting import post

pytestmark = pytest.mark.django_db


@pytest.fixture
def deaf(monkeypatch):
    """A mail server that refuses all mail until the returned function is called."""
    real = EmailBackend.send_messages

    def refuse(self, messages):
        raise smtplib.SMTPDataError(554, b"no")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    return lambda: monkeypatch.setattr(EmailBackend, "send_messages", real)


@pytest.fixture
def after(django_capture_on_commit_callbacks):
    """Send the outbox after running the block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def path_in(letter):
    return re.search(r"https?://[^/]+(/\S+)", letter.body)[1]


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
