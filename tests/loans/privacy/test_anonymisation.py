"""Anonymisation at the end of retention is announced, done once, and reset by a contact."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from core.models import Event
from core.workflow.lifecycle import Refused
from desk.privacy.daily import erase_what_is_due, keep_privacy
from loans.base.loan_terms import after_months
from loans.models import Request
from loans.privacy import operations as erasing
from loans.privacy.last_contact import due_for_erasure
from loans.privacy.lifecycle import KeepReason
from people.base.lifecycle import RecipientKind
from people.models import Recipient, Retention
from people.privacy import anonymisation as forgetting
from tests.factories import RecipientFactory
from tests.loans.privacy.test_last_contact import LONG_AGO, TODAY, loan_of, request_of
from tests.visits import undone

pytestmark = pytest.mark.django_db
AT_TERM = after_months(TODAY, 24)


@pytest.fixture
def person():
    """A person whose only contact was long ago."""
    return RecipientFactory(contact_on=LONG_AGO)


def test_people_are_announced_then_anonymised_once_on_the_date(coordinator, site):
    people = [RecipientFactory(kind=kind, household_size=9) for kind in RecipientKind]
    notice = AT_TERM - timedelta(days=30)
    assert erase_what_is_due(today=notice - timedelta(days=1))["announced"] == 0
    assert erase_what_is_due(today=notice)["announced"] == len(people)
    for person in people:
        person.refresh_from_db()
        assert person.erase_on == AT_TERM
    assert erase_what_is_due(today=AT_TERM - timedelta(days=1))["erased"] == 0
    assert erase_what_is_due(today=AT_TERM)["erased"] == len(people)
    assert erase_what_is_due(today=AT_TERM)["erased"] == 0
    for person in people:
        person.refresh_from_db()
        assert (person.first_name, person.phone, person.erase_on) == ("", "", None)
        assert person.household_size == 6  # a band
        kinds = Event.objects.about(person).values_list("kind", flat=True)
        assert list(kinds) == ["recipient.anonymised", "recipient.erasure_announced"]


def test_a_late_first_run_announces_first_and_notifies_coordinators_once_a_day_without_names(
    person, coordinator, mailoutbox, django_capture_on_commit_callbacks, capsys, english
):
    with undone():
        call_command("anonymise")
        assert "People notified: 1" in capsys.readouterr().out
    for count in (1, 0):
        with django_capture_on_commit_callbacks(execute=True):
            done = erase_what_is_due(today=TODAY)
        assert (done["announced"], done["erased"]) == (count, 0)
    person.refresh_from_db()
    assert person.erase_on == TODAY + timedelta(days=30)
    (letter,) = mailoutbox
    assert letter.to == [coordinator.email]
    assert "/privacy/" in letter.body
    assert person.last_name not in letter.subject + letter.body


def test_retention_depends_on_the_kind_of_person(coordinator):
    family, staff = RecipientFactory(family=True), RecipientFactory(staff=True)
    Retention.objects.create(pk=1, family_months=36, staff_months=12)
    Retention.clear_cache()
    at = after_months(TODAY, 12)
    assert list(due_for_erasure(Recipient.objects.all(), at)) == [staff]
    assert set(due_for_erasure(Recipient.objects.all(), after_months(TODAY, 36))) == {family, staff}


def test_a_person_in_touch_again_is_kept_with_a_reason(person, coordinator):
    erasing.announce_erasures(by=coordinator, today=TODAY)
    erasing.keep_recipient(person, by=coordinator, reason=KeepReason.CALLED)
    person.refresh_from_db()
    assert (person.contact_on, person.erase_on) == (TODAY, None)
    event = Event.objects.about(person).first()
    assert (event.kind, event.data) == ("recipient.kept", {"kept": "called"})


def test_any_contact_cancels_the_announcement(person, coordinator):
    erasing.announce_erasures(by=coordinator, today=TODAY)
    loan_of(person, starts_on=TODAY)
    due = TODAY + timedelta(days=30)
    assert erasing.erase_due(by=coordinator, today=due) == 0
    erasing.announce_erasures(by=coordinator, today=due)
    person.refresh_from_db()
    assert (person.erase_on, person.anonymised_at) == (None, None)


def test_an_interrupted_run_resumes(coordinator, monkeypatch):
    people = RecipientFactory.create_batch(5, contact_on=LONG_AGO)
    Recipient.objects.update(erase_on=TODAY)
    monkeypatch.setattr(erasing, "BATCH_SIZE", 2)
    seen = []

    def die(recipients):
        seen.append(recipients)
        if len(seen) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(forgetting, "_FORGET", [*forgetting._FORGET, die])
    with pytest.raises(KeyboardInterrupt):
        erasing.erase_due(by=coordinator, today=TODAY)
    assert Recipient.objects.filter(anonymised_at=None).count() == 3
    assert erasing.erase_due(by=coordinator, today=TODAY) == 3
    events = Event.objects.filter(kind="recipient.anonymised")
    assert events.count() == len(people)
    assert not Recipient.objects.exclude(last_name="").exists()


def test_a_failed_anonymisation_does_not_stop_the_others(coordinator, monkeypatch, caplog):
    stuck, *_others = RecipientFactory.create_batch(3, contact_on=LONG_AGO)
    Recipient.objects.update(erase_on=TODAY)

    def refuse(recipients):
        if stuck in recipients:
            raise Refused("No.")

    monkeypatch.setattr(forgetting, "_FORGET", [refuse])
    assert erasing.erase_due(by=coordinator, today=TODAY) == 2
    assert [row.pk for row in Recipient.objects.filter(anonymised_at=None)] == [stuck.pk]
    assert f"Person {stuck.pk} was not anonymised" in caplog.text
    assert stuck.last_name not in caplog.text


def test_the_daily_job_runs_once_a_day(db):
    assert keep_privacy(today=TODAY)["erased"] == 0
    assert keep_privacy(today=TODAY) is None
    assert keep_privacy(today=TODAY + timedelta(days=365)) is not None  # by a wrong clock
    assert keep_privacy(today=TODAY + timedelta(days=1)) is not None
    assert Retention.objects.get().done_on == TODAY + timedelta(days=1)


def test_a_draft_request_is_cancelled_with_its_person(person, coordinator):
    request_of(person, draft=True, note="Pour Ada.")
    erasing.erase_recipient(person, by=coordinator)
    request = Request.objects.get()
    assert (request.status, request.note) == ("cancelled", "")
