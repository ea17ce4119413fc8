"""The overdue list, in the order of calls, with lateness and earlier calls, in the user's scope."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from core.models import Event
from core.workflow.lifecycle import Refused
from loans.aftercare.operations.followups import note_call, remind_now
from loans.aftercare.reminders import BY_HAND
from people.models import Message
from people.outbox.jobs import carry
from people.outbox.posting import post
from tests.factories import (
    AppointmentFactory,
    FollowUpFactory,
    LoanFactory,
    LoanItemFactory,
    UserFactory,
)


def late(days, **facts):
    today = timezone.localdate()
    starts_on, due_on = today - timedelta(days=days + 30), today - timedelta(days=days)
    return LoanFactory(active=True, starts_on=starts_on, due_on=due_on, **facts)


@pytest.fixture
def loan(person, site):
    person.phone, person.email, person.language = "06 39 98 11 22", "awa@example.org", "en"
    person.save()
    organisation = person.organisation
    organisation.phone, organisation.email = "01 99 00 44 55", "ccas@example.org"
    organisation.save()
    loan = late(12, site=site, recipient=person, organisation=organisation)
    LoanItemFactory(open=True, loan=loan)
    return loan


def page(visitor, **query):
    return visitor.get(reverse("overdue_list"), query).content.decode()


def test_overdue_loans_are_sorted_by_days_late_with_phones_and_the_last_call(
    loan, site, sign_in, coordinator
):
    coordinator.language = "en"
    coordinator.save()
    older, due = late(90, site=site), LoanFactory(active=True, site=site)
    FollowUpFactory(loan=loan, done=True)
    visitor = sign_in(coordinator)
    text = page(visitor)
    for words in (
        loan.number,
        "12 days",
        "tel:0199004455",
        "Awa Kerjean",
        "tel:0639981122",
        loan.items.get().device.asset_tag,
        "call ",
        f'name="row" value="{loan.pk}"',
    ):
        assert words in text, words
    assert text.index("tel:0199004455") < text.index("tel:0639981122")
    assert text.index(older.number) < text.index(loan.number)
    assert due.number not in text
    same = late(40, site=site, organisation=loan.organisation)
    newer = late(3, site=site, organisation=older.organisation)
    text = page(visitor, sort="organisation")
    order = sorted([loan, older, same, newer], key=lambda one: text.index(f">{one.number}<"))
    assert order == [same, loan, older, newer]


def test_coordinators_export_the_overdue_list_with_phones(loan, sign_in, coordinator):
    visitor = sign_in(coordinator)
    assert "?tools=1" in page(visitor)
    answer = visitor.post(
        reverse("overdue_list"), {"list_act": "export", "form": "csv", "columns": "shown"}
    )
    text = b"".join(answer).decode("utf-8-sig")
    for words in (loan.number, "01 99 00 44 55", "06 39 98 11 22", str(loan.organisation)):
        assert words in text, words


def test_the_filter_by_days_late_includes_its_bounds(site, sign_in, counter):
    for days in (1, 7, 8, 30, 31, 90, 91, 400):
        late(days, site=site, number=f"P10-{days:05}")
    visitor = sign_in(counter)
    bounds = {"week": (1, 7), "month": (8, 30), "quarter": (31, 90), "longer": (91, 400)}
    for choice, listed in bounds.items():
        text = page(visitor, late=choice)
        found = [days for days in (1, 7, 8, 30, 31, 90, 91, 400) if f"P10-{days:05}" in text]
        assert found == list(listed), choice


def test_an_association_sees_only_its_own_overdue_loans(loan, site, organisation, sign_in):
    other = late(5, site=site)
    text = page(sign_in(UserFactory(association=True, organisation=organisation)))
    assert loan.number in text
    assert other.number not in text
    assert 'value="remind"' not in text


def test_the_list_takes_bounded_queries(loan, site, sign_in, coordinator):
    visitor = sign_in(coordinator)

    def add(rows):
        for days in rows:
            LoanItemFactory(open=True, loan=late(days, site=site))

    add(range(20, 39))  # long enough to save views
    page(visitor)
    with CaptureQueriesContext(connection) as few:
        page(visitor)
    add(range(45, 48))
    with CaptureQueriesContext(connection) as many:
        page(visitor)
    assert len(many) <= len(few)


def test_reminder_shows_its_text_before_it_leaves_once_a_day(loan, sign_in, coordinator):
    coordinator.language = "en"
    coordinator.save()
    visitor = sign_in(coordinator)
    here, data = reverse("overdue_list"), {"list_act": "bulk", "do": "remind", "row": loan.pk}
    assert 'name="do" value="remind"' in page(visitor)
    question = " ".join(visitor.post(here, data).content.decode().split())
    for words in (
        "none yet",
        "To Awa Kerjean, by e-mail",
        f"(number {loan.number}) was due back on",
        "It is sent at once and cannot be recalled.",
    ):
        assert words in question, words
    assert not Message.objects.exists()  # it is asked first
    assert not Event.objects.about(loan).filter(kind="loan.reminded").exists()
    visitor.post(here, data | {"confirmed": "1"})
    assert Message.objects.get().about == loan
    assert Event.objects.about(loan).get(kind="loan.reminded").by == coordinator
    text = " ".join(visitor.post(here, data).content.decode().split())
    assert "1 skipped" in text
    assert "A reminder has already been written today (e-mail)" in text
    assert 'form="bulk"' not in text
    contact = r'data-heading="Last contact or return"><div>([^<]*)<'
    assert re.findall(contact, page(visitor)) == ["none yet"]  # it has not left: no contact yet
    for status in ("sending", "sent"):
        Message.objects.update(status=status)
    assert re.findall(contact, page(visitor))[0].startswith("e-mail ")
    visit = AppointmentFactory(loan=loan, request=None, kind="return")
    day = date_format(timezone.localdate(visit.starts_at), "j N")
    assert re.findall(contact, page(visitor)) == [f"return on {day}"]


def test_without_a_mail_server_a_reminder_asks_for_a_call(loan, sign_in, coordinator, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    coordinator.language = "en"
    coordinator.save()
    visitor = sign_in(coordinator)
    here, data = reverse("overdue_list"), {"list_act": "bulk", "do": "remind", "row": loan.pk}
    question = " ".join(visitor.post(here, data).text.split())
    assert "cannot be recalled" not in question
    assert "Not sent: this installation sends nothing by this channel." in question
    visitor.post(here, data | {"confirmed": "1"})
    carry(Message.objects.get().pk, now=timezone.now())
    letters = visitor.get(reverse("message_list")).text
    assert ("kept here, not sent" in letters, "status-good" in letters) == (True, False)
    contact = r'data-heading="Last contact or return"><div>([^<]*)<'
    assert re.findall(contact, page(visitor)) == ["none yet"]


def test_a_planned_reminder_of_today_leaves_no_second_one_by_hand(loan, coordinator):
    post("loan.overdue", loan, to=loan.recipient)
    with pytest.raises(Refused, match="déjà été écrit"):
        remind_now(loan, by=coordinator)
    Message.objects.update(status="failed", trouble="unreachable")
    assert remind_now(loan, by=coordinator).turn == BY_HAND


def test_a_call_about_an_overdue_loan_is_noted_from_the_list_once_a_day(loan, sign_in, coordinator):
    visitor = sign_in(coordinator)
    here, data = reverse("overdue_list"), {"list_act": "bulk", "do": "call", "row": loan.pk}
    assert 'name="do" value="call"' in page(visitor)
    data |= {"confirmed": "1", "result": "reached", "note": "Friday"}
    visitor.post(here, data)
    call = loan.follow_ups.get()
    assert (call.result, call.note, call.by) == ("reached", "Friday", coordinator)
    assert "appel" in page(visitor)
    text = visitor.post(here, data | {"note": "again"}).content.decode()
    assert "Un appel est déjà noté pour aujourd’hui." in text
    assert loan.follow_ups.count() == 1


def test_a_call_that_is_due_is_the_one_noted(loan, coordinator):
    planned = FollowUpFactory(loan=loan, due_on=timezone.localdate() - timedelta(days=3))
    note_call(loan, by=coordinator, result="reached")
    planned.refresh_from_db()
    assert planned.result == "reached"


def test_our_own_association_is_not_called_first(loan, sign_in, coordinator):
    loan.organisation.is_ours = True
    loan.organisation.save()
    text = page(sign_in(coordinator))
    assert "tel:0199004455" not in text
    assert "tel:0639981122" in text
