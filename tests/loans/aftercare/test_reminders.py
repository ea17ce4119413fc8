"""Reminders are sent once, on the right day, to the person and the organisation."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from core.models import Event, Identity
from core.workflow.lifecycle import Refused
from loans.aftercare.operations import followups as followup_operations
from loans.aftercare.reminders.jobs import remind_due, remind_unsigned
from loans.aftercare.reminders.letters import values_of
from loans.aftercare.reminders.steps import step_on
from loans.models import Rules
from people.models import Message
from people.outbox import jobs
from tests.factories import (
    AgreementFactory,
    AppointmentFactory,
    LoanFactory,
    LoanItemFactory,
    OrganisationFactory,
    RecipientFactory,
    UserFactory,
    VoucherBatchFactory,
    VoucherFactory,
)
from tests.visits import undone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
DUE = date(2026, 3, 20)
ASSOCIATION = "01 99 00 12 34"


def on_loan(due_on, *, organisation=None, email="awa@example.org", phone="0600000000", **facts):
    """Create an old loan to a person with these addresses, due on `due_on`."""
    office = organisation or OrganisationFactory(approved=True, email="ccas@example.org")
    person = RecipientFactory(organisation=office, email=email, phone=phone, language="en")
    loan = LoanFactory(
        active=True,
        starts_on=due_on - timedelta(days=200),
        due_on=due_on,
        organisation=office,
        recipient=person,
        **facts,
    )
    LoanItemFactory(open=True, loan=loan)
    return loan


def in_days(count):
    return timezone.localdate() + timedelta(days=count)


def written():
    return sorted(Message.objects.values_list("kind", "on"))


def test_each_reminder_day_has_its_text_and_follows_the_rules(db):
    for days, kind, since in (
        (-9, None, None),
        (-8, None, None),
        (-7, "loan.due_soon", -7),
        (-5, "loan.due_soon", -7),
        (-4, None, None),
        (-1, "loan.due_soon", -1),
        (0, "loan.due_today", 0),
        (1, None, None),  # “today” would be wrong a day late
        (3, "loan.overdue", 3),
        (5, "loan.overdue", 3),
        (6, None, None),
        (10, "loan.overdue", 10),
        (13, None, None),
    ):
        step = (kind, DUE + timedelta(days=since)) if kind else None
        assert step_on(DUE, DUE + timedelta(days=days)) == step, days
    Rules.objects.create(pk=1, remind_before="14", remind_after="")
    Rules.clear_cache()
    assert step_on(DUE, DUE - timedelta(days=14)) == ("loan.due_soon", DUE - timedelta(days=14))
    assert step_on(DUE, DUE - timedelta(days=7)) is None
    assert step_on(DUE, DUE + timedelta(days=3)) is None


def test_the_person_and_the_organisation_are_notified(django_capture_on_commit_callbacks):
    for days, kind in ((7, "loan.due_soon"), (0, "loan.due_today"), (-3, "loan.overdue")):
        mail.outbox.clear()
        with undone():
            loan = on_loan(in_days(days))
            with django_capture_on_commit_callbacks(execute=True):
                assert remind_due(today=timezone.localdate()) == 2
            letters = {letter.to[0]: letter for letter in mail.outbox}
            to_person, to_office = letters["awa@example.org"], letters["ccas@example.org"]
            item = loan.items.get()
            assert loan.number in to_person.body
            assert item.device.designation in to_person.body
            assert loan.number in to_office.body
            assert loan.recipient.last_name not in to_office.subject + to_office.body
            assert [name for name, _on in written()] == [kind, f"{kind}_office"]
            stored = str(list(Message.objects.values())) + str(list(Event.objects.values()))
            assert Event.objects.about(loan).get().kind == "message.sent"
            for word in (loan.recipient.last_name, "awa@", "ccas@", loan.recipient.phone):
                assert word not in stored


def test_daily_runs_send_each_reminder_once_and_missed_ones_are_caught_up_for_two_days():
    loan = on_loan(DUE)

    def sent(*days):
        with undone():
            for day in days:
                for _time in range(2):
                    remind_due(today=DUE + timedelta(days=day))
            return [(on - DUE).days for on in loan_messages(loan)]

    assert sent(*range(-8, 5), 10, 11) == [-7, -1, 0, 3, 10]
    assert sent(-5, 8) == [-7]


def loan_messages(loan):
    return Message.objects.about(loan).order_by("on").values_list("on", flat=True)


def test_the_phone_number_falls_back_to_that_of_our_association():
    Identity.objects.create(pk=1, name="Clavier Partagé", phone=ASSOCIATION)
    for phone, shown in (("02 61 91 00 12", "02 61 91 00 12"), ("", ASSOCIATION)):
        loan = on_loan(in_days(0), site__phone=phone)
        assert values_of(Message(about=loan))["site_phone"] == shown


def test_an_organisation_gets_one_letter_for_all_its_loans(django_capture_on_commit_callbacks):
    office = OrganisationFactory(approved=True, email="ccas@example.org")
    loans = [on_loan(in_days(days), organisation=office) for days in (7, 7, 1)]
    on_loan(in_days(40), organisation=office)
    with django_capture_on_commit_callbacks(execute=True):
        remind_due(today=timezone.localdate())
    letters = [letter for letter in mail.outbox if letter.to == ["ccas@example.org"]]
    assert len(letters) == 1
    for loan in loans:
        assert f"- {loan.number}\N{NO-BREAK SPACE}: " in letters[0].body


def test_missed_days_are_in_the_letter_of_today_and_are_not_repeated(
    django_capture_on_commit_callbacks,
):
    office = OrganisationFactory(approved=True, email="ccas@example.org")

    def letters(today):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            remind_due(today=today)
        return [letter for letter in mail.outbox if letter.to == ["ccas@example.org"]]

    late = [on_loan(in_days(days), organisation=office) for days in (-3, -4)]
    soon = on_loan(in_days(6), organisation=office)  # also from yesterday
    overdue, due_soon = sorted(
        letters(timezone.localdate()), key=lambda letter: soon.number in letter.body
    )
    assert all(loan.number in overdue.body for loan in late)
    assert soon.number in due_soon.body
    assert letters(timezone.localdate()) == []
    next_day = on_loan(in_days(-2), organisation=office)
    (letter,) = letters(in_days(1))
    assert next_day.number in letter.body
    assert not any(loan.number in letter.body for loan in late)


def test_unreachable_people_and_loans_not_due_back_get_no_reminder():
    ours = OrganisationFactory(ours=True, email="us@example.org")
    on_loan(in_days(7), organisation=ours, phone="", email="")
    silent = OrganisationFactory(approved=True)
    on_loan(in_days(7), organisation=silent, phone="02 61 91 00 01", email="")
    facts = {"due_on": in_days(7), "starts_on": in_days(-30)}
    for state in ("closed", "prepared"):
        LoanFactory(**{state: True}, **facts)
    LoanFactory(active=True, gift=True)
    LoanFactory(active=True, due_on=in_days(7), starts_on=in_days(0))  # just handed over
    assert remind_due(today=timezone.localdate()) == 0
    assert not Message.objects.exists()


@pytest.mark.usefixtures("unsettled")
def test_a_waiting_reminder_is_dropped_when_obsolete():
    loan = on_loan(in_days(7))
    remind_due(today=timezone.localdate())

    def renewed():
        type(loan).objects.filter(pk=loan.pk).update(due_on=in_days(90))

    def closed():
        loan.transition_to(loan.Status.CLOSED)

    for end in (renewed, closed):
        with undone():
            end()
            for message in Message.objects.all():
                jobs.carry(message.pk, now=timezone.now())
            assert set(Message.objects.values_list("status", "trouble")) == {("dropped", "moot")}
    assert mail.outbox == []


def test_an_idle_reminder_job_has_constant_queries(django_assert_max_num_queries):
    def cost():
        remind_due(today=timezone.localdate())
        with django_assert_max_num_queries(20) as counted:
            assert remind_due(today=timezone.localdate()) == 0
        return len(counted)

    on_loan(in_days(7))
    one = cost()
    for _time in range(2):
        on_loan(in_days(7))
    assert cost() == one


# --- Papers to sign, vouchers to use --------------------------------------------------------------
def test_an_unsigned_hand_over_is_notified_once_to_its_author_and_coordinators():
    office = OrganisationFactory(approved=True, email="ccas@example.org")
    since = timezone.now() - timedelta(days=2)
    loan = LoanFactory(organisation=office)
    AgreementFactory(issued=True, loan=loan, status_since=since)
    AgreementFactory(issued=True, loan=LoanFactory(organisation=office))  # issued today
    old = timezone.now() - timedelta(days=40)
    AgreementFactory(issued=True, loan=LoanFactory(), status_since=old)
    for _time in range(2):
        remind_unsigned(today=timezone.localdate())
    messages = {(message.kind, message.to) for message in Message.objects.all()}
    assert messages == {("loan.unsigned_counter", loan.created_by), ("loan.unsigned", office)}


def test_coordinators_are_notified_of_vouchers_that_end_soon(
    site, coordinator, django_capture_on_commit_callbacks
):
    UserFactory(coordinator=True, disabled=True, sites=[site])
    coordinator.language = "en"
    coordinator.save()
    for days in (60, 30, 7):
        mail.outbox.clear()
        with undone():
            batch = VoucherBatchFactory(site=site, product__names__en="Top-up 20 GB")
            VoucherFactory.create_batch(3, batch=batch, valid_until=in_days(days))
            VoucherFactory(batch=batch, valid_until=in_days(days + 3))
            for _time in range(2):
                with django_capture_on_commit_callbacks(execute=True):
                    call_command("remind")
            (letter,) = mail.outbox
            assert letter.to == [coordinator.email]
            assert "Top-up 20 GB: 3, until" in letter.body, days


# --- By hand --------------------------------------------------------------------------------------
def press(sign_in, counter, loan):
    counter.language = "en"
    counter.save()
    path = reverse("loan_remind", args=[loan.pk])
    return sign_in(counter).post(path, follow=True).content.decode()


def test_a_reminder_is_sent_by_hand_once_a_day(
    sign_in, counter, site, django_capture_on_commit_callbacks
):
    loan = on_loan(in_days(20), site=site)
    with django_capture_on_commit_callbacks(execute=True):
        text = press(sign_in, counter, loan)
    assert "The reminder has been written: see the history." in text
    assert [letter.to for letter in mail.outbox] == [["awa@example.org"]]
    assert "charge" not in mail.outbox[0].body  # no charger was lent
    assert "already been written today" in press(sign_in, counter, loan)
    assert Message.objects.get().is_urgent


def test_without_an_address_the_organisation_is_notified_or_to_be_called(sign_in, counter, site):
    with pytest.raises(Refused):
        followup_operations.remind_now(LoanFactory(active=True, gift=True), by=counter)
    office = OrganisationFactory(approved=True)
    silent = on_loan(in_days(-2), site=site, organisation=office, phone="", email="")
    assert "call instead" in press(sign_in, counter, silent)
    assert not Message.objects.exists()
    loan = on_loan(in_days(-2), site=site, phone="", email="")
    press(sign_in, counter, loan)
    message = Message.objects.get()
    assert (message.kind, message.to) == ("loan.recall", loan.organisation)


def test_a_booked_return_replaces_the_planned_reminder_and_is_named_in_one_sent_by_hand(
    coordinator, site
):
    loan = on_loan(in_days(-3), site=site)
    AppointmentFactory(loan=loan, request=None, kind="return", site=site)
    remind_due(today=timezone.localdate())
    assert "loan.overdue" not in dict(written())
    message = followup_operations.remind_now(loan, by=coordinator)
    assert "Please bring it to your appointment on" in values_of(message)["how"]
    message.about = on_loan(in_days(-3), site=site)
    assert values_of(message)["how"] == f"Please return it to {site}."
