"""The send log: sent, waiting and failed messages, sent again or dropped by hand."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from people.models import Message, User
from people.outbox import operations
from people.outbox.letter_kinds import LETTERS
from people.outbox.lifecycle import MessageStatus
from tests.factories import (
    MessageFactory,
    RecipientFactory,
    RenewalFactory,
    RequestFactory,
    RequestMessageFactory,
    SiteFactory,
    TokenFactory,
    UserFactory,
)
from tests.visits import undone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
STATES = ["waiting", "sending", "sent", "failed", "unsure", "dropped"]


@pytest.fixture
def visitor(coordinator, sign_in):
    coordinator.language = "en"
    coordinator.save()
    return sign_in(coordinator)


def page_of(visitor, **query):
    return visitor.get(reverse("message_list"), query).content.decode()


def test_the_log_shows_kind_addressee_and_status(visitor):
    message = MessageFactory(failed=True)
    page = page_of(visitor)
    assert message.get_absolute_url() in page
    assert message.about.get_absolute_url() in page
    assert message.user.name in page
    assert "the server refused it" in page


def test_a_message_links_to_no_page_that_its_reader_may_not_open(visitor, sign_in):
    """Coordinators see the accounts of associations only, and associations none."""
    colleague, token, site = UserFactory(technician=True), TokenFactory(), SiteFactory()
    MessageFactory(about=site)
    about = [
        MessageFactory(kind="user.invited", user=row, about=row)
        for row in (colleague, UserFactory(association=True))
    ]
    MessageFactory(kind="token.opened", user=token.user, about=token)
    page = page_of(visitor)
    links = [row.about.get_absolute_url() in page for row in about]
    assert (links, token.get_absolute_url() in page) == ([False, True], False)
    assert site.name in page
    assert site.get_absolute_url() not in page
    own = MessageFactory(sent=True)
    page = sign_in(own.user).get(own.get_absolute_url()).content.decode()
    assert own.user.name in page
    assert own.user.get_absolute_url() not in page


def test_the_log_is_filtered(visitor):
    for query, status in (
        ({"status": "failed"}, "failed"),
        ({"see_to": "true"}, "failed"),
        ({"kind": "request.refused"}, "other kind"),
        ({"channel": "sms"}, "by sms"),
        ({"day": "2026-03-02"}, "old"),
    ):
        with undone():
            old = timezone.make_aware(timezone.datetime(2026, 3, 2, 9))
            made = {
                "failed": MessageFactory(failed=True),
                "other kind": MessageFactory(kind="request.refused"),
                "by sms": MessageFactory(channel="sms"),
                "old": MessageFactory(posted_at=old),
            }
            page = page_of(visitor, **query)
            shown = {name for name, message in made.items() if message.get_absolute_url() in page}
            assert shown == {status}, (query, status)


def test_a_message_page_shows_its_events_and_text(visitor, association):
    message = MessageFactory(failed=True, user__language="en")
    operations.send_now([message], by=User.objects.system())
    page = visitor.get(message.get_absolute_url()).content.decode()
    assert f"We have received your request {message.about}" in page
    assert "Message to be sent again (e-mail) to a user: Request received" in page

    person = RecipientFactory(email="wrong@familles.example")
    for message in (
        MessageFactory(failed=True, user=None, recipient=person),
        MessageFactory(failed=True, user=association),
    ):
        page = visitor.get(message.get_absolute_url()).text
        assert f'<a href="{message.to.get_absolute_url()}">' in page
        assert message.to.email in page


def test_an_association_opens_its_own_letters_from_the_history_of_its_request(association, sign_in):
    about = RequestFactory(sent=True, organisation=association.organisation)
    own = [
        MessageFactory(failed=True, about=about, user=association),
        MessageFactory(failed=True, about=about, user=None, organisation=association.organisation),
    ]
    others = [MessageFactory(failed=True, about=about), MessageFactory(failed=True)]
    operations.send_now([*own, *others], by=User.objects.system())
    visitor = sign_in(association)
    history = visitor.get(about.get_absolute_url()).content.decode()
    for message in own:
        assert message.get_absolute_url() in history
        page = visitor.get(message.get_absolute_url()).content.decode()
        assert f"reçu votre demande {about}" in page
    for message in others:
        assert message.get_absolute_url() not in history
        assert visitor.get(message.get_absolute_url()).status_code == 404
    assert visitor.get(reverse("message_list")).status_code == 403


def test_the_text_of_a_letter_with_a_key_is_hidden(visitor, monkeypatch):
    secret = replace(LETTERS("request.sent"), is_secret=True)
    monkeypatch.setitem(LETTERS.kinds, "request.sent", secret)
    page = visitor.get(MessageFactory(failed=True).get_absolute_url()).content.decode()
    assert "The text of this message is not shown here." in page


def test_a_rendering_error_does_not_break_the_page(visitor, monkeypatch):
    broken = replace(LETTERS("request.sent"), fill=lambda message: {}["what"])
    monkeypatch.setitem(LETTERS.kinds, "request.sent", broken)
    page = visitor.get(MessageFactory(failed=True).get_absolute_url()).content.decode()
    assert "The text of this message is not shown here." in page


def test_a_message_in_quiet_hours_shows_its_send_time(visitor):
    MessageFactory(not_before=timezone.now() + timedelta(hours=9))
    assert "not before" in page_of(visitor)


def test_several_messages_are_resent(visitor, django_capture_on_commit_callbacks):
    made = [MessageFactory(**{state: True}) for state in STATES]
    with django_capture_on_commit_callbacks(execute=True):
        visitor.post(reverse("messages_send"), {"message": [m.pk for m in made]})
    assert len(mail.outbox) == 3
    now = dict(Message.objects.values_list("pk", "status"))
    assert [now[m.pk] for m in made] == ["sent", "sending", "sent", "sent", "sent", "dropped"]


def test_resending_a_message_restarts_it_and_redirects_to_its_page(
    visitor, coordinator, django_capture_on_commit_callbacks
):
    message = MessageFactory(failed=True, attempts=6)
    with django_capture_on_commit_callbacks(execute=True):
        answer = visitor.post(reverse("messages_send"), {"message": message.pk, "one": "1"})
    assert answer.url == message.get_absolute_url()
    message.refresh_from_db()
    assert (message.status, message.attempts, message.trouble) == ("sent", 1, "")
    events = Event.objects.about(message.about).values_list("kind", "by")
    assert ("message.again", coordinator.pk) in events


def test_several_messages_are_dropped(visitor, coordinator, django_capture_on_commit_callbacks):
    made = [MessageFactory(**{state: True}) for state in STATES]
    with django_capture_on_commit_callbacks(execute=True):
        visitor.post(reverse("messages_drop"), {"message": [m.pk for m in made]})
    now = dict(Message.objects.values_list("pk", "status"))
    ends = ["dropped", "sending", "sent", "dropped", "dropped", "dropped"]
    assert [now[m.pk] for m in made] == ends
    assert mail.outbox == []
    event = Event.objects.about(made[0].about).get()
    assert (event.kind, event.by) == ("message.dropped", coordinator)
    assert event.sentence.endswith("dropped manually")


def test_an_action_on_an_unknown_message_does_nothing(visitor):
    waiting = MessageFactory()
    for other in ("999999", "x"):
        ticked = {"message": [waiting.pk, other]}
        page = visitor.post(reverse("messages_drop"), ticked, follow=True).content.decode()
        assert "Nothing was done" in page, other
        assert Message.objects.get().status == MessageStatus.WAITING, other


def test_a_refused_action_is_reported(visitor):
    for name in ("messages_send", "messages_drop"):
        with undone():
            sent = MessageFactory(sent=True)
            page = visitor.post(reverse(name), {"message": sent.pk}, follow=True).content.decode()
            assert "check their status" in page, name
            page = visitor.post(reverse(name), {"message": "x"}, follow=True).content.decode()
            assert "Tick at least one message" in page, name
            assert Message.objects.get().status == MessageStatus.SENT, name


def test_the_log_takes_constant_queries(visitor, django_assert_max_num_queries):
    def cost():
        with django_assert_max_num_queries(60) as counted:
            page_of(visitor)
        return len(counted)

    def add():
        MessageFactory(failed=True)
        MessageFactory(to_recipient=True, failed=True)
        MessageFactory(to_organisation=True, failed=True)
        MessageFactory(about=RequestMessageFactory())
        MessageFactory(about=RenewalFactory())

    for _time in range(5):
        add()  # enough rows for the toolbar
    cost()  # rows cached for a minute
    one = cost()
    for _time in range(3):
        add()
    assert cost() == one


def test_message_rows_contain_no_personal_data():
    person = RecipientFactory(first_name="Zoraïde", email="zoraide@example.org")
    message = MessageFactory(to_recipient=True, recipient=person, about=RequestFactory(sent=True))
    row = str(Message.objects.filter(pk=message.pk).values())
    assert "Zora" not in row
    assert "zoraide" not in row
