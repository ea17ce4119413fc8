"""Messages on a request: both sides write and read, nobody edits, and no text leaves by mail."""

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
    RequestMessageFactory,
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


# --- Writing --------------------------------------------------------------------------------------
def test_a_message_of_an_association_notifies_the_coordinators_of_the_site(
    loan_request, association, coordinator
):
    UserFactory(coordinator=True)  # of another site
    word = write(loan_request, association)
    assert not word.is_ours
    assert [mail.user for mail in mails_about(word)] == [coordinator]


def test_a_message_of_our_team_notifies_the_requester(loan_request, association, coordinator):
    word = write(loan_request, coordinator)
    assert word.is_ours
    assert [mail.user for mail in mails_about(word)] == [association]


def test_the_mail_contains_a_link_and_not_the_text(loan_request, association, coordinator):
    word = write(loan_request, association, "La famille Kerjean déménage")
    words = words_for(LETTERS("request.message"), mails_about(word).get())
    assert loan_request.get_absolute_url() in words.body
    assert "Kerjean" not in words.subject + words.body


def test_the_event_does_not_contain_the_text(loan_request, association):
    word = write(loan_request, association, "La famille Kerjean déménage")
    event = Event.objects.about(loan_request).get()
    assert (event.kind, event.data) == ("request.message", {"message": word.pk})


def test_other_users_cannot_write_messages(loan_request, other_association, technician):
    for stranger in (other_association, technician):
        with pytest.raises(PermissionDenied):
            write(loan_request, stranger)
    assert not RequestMessage.objects.exists()


def test_no_message_on_a_draft(association):
    draft = RequestFactory(draft=True, organisation=association.organisation)
    with pytest.raises(Refused):
        write(draft, association)


@pytest.mark.parametrize("text", ["", "  ", "x" * 501])
def test_an_empty_or_long_message_is_shown_and_kept(sign_in, loan_request, association, text):
    answer = sign_in(association).post(
        reverse("requestmessage_write", args=[loan_request.pk]), {"text": text}
    )
    assert answer.context["message_form"].errors["text"]
    assert answer.context["message_form"]["text"].value() == text
    assert not RequestMessage.objects.exists()


def test_a_form_sent_twice_creates_one_message(sign_in, loan_request, association):
    path = reverse("requestmessage_write", args=[loan_request.pk])
    key = "0f8fad5b-d9cb-469f-a165-70867728950e"
    for _time in range(2):
        sign_in(association).post(path, {"text": "Mardi ?", "submission": key})
    assert RequestMessage.objects.count() == 1


def test_a_request_of_another_association_is_a_404(sign_in, loan_request, other_association):
    path = reverse("requestmessage_write", args=[loan_request.pk])
    assert sign_in(other_association).post(path, {"text": "Mardi ?"}).status_code == 404


# --- Reading --------------------------------------------------------------------------------------
def test_a_message_is_unread_until_the_other_side_opens_it(
    sign_in, loan_request, association, coordinator
):
    word = write(loan_request, association)
    page = sign_in(coordinator).get(loan_request.get_absolute_url())
    assert page.context["unread"] == [word]
    word.refresh_from_db()
    assert word.read_at
    assert sign_in(coordinator).get(loan_request.get_absolute_url()).context["unread"] == []


@pytest.mark.parametrize("reader", ["association", "counter", "technician"])
def test_opening_by_other_roles_does_not_mark_as_read(
    sign_in, loan_request, association, reader, request
):
    word = write(loan_request, association)
    sign_in(request.getfixturevalue(reader)).get(loan_request.get_absolute_url())
    word.refresh_from_db()
    assert word.read_at is None


def test_the_warehouse_cannot_read_messages(sign_in, loan_request, association, technician):
    write(loan_request, association, "La famille Kerjean déménage")
    assert (
        "Kerjean" not in sign_in(technician).get(loan_request.get_absolute_url()).content.decode()
    )


@pytest.mark.parametrize("side", ["association", "coordinator"])
def test_unread_messages_are_shown_on_home_and_list(
    sign_in, loan_request, association, coordinator, side
):
    write(loan_request, coordinator if side == "association" else association)
    visitor = sign_in(association if side == "association" else coordinator)
    groups = visitor.get("/").context["groups"]
    counts = {item.figure.key: item.count for _heading, items in groups for item in items}
    assert counts["requests_unread"] == 1
    assert "nouveau message" in visitor.get("/requests/?unread=true").content.decode()
    visitor.get(loan_request.get_absolute_url())
    assert loan_request.number not in visitor.get("/requests/?unread=true").content.decode()


def test_the_mail_about_a_read_message_is_dropped(loan_request, association, coordinator):
    first, last = write(loan_request, association), write(loan_request, association)
    is_moot = LETTERS("request.message").is_moot
    assert [is_moot(mails_about(word).get()) for word in (first, last)] == [True, False]
    message_operations.read_messages(loan_request, by=coordinator)
    assert is_moot(mails_about(last).get())


# --- Withdrawing ----------------------------------------------------------------------------------
def test_withdrawing_a_message_erases_its_text(sign_in, loan_request, association):
    word = write(loan_request, association, "Famille Kerjean")
    sign_in(association).post(reverse("requestmessage_withdraw", args=[word.pk]))
    word.refresh_from_db()
    assert (word.text, bool(word.withdrawn_at)) == ("", True)
    assert (
        "Kerjean" not in sign_in(association).get(loan_request.get_absolute_url()).content.decode()
    )


def test_only_the_author_withdraws_a_message(sign_in, loan_request, association, coordinator):
    word = RequestMessageFactory(request=loan_request, by=association)
    sign_in(coordinator).post(reverse("requestmessage_withdraw", args=[word.pk]))
    colleague = UserFactory(association=True, organisation=association.organisation)
    sign_in(colleague).post(reverse("requestmessage_withdraw", args=[word.pk]))
    word.refresh_from_db()
    assert word.withdrawn_at is None


def test_a_message_of_another_association_is_a_404(
    sign_in, loan_request, association, other_association
):
    word = write(loan_request, association)
    path = reverse("requestmessage_withdraw", args=[word.pk])
    assert sign_in(other_association).post(path).status_code == 404


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
    reservations_operations.reserve(loan, by=counter, devices=[other])
    assert letters_of(accepted_request) == [
        ("request.partly_ready", True),
        ("request.ready", False),
    ]
    preparation_operations.free(loan.items.get(device=other), by=counter)
    assert letters_of(accepted_request) == [
        ("request.partly_ready", False),
        ("request.ready", True),
    ]


def test_the_letter_lists_ready_items_and_the_site(accepted_request, device, counter):
    reservations_operations.reserve_for(accepted_request, by=counter, devices=[device])
    letter = Message.objects.about(accepted_request).get()
    words = words_for(LETTERS(letter.kind), letter)
    assert str(device.category) in words.body
    assert accepted_request.site.name in words.body
    assert not [name for name in ("Awa", "Kerjean") if name in words.body]


def test_the_counter_notifies_at_once(sign_in, accepted_request, device, counter):
    reservations_operations.reserve_for(accepted_request, by=counter, devices=[device])
    path = reverse("request_announce", args=[accepted_request.pk])
    sign_in(counter).post(path)
    kinds = [letter.kind for letter in Message.objects.about(accepted_request)]
    assert kinds == ["request.partly_ready"] * 2


def test_no_notification_before_anything_is_ready(sign_in, accepted_request, counter):
    sign_in(counter).post(reverse("request_announce", args=[accepted_request.pk]))
    assert not Message.objects.about(accepted_request).exists()


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
