"""Responses of the mail server: not sent and retried, not sent, or unknown."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from core.models import Event
from people.models import User
from people.outbox import jobs
from people.outbox.lifecycle import Trouble
from people.outbox.operations import send_now
from tests.factories import MessageFactory, OrganisationFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


class Broken(EmailBackend):
    """A mail server that fails with `what` at `when`: on connection, or after the mail."""

    when, what = "open", None

    def open(self):
        if self.when == "open":
            raise self.what

    def send_messages(self, messages):
        raise self.what


@pytest.fixture
def server(monkeypatch):
    """`server(when, what)` breaks the mail server; `server()` repairs it."""

    def server(when="", what=None):
        monkeypatch.setattr(Broken, "when", when)
        monkeypatch.setattr(Broken, "what", what)
        backend = Broken if when else EmailBackend
        monkeypatch.setattr(
            "people.outbox.transport.get_connection", lambda _name: backend(fail_silently=False)
        )

    return server


def carry(message, **later):
    jobs.carry(message.pk, now=timezone.now() + timedelta(**later))
    message.refresh_from_db()
    return message


def test_an_unreachable_server_is_retried_then_given_up(server):
    server("open", ConnectionRefusedError())
    message = MessageFactory()
    for attempt in range(1, len(jobs.BACKOFF) + 1):
        carry(message, days=attempt * 3)
        assert (message.status, message.attempts) == ("waiting", attempt)
        assert message.trouble == Trouble.UNREACHABLE
        assert message.not_before > timezone.now() + timedelta(days=attempt * 3)
    carry(message, days=60)
    assert (message.status, message.trouble) == ("failed", Trouble.UNREACHABLE)
    assert Event.objects.about(message.about)[0].kind == "message.failed"


def test_waiting_messages_are_sent_when_the_server_is_back(server):
    server("open", smtplib.SMTPConnectError(421, b"busy"))
    message = carry(MessageFactory())
    server()
    assert jobs.offer_messages_again(now=timezone.now()) == 0
    assert carry(message, minutes=6).status == "sent"
    assert len(mail.outbox) == 1


def test_a_4xx_reply_is_retried_for_two_days_then_given_up(server):
    full = (452, b"4.2.2 full")
    asks = [
        smtplib.SMTPRecipientsRefused({"a@example.org": (450, b"4.2.0 Greylisted")}),
        smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"no"), "b@example.org": full}),
        smtplib.SMTPSenderRefused(451, b"later", "us@example.org"),
        smtplib.SMTPDataError(421, b"closing"),
    ]
    for turn, what in enumerate(asks):
        server("send", what)
        message = carry(MessageFactory(turn=turn))
        assert (message.status, message.trouble) == ("waiting", Trouble.DEFERRED), what
    now = timezone.now()
    for _attempt in jobs.BACKOFF:
        now = message.not_before
        jobs.carry(message.pk, now=now)
        message.refresh_from_db()
    assert (message.status, message.trouble) == ("failed", Trouble.DEFERRED)
    assert now - message.posted_at >= timedelta(days=2)
    assert list(jobs.BACKOFF) == sorted(jobs.BACKOFF)


def test_a_deferred_message_is_sent_at_the_next_attempt(server):
    server("send", smtplib.SMTPRecipientsRefused({"a@example.org": (451, b"greylisted")}))
    message = carry(MessageFactory())
    server()
    assert carry(message, minutes=6).status == "sent"


def test_an_smtp_error_while_sending_sets_the_status(server):
    for what, status, trouble in (
        (smtplib.SMTPRecipientsRefused({"a@b.fr": (550, b"")}), "failed", Trouble.BAD_ADDRESS),
        (smtplib.SMTPDataError(554, b"no"), "failed", Trouble.REFUSED),
        (smtplib.SMTPServerDisconnected(), "unsure", ""),
        (TimeoutError(), "unsure", ""),
        (RuntimeError(), "unsure", ""),
    ):
        server("send", what)
        message = carry(MessageFactory())
        assert (message.status, message.trouble) == (status, trouble), what
        assert Event.objects.about(message.about)[0].kind == f"message.{status}"
        assert jobs.offer_messages_again(now=timezone.now() + timedelta(days=9)) == 0


def test_without_a_mail_server_messages_wait_and_are_not_printed(settings, capfd):
    settings.EMAIL_BACKEND = (
        "core.operating.no_mail.EmailBackend"  # the default setting without a mail server
    )
    message = carry(MessageFactory())
    assert (message.status, message.trouble) == ("waiting", Trouble.UNREACHABLE)
    assert capfd.readouterr().out == ""


class Choosy(smtplib.SMTP):
    """A mail server that refuses some addresses, each with its code."""

    refusals, taken = {}, []

    def __init__(self, *args, **kwargs):
        """Do not connect."""

    def sendmail(self, _sender, recipients, _mail):
        refused = {one: (self.refusals[one], b"") for one in recipients if one in self.refusals}
        self.taken.extend(one for one in recipients if one not in refused)
        if len(refused) == len(recipients):
            raise smtplib.SMTPRecipientsRefused(refused)
        return refused

    def quit(self):
        """Close nothing."""


@pytest.fixture
def choosy(settings, monkeypatch):
    """`choosy({address: code})` sets the refused addresses; returns the accepted addresses."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    monkeypatch.setattr(smtplib, "SMTP", Choosy)
    monkeypatch.setattr(Choosy, "taken", [])

    def choosy(refusals):
        monkeypatch.setattr(Choosy, "refusals", refusals)
        return Choosy.taken

    return choosy


@pytest.fixture
def to_three():
    """A message to an organisation with three users, and their addresses."""
    organisation = OrganisationFactory()
    users = UserFactory.create_batch(3, association=True, organisation=organisation)
    message = MessageFactory(to_organisation=True, organisation=organisation)
    return message, [user.email for user in users]


def test_only_deferred_addresses_are_retried(choosy, to_three):
    message, (one, two, three) = to_three
    taken = choosy({two: 451, three: 452})
    assert (carry(message).status, message.trouble) == ("waiting", Trouble.DEFERRED)
    choosy({three: 450})
    assert carry(message, minutes=6).status == "waiting"
    choosy({three: 450})
    assert carry(message, hours=1).status == "waiting"
    choosy({})
    assert carry(message, days=1).status == "sent"
    assert taken == [one, two, three]


def test_after_two_days_a_partial_failure_is_reported_and_resent_to_those_only(choosy, to_three):
    message, (one, two, three) = to_three
    taken = choosy({two: 451})
    for attempt in range(len(jobs.BACKOFF) + 1):
        carry(message, days=attempt * 3)
    assert (message.status, message.trouble) == ("failed", Trouble.DEFERRED)
    choosy({})
    send_now([message], by=User.objects.system())
    assert carry(message, days=90).status == "sent"
    assert taken == [one, three, two]


def test_an_invalid_address_does_not_block_the_others(choosy, to_three):
    message, (one, two, three) = to_three
    taken = choosy({two: 550})
    assert carry(message).status == "sent"
    assert taken == [one, three]
