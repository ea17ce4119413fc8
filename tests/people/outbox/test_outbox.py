"""Letters are stored before they are sent once, and no letter is lost by a dead server."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from core.models import Event
from people.models import Message, User
from people.outbox import jobs
from people.outbox import letter_kinds as letters
from people.outbox.letter_kinds import Kind
from people.outbox.lifecycle import MessageStatus, Trouble
from people.outbox.posting import post
from tests.factories import (
    DocumentFactory,
    MessageFactory,
    OrganisationFactory,
    RecipientFactory,
    RequestFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def loan_request():
    return RequestFactory(sent=True)


@pytest.fixture
def user():
    return UserFactory(association=True, language="en")


@pytest.fixture
def letter(monkeypatch):
    """Factory `letter(...)`, which registers a kind of letter for the test."""
    monkeypatch.setattr(letters.LETTERS, "kinds", dict(letters.LETTERS.kinds))

    def letter(**facts):
        facts = {"subject": "Hello {name}", "body": "{what}", "sms": "{what}"} | facts
        kind = Kind(f"test.{uuid4().hex[:8]}", "A test", "who tests", **facts)
        letters.register(kind)
        return kind.code

    return letter


def carry(message, **later):
    jobs.carry(message.pk, now=timezone.now() + timedelta(**later))
    message.refresh_from_db()
    return message


def test_a_message_is_sent_after_the_commit(loan_request, user, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        message = post("request.sent", loan_request, to=user)
        assert mail.outbox == []
    (letter,) = mail.outbox
    assert letter.to == [user.email]
    assert loan_request.number in letter.subject
    message.refresh_from_db()
    assert (message.status, message.attempts) == ("sent", 1)


def test_a_rolled_back_message_is_never_sent(
    loan_request, user, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        post("request.sent", loan_request, to=user)
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert mail.outbox == []


def test_posting_twice_creates_one_message(loan_request, user, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = post("request.sent", loan_request, to=user)
        second = post("request.sent", loan_request, to=user)
    assert first == second
    assert len(mail.outbox) == 1
    tomorrow = timezone.localdate() + timedelta(days=1)
    others = [
        post("request.sent", loan_request, to=user, on=tomorrow),
        post("request.sent", loan_request, to=user, turn=1),
        post("request.refused", loan_request, to=user),
        post("request.sent", RequestFactory(sent=True), to=user),
        post("request.sent", loan_request, to=UserFactory()),
        post("request.sent", loan_request, to=loan_request.organisation),
    ]
    assert len({first.pk, *(message.pk for message in others)}) == 7


def test_a_message_with_not_before_is_sent_then(
    loan_request, user, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        later = timezone.now() + timedelta(hours=3)
        message = post("request.sent", loan_request, to=user, not_before=later)
    assert jobs.offer_messages_again(now=timezone.now()) == 0
    assert carry(message).status == "waiting"
    assert carry(message, hours=4).status == "sent"
    assert len(mail.outbox) == 1


def test_sending_takes_waiting_messages_only():
    for state in set(MessageStatus) - {MessageStatus.WAITING}:
        assert carry(MessageFactory(**{state: True}), days=9).status == state
    assert mail.outbox == []


def test_each_transition_of_a_message_is_allowed():
    for now, following in MessageStatus.TRANSITIONS.items():
        for then in following:
            message = MessageFactory(**{now: True})
            message.transition_to(then, trouble=Trouble.REFUSED)
            assert message.status == then, now


def test_sent_kept_and_dropped_messages_are_final():
    ends = {status for status in MessageStatus if not MessageStatus.TRANSITIONS[status]}
    assert ends == {MessageStatus.SENT, MessageStatus.KEPT, MessageStatus.DROPPED}
    to_sent = {
        status
        for status in MessageStatus
        if MessageStatus.SENT in MessageStatus.TRANSITIONS[status]
    }
    assert to_sent == {MessageStatus.SENDING}


def test_a_stalled_message_becomes_unsure_and_is_not_resent():
    old = MessageFactory(sending=True, status_since=timezone.now() - timedelta(minutes=11))
    new = MessageFactory(sending=True)
    assert jobs.give_up_messages(now=timezone.now()) == 1
    assert jobs.offer_messages_again(now=timezone.now() + timedelta(days=1)) == 0
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.status, new.status) == ("unsure", "sending")
    assert mail.outbox == []
    assert Event.objects.about(old.about)[0].by == User.objects.system()


def test_a_stalled_job_is_enqueued_again_after_five_minutes():
    message = MessageFactory(offered_at=timezone.now() - timedelta(minutes=4))
    assert jobs.offer_messages_again(now=timezone.now()) == 0
    assert jobs.offer_messages_again(now=timezone.now() + timedelta(minutes=2)) == 1
    message.refresh_from_db()
    assert message.status == "sent"


def test_a_missing_address_is_reported(letter):
    person = RecipientFactory(email="", phone="")
    message = carry(MessageFactory(to_recipient=True, recipient=person, kind=letter()))
    assert (message.status, message.trouble) == ("failed", Trouble.NO_ADDRESS)


def test_an_organisation_is_reached_through_its_active_users_or_its_own_email(letter):
    organisation = OrganisationFactory(approved=True, email="ccas@example.org")
    kind = letter()

    def mailed(turn):
        mail.outbox.clear()
        carry(MessageFactory(to_organisation=True, organisation=organisation, kind=kind, turn=turn))
        return mail.outbox[0].to

    assert mailed(1) == ["ccas@example.org"]
    users = [UserFactory(association=True, organisation=organisation) for _ in range(2)]
    UserFactory(association=True, organisation=organisation, disabled=True)
    assert mailed(2) == [user.email for user in users]


def test_obsolete_messages_are_dropped(letter):
    message = carry(MessageFactory(kind=letter(is_moot=lambda message: True)))
    assert (message.status, message.trouble) == ("dropped", Trouble.MOOT)
    assert mail.outbox == []
    gone = carry(MessageFactory(kind="nobody.knows_it"))
    assert (gone.status, gone.trouble) == ("dropped", Trouble.MOOT)


def test_a_rendering_error_fails_one_message_only(letter, caplog):
    def fill(message):
        raise KeyError("Zoraïde")

    message = carry(MessageFactory(kind=letter(fill=fill)))
    assert (message.status, message.trouble) == ("failed", Trouble.NO_WORDS)
    assert "KeyError" in caplog.text
    assert "Zoraïde" not in caplog.text


def test_documents_are_attached(letter):
    paper = DocumentFactory(content=b"%PDF-1.7", name="C26-00001.pdf")
    carry(MessageFactory(kind=letter(papers=lambda message: [paper])))
    assert mail.outbox[0].attachments == [("C26-00001.pdf", b"%PDF-1.7", "application/pdf")]
    purged = DocumentFactory(purged=True)
    message = carry(MessageFactory(kind=letter(papers=lambda message: [purged])))
    assert (message.status, message.trouble) == ("failed", Trouble.NO_FILE)


def test_a_subject_is_one_line(letter):
    name = "Anne\r\nBcc: everybody@example.org"
    kind = letter(subject="For {what}", fill=lambda message: {"what": name})
    carry(MessageFactory(kind=kind))
    assert mail.outbox[0].subject == "For Anne Bcc: everybody@example.org"


def test_events_of_messages_contain_codes_only(letter):
    person = RecipientFactory(email="zoraide@example.org", first_name="Zoraïde")
    message = carry(MessageFactory(to_recipient=True, recipient=person, kind=letter()))
    assert mail.outbox[0].subject == f"Hello {person}"
    event = Event.objects.about(message.about).get(kind="message.sent")
    assert event.data == {
        "letter": message.kind,
        "channel": "email",
        "addressee": "recipient",
        "message": message.pk,
    }
    assert event.sentence == "Message sent (e-mail) to the person: A test"


def test_mail_without_a_server_is_not_recorded_as_sent(letter, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    message = carry(MessageFactory(kind=letter()))
    event = Event.objects.about(message.about).get(kind="message.kept")
    assert event.sentence == "Message (e-mail) kept here, not sent to a user: A test"
    assert message.status_label == "kept here, not sent"
