"""What a report read is kept until an event that may alter it."""

from datetime import date
from types import SimpleNamespace

import pytest

from core.models import Event
from desk.figures import report_context
from desk.figures.registry import FIGURES
from desk.figures.report_context import ORDINARY, Reading
from desk.figures.scope import Scope
from inventory.devices.lifecycle.devices import Grade, MediumKind, Outcome
from inventory.devices.operations import move_to_place, quarantine
from inventory.intake.operations.intake import receive_devices, withdraw
from inventory.intake.validation import DeviceDraft
from inventory.models import Device
from inventory.workshop.operations import bench
from inventory.workshop.operations import checklists as checklist_operations
from loans.agreements.operations.agreements import issue
from loans.allocation.operations.preparation import prepare
from loans.allocation.operations.reservations import reserve
from tests.desk.year_2025 import record
from tests.factories import (
    AgreementTextFactory,
    BriefingFactory,
    ChecklistItemFactory,
    DeviceFactory,
    DonationFactory,
    PlaceFactory,
    RecipientFactory,
)
from tests.inventory.workshop.test_workshop import erase
from tests.loans.conftest import sign

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture(autouse=True)
def _is_committed(monkeypatch):
    """What was read is kept, though a test is one transaction."""
    monkeypatch.setattr(report_context, "connection", SimpleNamespace(in_atomic_block=False))


def in_2025(year, **narrows):
    return Scope(user=year.by, first=date(2025, 1, 1), last=date(2025, 12, 31), **narrows)


def numbers_of(scope):
    read = Reading(scope)
    return {key: read.number(f) for key, f in FIGURES.items() if not f.is_of_now}


def read_anew(scope, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(report_context, "connection", SimpleNamespace(in_atomic_block=True))
        return numbers_of(scope)


def a_day_of_work(year, by):
    """Devices come in, are checked, erased and lent: what most events of a day are."""
    lot = DonationFactory(received=True, site=year.north)
    drafts = [DeviceDraft(category=year.laptop)] * 3
    lent, set_apart, _left = receive_devices(drafts, by=by, donation=lot)
    item = ChecklistItemFactory(checklist__category=year.laptop)
    bench.refurbish(lent, by=by)
    checklist_operations.record_results(lent, by=by, outcomes={item: (Outcome.PASS, "")})
    erase(lent.media.get(), by, kind=MediumKind.SSD, medium_serial="S-1")
    bench.finish(Device.objects.get(pk=lent.pk), by=by, grade=Grade.B)
    move_to_place(Device.objects.get(pk=lent.pk), by=by, place=PlaceFactory(site=year.north))
    quarantine(set_apart, by=by)
    person = RecipientFactory(organisation=year.structure, commune=year.town)
    AgreementTextFactory(kind="loan", audience="family")
    loan = prepare(by=by, organisation=year.structure, site=year.north, recipient=person)
    reserve(loan, by=by, devices=[Device.objects.get(pk=lent.pk)])
    BriefingFactory(loan=loan)
    sign(issue(loan, by=by), by)


def test_ordinary_work_leaves_a_period_that_is_over_as_it_was(
    year, admin, monkeypatch, django_assert_num_queries
):
    scopes = [in_2025(year), in_2025(year, site=year.north), in_2025(year, territory=year.town)]
    before = [numbers_of(scope) for scope in scopes]
    last = Event.objects.latest("pk").pk
    a_day_of_work(year, admin)
    kinds = set(Event.objects.filter(pk__gt=last).values_list("kind", flat=True))
    assert len(kinds & set(ORDINARY)) >= 12, kinds
    for scope, numbers in zip(scopes, before, strict=True):
        with django_assert_num_queries(1):  # what happened since
            assert numbers_of(scope) == numbers, kinds - set(ORDINARY)
        assert read_anew(scope, monkeypatch) == pytest.approx(numbers, nan_ok=True)


def test_a_correction_drops_what_was_kept_of_a_period_that_is_over(year, admin):
    scope, wrong = in_2025(year), DeviceFactory(received=True, site=year.north)
    record(year, wrong, ("received", "03-04"))
    received = numbers_of(scope)["devices_received"]
    withdraw([wrong], by=admin)
    assert numbers_of(scope)["devices_received"] == received - 1


def test_each_event_drops_what_was_kept_of_a_period_that_goes_on(year, admin):
    today = Scope.today(year.by)
    before = numbers_of(today)["devices_received"]
    lot = DonationFactory(received=True, site=year.north)
    receive_devices([DeviceDraft(category=year.laptop)], by=admin, donation=lot)
    assert numbers_of(today)["devices_received"] == before + 1


def test_nothing_is_kept_of_a_transaction_that_may_be_undone(year, monkeypatch):
    assert report_context._state(in_2025(year)) is not None
    monkeypatch.undo()
    assert report_context._state(in_2025(year)) is None
