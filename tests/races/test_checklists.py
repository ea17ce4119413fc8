"""The same checklist saved by several people at once."""

import pytest

from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import DeviceStatus, Outcome
from inventory.models import Checklist, ChecklistItem, Device, TestResult
from inventory.workshop.operations import bench as bench_operations
from inventory.workshop.operations import checklists as checklist_operations
from tests.factories import ChecklistItemFactory, DeviceFactory, SiteFactory, UserFactory
from tests.races.together import FOUR, losers, race, winners

pytestmark = pytest.mark.usefixtures("again")


@pytest.fixture
def people(again):
    return UserFactory.create_batch(FOUR, technician=True, sites=[SiteFactory()])


@pytest.fixture
def device(people):
    return DeviceFactory(refurbishing=True, erased=True, site=people[0].sites.get())


def test_conflicting_answers_are_refused_for_one_technician(device, people):
    item = ChecklistItemFactory(checklist__category=device.category)

    def save(number):
        outcome = Outcome.FAIL if number % 2 else Outcome.PASS
        return checklist_operations.record_results(
            Device.objects.get(pk=device.pk),
            by=people[number],
            outcomes={item: (outcome, "")},
            seen=0,
        )

    results = race(2, save)
    assert len(winners(results)) == 1
    assert all(isinstance(loser, Refused) for loser in losers(results))
    assert TestResult.objects.get().by.pk in {person.pk for person in people[:2]}


def test_a_lock_recorded_during_finish_is_not_lost(device, people):
    """Ready or in quarantine, never ready with a lock that was found before."""
    item = ChecklistItemFactory(checklist__category=device.category, lock=True)
    checklist_operations.record_results(device, by=people[0], outcomes={item: (Outcome.PASS, "")})

    def act(number):
        row = Device.objects.get(pk=device.pk)
        if number == 0:
            return checklist_operations.record_results(
                row, by=people[0], outcomes={item: (Outcome.FAIL, "")}
            )
        return bench_operations.finish(row, by=people[1], grade="B")

    race(2, act)
    device.refresh_from_db()
    latest = TestResult.objects.first().outcome
    expected = DeviceStatus.QUARANTINED if latest == Outcome.FAIL else DeviceStatus.READY
    assert device.status == expected


def test_the_next_checklist_version_is_saved_once(again):
    first = ChecklistItemFactory(checklist__version=1)
    admins = UserFactory.create_batch(FOUR, admin=True)

    def save(number):
        item = ChecklistItem(code=f"item-{number}", labels={"fr": "x"}, position=0)
        return checklist_operations.save_checklist(
            first.checklist.category, by=admins[number], items=[item], base=1
        )

    results = race(FOUR, save)
    assert len(winners(results)) == 1
    assert all(isinstance(loser, Refused) for loser in losers(results))
    assert list(Checklist.objects.values_list("version", flat=True)) == [2, 1]
