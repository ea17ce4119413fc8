"""Mails about the user's own account go through the outbox, so a dead server breaks no page."""

import re

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import Event
from people.accounts import operations as account_operations
from people.accounts import operations as user_operations
from people.models import Message
from people.outbox import jobs
from people.outbox.rendering import words_now
from tests.people.accounts.pages import PASSWORD, link_in, somebody, typed_in

pytestmark = pytest.mark.django_db

NEW = "ombre tulipe azur colza"
LATER = {"TASKS": {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}}


@pytest.fixture
def no_server(monkeypatch):
    """Make the mail server unreachable; return a function that repairs it."""
    real = EmailBackend.open

    def refuse(self):
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "open", refuse)
    return lambda: monkeypatch.setattr(EmailBackend, "open", real)


@pytest.fixture
def after(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def ask(email):
    return Client().post("/accounts/password/reset/", {"email": email})


def statements(email):
    """Request a new password; return the SQL without its values."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert ask(email).headers["Location"] == "/accounts/password/reset/done/"
    return [re.sub(r"'[^']*'|\b\d+\b", "?", query["sql"]) for query in queries]


def test_known_and_unknown_addresses_take_equal_queries(settings):
    settings.TASKS = LATER["TASKS"]
    closed = somebody(disabled=True)
    user = somebody()
    unknown = statements("nobody@example.org")
    assert statements(user.email) == unknown
    assert statements(closed.email) == unknown
    assert len(unknown) >= 1
    assert mail.outbox == []


def test_a_password_reset_works_without_a_mail_server_and_is_sent_later(no_server, after):
    user = somebody()
    with after():
        assert ask(user.email).status_code == 302
    message = Message.objects.get(kind="password.reset")
    assert (message.status, message.user) == ("waiting", user)
    with after():
        ask(user.email)
    assert Message.objects.get(kind="password.reset") == message  # only one waits at a time
    no_server()
    jobs.carry(message.pk, now=message.not_before)
    client = Client()
    form = client.get(link_in(mail.outbox[0]), follow=True)
    client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    assert typed_in(user, NEW)[1].status_code == 302


def test_no_row_and_no_page_contains_the_link(after):
    user = somebody()
    with after():
        ask(user.email)
    key = link_in(mail.outbox[0]).rstrip("/").rpartition("/")[2]
    message = Message.objects.get(kind="password.reset")
    assert words_now(message) is None
    assert key not in str(list(Message.objects.values())) + str(list(Event.objects.values()))


def test_a_second_link_can_be_requested_on_the_same_day(after):
    user = somebody()
    for _time in range(2):
        with after():
            ask(user.email)
    assert len(mail.outbox) == 2


def test_a_closed_account_gets_no_waiting_link(no_server, after):
    user = somebody()
    with after():
        ask(user.email)
    no_server()
    message = Message.objects.get(kind="password.reset")
    user.is_active, user.closed_at = False, timezone.now()
    user.save()
    jobs.carry(message.pk, now=message.not_before)
    message.refresh_from_db()
    assert (message.status, mail.outbox) == ("dropped", [])


def test_a_changed_password_is_notified_by_the_outbox(no_server, after):
    user = somebody()
    client, _answer = typed_in(user)
    data = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    with after():
        answer = client.post("/accounts/password/change/", data)
    assert answer.headers["Location"] == "/profile/"
    message = Message.objects.get(kind="account.password")
    assert message.status == "waiting"
    no_server()
    jobs.carry(message.pk, now=message.not_before)
    assert mail.outbox[0].to == [user.email]


def test_the_old_address_is_notified_after_an_outage(no_server, after, admin, site):
    user = somebody(volunteer=True, sites=[site])
    old = user.email
    with after():
        change(user, "new@example.org", admin, site)
    message = Message.objects.get(kind="user.readdressed")
    assert message.status == "waiting"
    no_server()
    jobs.carry(message.pk, now=message.not_before)
    assert mail.outbox[0].to == [old]
    account_operations.forget_previous_emails(by=admin, now=timezone.now())
    user.refresh_from_db()
    assert user.previous_email == ""


def test_an_old_address_is_stored_until_it_was_notified(no_server, after, admin, site):
    user = somebody(volunteer=True, sites=[site])
    old = user.email
    with after():
        change(user, "new@example.org", admin, site)
        change(user, "newer@example.org", admin, site)
    account_operations.forget_previous_emails(by=admin, now=timezone.now())
    user.refresh_from_db()
    assert (user.email, user.previous_email) == ("newer@example.org", old)


def change(user, email, by, site):
    user_operations.change_user(
        user, by=by, name=user.name, role=user.role, email=email, sites=[site]
    )
