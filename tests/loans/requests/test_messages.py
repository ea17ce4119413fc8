"""Messages on a request are written and read by both sides, never edited, never mailed."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.models import Event
from core.workflow.lifecycle import Refused
from loans.allocation.letters import READY_LETTERS, notify_of_group
from loans.allocation.operations import preparation as preparation_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.models import RequestMessage
from loans.requests.operations import messages as message_operations
from people.models import Message
from people.outbox.letter_kinds import LETTERS
from people.outbox.rendering import words_for
from tests.factories import (
    DeviceFactory,
    RequestFactory,
    RequestGroupFactory,
    RequestLineFactory,
    UserFactory,
)


@pytest.fixture
def loan_request(association, site):
    return RequestFactory(
        sent=True,
        organisation=association.organisation,
        recipient=None,
        site=site,
        created_by=association,
    )


def write(loan_request, by, text="Mardi ?"):
    return message_operations.write_message(loan_request, by=by, text=text)


def mails_about(word):
    return Message.objects.about(word)


def test_a_message_of_an_association_notifies_the_coordinators_of_the_site_without_its_text(
    loan_request, association, coordinator
):
    UserFactory(coordinator=True)  # at another site
    word = write(loan_request, association, "La famille Kerjean déménage")
    assert not word.is_ours
    mail = mails_about(word).get()
    assert mail.user == coordinator
    words = words_for(LETTERS("request.message"), mail)
    assert loan_request.get_absolute_url() in words.body
    assert "Kerjean" not in words.subject + words.body
    event = Event.objects.about(loan_request).get()
    assert (event.kind, event.data) == ("request.message", {"message": word.pk})


def test_a_message_of_our_team_notifies_the_requester(loan_request, association, coordinator):
    word = write(loan_request, coordinator)
    assert word.is_ours
    assert [mail.user for mail in mails_about(word)] == [association]


def test_other_users_cannot_write_messages(loan_request, other_association, technician):
    for stranger in (other_association, technician):
        with pytest.raises(PermissionDenied):
            write(loan_request, stranger)
    assert not RequestMessage.objects.exists()


def test_no_message_on_a_draft(association):
    draft = RequestFactory(draft=True, organisation=association.organisation)
    with pytest.raises(Refused):
        write(draft, association)


def test_an_empty_or_long_message_is_kept_in_the_form_and_a_repeated_one_stored_once(
    sign_in, loan_request, association, other_association
):
    path, visitor = reverse("requestmessage_write", args=[loan_request.pk]), sign_in(association)
    for text in ("", "  ", "x" * 501):
        form = visitor.post(path, {"text": text}).context["message_form"]
        assert form.errors["text"]
        assert form["text"].value() == text
    assert sign_in(other_association).post(path, {"text": "Mardi ?"}).status_code == 404
    assert not RequestMessage.objects.exists()
    key = "0f8fad5b-d9cb-469f-a165-70867728950e"
    for _time in range(2):
        visitor.post(path, {"text": "Mardi ?", "submission": key})
    assert RequestMessage.objects.count() == 1
    sent = visitor.get(loan_request.get_absolute_url()).content.decode()
    assert "Le message est envoyé." in sent
    assert 'id="last-message"' in sent


def test_a_message_is_unread_until_the_other_side_opens_it(
    sign_in, loan_request, association, coordinator, counter, technician
):
    """The message is counted on the home page and listed; the warehouse does not see it."""
    path = loan_request.get_absolute_url()
    sides = ((coordinator, association), (association, coordinator))
    for writer, reader in sides:
        word = write(loan_request, writer, "La famille Kerjean déménage")
        for other in (writer, counter, technician):
            page = sign_in(other).get(path).content.decode()
            word.refresh_from_db()
            assert word.read_at is None, other.role
            assert ("Kerjean" in page) == (other != technician)
        visitor = sign_in(reader)
        groups = visitor.get("/").context["groups"]
        counts = {item.figure.key: item.count for _heading, items in groups for item in items}
        assert counts["requests_unread"] == 1
        assert "nouveau message" in visitor.get("/requests/?unread=true").content.decode()
        assert visitor.get(path).context["unread"] == [word]
        word.refresh_from_db()
        assert word.read_at
        assert visitor.get(path).context["unread"] == []
        listed = visitor.get("/requests/?unread=true").content.decode()
        assert loan_request.number not in listed


def test_the_mail_about_a_read_message_is_dropped(loan_request, association, coordinator):
    first, last = write(loan_request, association), write(loan_request, association)
    is_moot = LETTERS("request.message").is_moot
    assert [is_moot(mails_about(word).get()) for word in (first, last)] == [True, False]
    message_operations.read_messages(loan_request, by=coordinator)
    assert is_moot(mails_about(last).get())


def test_only_the_author_withdraws_a_message_and_its_text_is_erased(
    sign_in, loan_request, association, coordinator, other_association
):
    word = write(loan_request, association, "Famille Kerjean")
    path = reverse("requestmessage_withdraw", args=[word.pk])
    assert sign_in(other_association).post(path).status_code == 404
    colleague = UserFactory(association=True, organisation=association.organisation)
    for other in (coordinator, colleague):
        sign_in(other).post(path)
    word.refresh_from_db()
    assert word.withdrawn_at is None
    visitor = sign_in(association)
    visitor.post(path)
    word.refresh_from_db()
    assert (word.text, bool(word.withdrawn_at)) == ("", True)
    assert "Kerjean" not in visitor.get(loan_request.get_absolute_url()).content.decode()


# --- Ready ----------------------------------------------------------------------------------------
def letters_of(request):
    about = Message.objects.about(request)
    return [(letter.kind, LETTERS(letter.kind).is_moot(letter)) for letter in about.order_by("pk")]


def test_a_fully_reserved_request_is_notified_if_still_true(
    accepted_request, device, counter, site
):
    other = DeviceFactory(ready=True, site=site, category=device.category)
    loan = reservations_operations.reserve_for(accepted_request, by=counter, devices=[device])
    assert letters_of(accepted_request) == [("request.partly_ready", False)]
    letter = Message.objects.about(accepted_request).get()
    words = words_for(LETTERS(letter.kind), letter)
    assert str(device.category) in words.body
    assert accepted_request.site.name in words.body
    assert not [name for name in ("Awa", "Kerjean") if name in words.body]
    reservations_operations.reserve(loan, by=counter, devices=[other])
    partly, ready = "request.partly_ready", "request.ready"
    assert letters_of(accepted_request) == [(partly, True), (ready, False)]
    preparation_operations.free(loan.items.get(device=other), by=counter)
    assert letters_of(accepted_request) == [(partly, False), (ready, True)]


def test_the_counter_notifies_at_once_of_ready_items(sign_in, accepted_request, device, counter):
    visitor, path = sign_in(counter), reverse("request_announce", args=[accepted_request.pk])
    visitor.post(path)
    assert not Message.objects.about(accepted_request).exists()
    reservations_operations.reserve_for(accepted_request, by=counter, devices=[device])
    visitor.post(path)
    kinds = [letter.kind for letter in Message.objects.about(accepted_request)]
    assert kinds == ["request.partly_ready"] * 2


def test_each_letter_fills_its_placeholders(accepted_request, coordinator, device, counter):
    reservations_operations.reserve_for(accepted_request, by=counter, devices=[device])
    RequestLineFactory(request=accepted_request, requested=1, accepted=0)
    ready = Message.objects.about(accepted_request).get()
    spoken = mails_about(write(accepted_request, coordinator)).first()
    group = RequestGroupFactory()
    RequestFactory(group=group, organisation=group.organisation)
    notify_of_group(group)
    together = Message.objects.about(group).get()
    others = {"request.message": spoken, "requestgroup.sent": together}
    for letter in READY_LETTERS:
        message = others.get(letter.code, ready)
        assert set(letter.fill(message)) >= set(letter.blanks)
