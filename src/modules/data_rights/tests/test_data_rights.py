"""Each right on personal data, exercised by the team or by the person, and read back."""

import json
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from desk.figures.scope import Scope
from desk.home.todo import to_do
from desk.privacy.daily import erase_what_is_due
from inventory.vouchers.expiry_alerts import NOTICE_DAYS, remind_holders
from loans.aftercare.operations.followups import remind_now
from loans.aftercare.reminders.letters import loans_announced
from loans.base.loan_terms import after_months
from loans.privacy.last_contact import due_for_erasure, why_live
from loans.privacy.operations import erase_recipient
from modules.data_rights import operations
from modules.data_rights.lifecycle import Right
from modules.data_rights.links import SIGNER
from modules.data_rights.models import DataRequest, Freeze
from modules.data_rights.tests.factories import DataRequestFactory, FreezeFactory
from people.models import Message, Recipient, User
from people.outbox import jobs
from people.outbox.letter_kinds import LETTERS
from people.outbox.posting import post
from people.outbox.rendering import words_for
from people.privacy.operations import anonymise_again
from tests.factories import (
    AgreementFactory,
    FollowUpFactory,
    LoanFactory,
    LoanItemFactory,
    RecipientFactory,
    RequestFactory,
    RequestGroupFactory,
    VoucherFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def person(organisation):
    return RecipientFactory(
        organisation=organisation,
        first_name="Awa",
        last_name="Kerjean",
        email="awa@example.org",
        phone="06 39 98 00 09",
        language="en",
    )


@pytest.fixture
def loan(person, site):
    loan = LoanFactory(overdue=True, site=site, recipient=person, organisation=person.organisation)
    LoanItemFactory(open=True, loan=loan, device__site=site)
    return loan


@pytest.fixture
def desk(sign_in, coordinator):
    return sign_in(coordinator)


def sent(message):
    jobs.carry(message.pk, now=timezone.now() + timedelta(days=1))
    return Message.objects.get(pk=message.pk)


def record(desk, person, right):
    path = reverse("datarequest_new", args=[person.pk])
    data = {"right": right, "source": "letter", "received_on": "2026-01-31"}
    return desk.post(path, data)


def test_a_request_is_due_one_month_later_and_put_off_once(
    desk, person, time_machine, sign_in, coordinator
):
    time_machine.move_to("2026-02-02 10:00")
    desk = sign_in(coordinator)
    record(desk, person, "rectification")
    request = DataRequest.objects.get()
    assert (request.due_on, request.status) == (date(2026, 2, 28), "open")
    assert reverse("recipient_edit", args=[person.pk]) in desk.get(request.get_absolute_url()).text

    desk.post(reverse("datarequest_extend", args=[request.pk]), {"reason": "complex"})
    request.refresh_from_db()
    assert (request.due_on, request.extension) == (date(2026, 4, 30), "complex")
    assert sent(Message.objects.get(kind="data_rights.extended")).status == "sent"
    with pytest.raises(Refused, match="repoussée"):
        operations.extend_request(request, by=coordinator, reason="many")

    desk.post(reverse("datarequest_grant", args=[request.pk]))
    assert DataRequest.objects.get().status == "done"
    assert sent(Message.objects.get(kind="data_rights.answered")).status == "sent"


def test_the_time_is_not_extended_once_it_is_over(coordinator, person):
    late = DataRequestFactory(
        recipient=person, received_on=timezone.localdate() - timedelta(days=50)
    )
    with pytest.raises(Refused, match="first month"):
        operations.extend_request(late, by=coordinator, reason="complex")


def test_a_refusal_states_the_reason_and_the_authority(desk, person):
    request = DataRequestFactory(recipient=person)
    path = reverse("datarequest_refuse", args=[request.pk])
    assert desk.post(path, {"reason": ""}).status_code == 200
    assert DataRequest.objects.get().status == "open"
    desk.post(path, {"reason": "identity"})
    assert DataRequest.objects.get().refusal == "identity"
    assert sent(Message.objects.get()).status == "sent"
    assert "12(6)" in mail.outbox[0].body
    assert "CNIL" in mail.outbox[0].body


def test_only_coordinators_answer(counter, person):
    with pytest.raises(PermissionDenied):
        operations.record_request(DataRequest(recipient=person, right="access"), by=counter)


def test_restriction_and_objection_are_done_by_a_freeze(desk, person, coordinator):
    for right in ("restriction", "objection"):
        request = DataRequestFactory(recipient=person, right=right)
        with pytest.raises(Refused, match="Freeze"):
            operations.grant_request(request, by=coordinator)
    desk.post(reverse("freeze_new", args=[person.pk]), {"reason": "no_letters", "ends_on": ""})
    for request in DataRequest.objects.all():
        operations.grant_request(request, by=coordinator)
    assert not DataRequest.objects.open().exists()


def test_no_letter_leaves_while_frozen_except_about_the_request(person, loan, coordinator):
    freeze = FreezeFactory(recipient=person)
    request = DataRequestFactory(recipient=person)
    held = sent(post("loan.overdue", loan, to=person, turn=1))
    assert (held.status, held.trouble, mail.outbox) == ("dropped", "withheld", [])
    assert (
        sent(post("agreement.signed", AgreementFactory(signed=True, loan=loan), to=person)).status
        == "sent"
    )
    operations.grant_request(request, by=coordinator)
    assert sent(Message.objects.get(kind="data_rights.answered")).status == "sent"

    operations.end_freeze(freeze, by=coordinator)
    again = post("loan.overdue", loan, to=person, turn=1, on=timezone.localdate() - timedelta(1))
    assert sent(again).status == "sent"


@pytest.mark.parametrize("reason", ["accuracy", "no_letters"])
def test_nobody_calls_a_frozen_person_nor_writes_to_others_about_them(
    desk, person, loan, coordinator, reason
):
    FollowUpFactory(loan=loan)
    office, is_kept = person.organisation, reason == "accuracy"
    calls, overdue = (reverse(name) for name in ("followup_list", "overdue_list"))
    assert "Awa Kerjean" in desk.get(calls).text
    assert "0639980009" in desk.get(overdue).text
    lines = [item.line.key for _head, items in to_do(Scope.today(coordinator)) for item in items]
    assert "calls_to_make" in lines

    freeze = FreezeFactory(recipient=person, reason=reason, ends_on=date(2030, 1, 1))
    assert "Awa Kerjean" not in desk.get(calls).text
    assert "0639980009" not in desk.get(overdue).text
    assert "call_form" not in desk.get(loan.get_absolute_url()).text
    digest = post("loan.overdue_office", office, to=office, on=loan.due_on + timedelta(days=3))
    assert loans_announced(digest).exists() != is_kept
    recall = sent(post("loan.recall", loan, to=office, turn=1))
    assert (recall.trouble == "withheld") == is_kept
    with pytest.raises(Refused, match="gelées"):
        remind_now(loan, by=coordinator)

    operations.end_freeze(freeze, by=coordinator)
    assert "Awa Kerjean" in desk.get(calls).text


def test_letters_about_several_families_leave_out_frozen_ones(person):
    office, today = person.organisation, timezone.localdate()
    Recipient.objects.filter(pk=person.pk).update(email="", phone="")
    group = RequestGroupFactory(organisation=office)
    RequestFactory(group=group, organisation=office, recipient=person)
    person.refresh_from_db()
    last_day = today + timedelta(days=NOTICE_DAYS)
    VoucherFactory(activated=True, recipient=person, code="SECRET-4242", valid_until=last_day)
    letters = [post("requestgroup.sent", group, to=office)]
    remind_holders(today=today)
    letters.append(Message.objects.get(kind="vouchers.ending_office"))
    FreezeFactory(recipient=person)
    assert [LETTERS(letter.kind).is_moot(letter) for letter in letters] == [True, True]

    RequestFactory(group=group, organisation=office)
    VoucherFactory(activated=True, recipient=None, organisation=office, valid_until=last_day)
    about_others = [words_for(LETTERS(letter.kind), letter).body for letter in letters]
    assert "families (1)" in about_others[0]
    assert "4242" not in about_others[1]


def test_nothing_is_erased_while_frozen_neither_by_hand_nor_by_retention(desk, person, coordinator):
    Recipient.objects.filter(pk=person.pk).update(
        contact_on=date(2019, 1, 1), erase_on=date(2021, 1, 1)
    )
    people, today = Recipient.objects.filter(pk=person.pk), timezone.localdate()
    assert due_for_erasure(people, today).exists()
    freeze = FreezeFactory(recipient=person)

    erase_what_is_due(today=today)
    answer = desk.post(reverse("recipient_erase", args=[person.pk]), {"is_sure": "on"})
    assert "Données gelées" in answer.text
    assert why_live(person)
    person.refresh_from_db()
    assert (person.last_name, person.anonymised_at) == ("Kerjean", None)

    operations.end_freeze(freeze, by=coordinator)
    Recipient.objects.filter(pk=person.pk).update(erase_on=date(2021, 1, 1))
    erase_what_is_due(today=today)
    person.refresh_from_db()
    assert (person.last_name, bool(person.anonymised_at)) == ("", True)


def test_a_freeze_ends_by_itself_after_a_to_do(person, coordinator):
    day = timezone.localdate() + timedelta(days=10)
    freeze = FreezeFactory(recipient=person, ends_on=day)
    far = FreezeFactory(ends_on=day + timedelta(days=30))
    lines = {
        item.line.key: item.count
        for _head, items in to_do(Scope.today(coordinator))
        for item in items
    }
    assert lines["freezes_ending"] == 1

    assert operations.end_freezes_due(by=User.objects.system(), today=day) == 0
    assert operations.end_freezes_due(by=User.objects.system(), today=day + timedelta(days=1)) == 1
    assert list(Freeze.objects.active()) == [far]
    assert Event.objects.about(freeze.recipient).filter(kind="recipient.unfrozen").exists()


def test_the_home_page_counts_open_and_late_requests(person, coordinator):
    DataRequestFactory(recipient=person)
    DataRequestFactory(received_on=timezone.localdate() - timedelta(days=50))
    lines = {
        item.line.key: item.count
        for _head, items in to_do(Scope.today(coordinator))
        for item in items
    }
    assert (lines["data_requests_open"], lines["data_requests_overdue"]) == (2, 1)


def test_a_freeze_needs_a_last_day_to_come(desk, person):
    path = reverse("freeze_new", args=[person.pk])
    for day, words in [("", "dernier jour"), ("2020-01-01", "choisissez un jour à venir")]:
        answer = desk.post(path, {"reason": "accuracy", "ends_on": day})
        assert words in answer.text
    assert not Freeze.objects.exists()


def test_each_right_is_asked_by_link_done_over_http_and_read_in_the_database(
    desk, client, person, coordinator
):
    own_page = reverse("own_data", args=[SIGNER.sign(person.pk)])
    for right in Right.values:
        client.post(own_page, {"right": right})
    asked = {row.right: row for row in DataRequest.objects.all()}
    a_month_later = after_months(timezone.localdate(), 1)
    assert {(row.source, row.due_on) for row in asked.values()} == {("link", a_month_later)}
    assert "data_requests_open" in [
        i.line.key for _h, rows in to_do(Scope.today(coordinator)) for i in rows
    ]
    assert "Awa" not in client.get(own_page).text

    edit = reverse("recipient_edit", args=[person.pk])
    fields = {field.html_name: field.value() or "" for field in desk.get(edit).context["form"]}
    desk.post(edit, fields | {"last_name": "Le Gall"})
    exports = [reverse("recipient_export", args=[person.pk, form]) for form in ("pdf", "json")]
    pdf, data = (desk.get(path).content for path in exports)
    assert pdf.startswith(b"%PDF")
    assert json.loads(data)["sections"]["people.recipient"][0]["last_name"] == "Le Gall"
    desk.post(reverse("freeze_new", args=[person.pk]), {"reason": "no_letters", "ends_on": ""})
    with pytest.raises(Refused, match="Effacez la personne"):
        operations.grant_request(asked["erasure"], by=coordinator)
    for right in set(asked) - {"erasure"}:
        desk.post(reverse("datarequest_grant", args=[asked[right].pk]))
    assert [row.right for row in DataRequest.objects.open()] == ["erasure"]
    assert Freeze.objects.active().get().recipient == person

    desk.post(reverse("recipient_erase", args=[person.pk]), {"is_sure": "on"})
    person.refresh_from_db()
    assert (person.first_name, person.last_name, person.email) == ("", "", "")
    assert set(DataRequest.objects.values_list("status", flat=True)) == {"done"}
    assert not Freeze.objects.active().exists()
    assert client.get(own_page).status_code == 404
    assert desk.get(reverse("datarequest_list")).status_code == 200
    kinds = Event.objects.about(person).values_list("kind", flat=True)
    assert list(kinds).count("datarequest.done") == len(Right.values)


def test_an_unanswered_access_request_prevents_erasure(person, coordinator):
    DataRequestFactory(recipient=person, right="access")
    with pytest.raises(Refused, match="in progress"):
        erase_recipient(person, by=coordinator)


def test_an_erasure_is_repeated_after_a_restore_although_the_backup_has_a_freeze(person):
    FreezeFactory(recipient=person)
    anonymise_again([person])
    person.refresh_from_db()
    assert person.anonymised_at
    assert not Freeze.objects.active().exists()


def test_a_person_asks_once_from_their_own_page(client, person):
    path = reverse("own_data", args=[SIGNER.sign(person.pk)])
    assert "Kerjean" not in client.get(path).text
    for _twice in range(2):
        client.post(path, {"right": "access"})
    request = DataRequest.objects.get()
    assert (request.right, request.source) == ("access", "link")
    assert Event.objects.about(person).get(kind="datarequest.recorded").by.is_by_link
    shown = client.get(path)
    assert 'value="access"' not in shown.text
    assert shown.headers["X-Robots-Tag"].startswith("noindex")
    client.post(path, {"right": "gold"})
    assert DataRequest.objects.count() == 1


def test_the_address_ends_and_requests_are_limited(client, person, time_machine):
    time_machine.move_to("2026-02-02 10:00")
    path = reverse("own_data", args=[SIGNER.sign(person.pk)])
    for _act in range(10):
        client.post(path, {"right": "gold"})
    assert client.post(path, {"right": "access"}).status_code == 429
    time_machine.shift(timedelta(hours=2))
    assert client.get(path).status_code == 404
    assert not DataRequest.objects.exists()


def test_the_page_of_a_person_shows_requests_and_freeze(desk, person, loan):
    FreezeFactory(recipient=person)
    DataRequestFactory(recipient=person)
    shown = desk.get(person.get_absolute_url()).text
    assert "Données gelées" in shown
    assert "Droits sur ses données" in shown
    assert "Données gelées" in desk.get(loan.get_absolute_url()).text
