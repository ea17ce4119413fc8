"""Concurrent work on the same device and the same checklist."""

import pytest

from core.models import Event
from inventory.devices import operations as device_operations
from inventory.devices.lifecycle.devices import DeviceStatus, Outcome
from inventory.models import Checklist, ChecklistItem, Specification, TestResult
from inventory.workshop.operations import bench as bench_operations
from inventory.workshop.operations import checklist_versions as version_operations
from inventory.workshop.operations import checklists as checklist_operations
from inventory.workshop.operations import specifications as specification_operations
from tests.factories import ChecklistItemFactory, DeviceFactory, UserFactory
from tests.races.together import FOUR, done, race

pytestmark = pytest.mark.usefixtures("again")
SPECS = [{"ram_gb": 8}, {"os": "linux"}, {"cpu": "Intel N100"}, {"tpm": "2.0"}]


@pytest.fixture
def people(site):
    return UserFactory.create_batch(FOUR, technician=True, sites=[site])


@pytest.fixture
def device(site):
    return DeviceFactory(refurbishing=True, erased=True, site=site)


def test_a_device_quarantined_during_takeover_stays_quarantined(device, people):
    """Events and row match in either order."""

    def act(number, mine):
        if number == 0:
            return device_operations.quarantine(mine, by=people[0])
        return bench_operations.take_over_bench(mine, by=people[number])

    done(race(act, device))
    device.refresh_from_db()
    taken = Event.objects.filter(kind="device.bench_changed").order_by("-pk").first()
    assert device.status == DeviceStatus.QUARANTINED
    assert device.bench_by == (taken.by if taken else None)


def test_concurrent_specifications_are_all_saved_in_one_row(device, technician):
    results = race(
        lambda n, mine: specification_operations.specify([mine], by=technician, **SPECS[n]), device
    )
    assert len(done(results)) == FOUR
    row = Specification.objects.get(device=device)
    assert (row.ram_gb, row.os, row.cpu, row.tpm) == (8, "linux", "Intel N100", "2.0")


def test_conflicting_answers_are_refused_for_one_technician(device, people):
    item = ChecklistItemFactory(checklist__category=device.category)

    def save(number, mine):
        outcomes = {item: (Outcome.FAIL if number % 2 else Outcome.PASS, "")}
        return checklist_operations.record_results(
            mine, by=people[number], outcomes=outcomes, seen=0
        )

    assert len(done(race(save, device, count=2))) == 1
    assert TestResult.objects.get().by in people[:2]


def test_a_lock_recorded_during_finish_is_not_lost(device, people):
    """The device is ready or in quarantine, but never ready with an earlier recorded lock."""
    item = ChecklistItemFactory(checklist__category=device.category, lock=True)
    checklist_operations.record_results(device, by=people[0], outcomes={item: (Outcome.PASS, "")})

    def act(number, mine):
        if number == 0:
            outcomes = {item: (Outcome.FAIL, "")}
            return checklist_operations.record_results(mine, by=people[0], outcomes=outcomes)
        return bench_operations.finish(mine, by=people[1], grade="B")

    race(act, device, count=2)
    device.refresh_from_db()
    latest = TestResult.objects.first().outcome
    expected = DeviceStatus.QUARANTINED if latest == Outcome.FAIL else DeviceStatus.READY
    assert device.status == expected


def test_the_next_checklist_version_is_saved_once(admin):
    category = ChecklistItemFactory(checklist__version=1).checklist.category

    def save(number):
        item = ChecklistItem(code=f"item-{number}", labels={"fr": "x"}, position=0)
        return version_operations.save_checklist(category, by=admin, items=[item], base=1)

    assert len(done(race(save))) == 1
    assert list(Checklist.objects.values_list("version", flat=True)) == [2, 1]
