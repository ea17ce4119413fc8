"""Repairs at the same moment: one part, one end, one opening, one way to the shelf."""

import pytest

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.repairs import Barrier, RepairOutcome
from inventory.models import Device, Repair, RepairPart
from inventory.repairs import operations as repair_operations
from inventory.workshop.operations import bench as bench_operations
from tests.factories import (
    AccessoryKindFactory,
    DeviceFactory,
    FaultTypeFactory,
    RepairFactory,
    SiteFactory,
    UserFactory,
)
from tests.races.together import FOUR, losers, race, winners

pytestmark = pytest.mark.usefixtures("again")


@pytest.fixture
def user(again):
    return UserFactory(technician=True, sites=[SiteFactory()])


def refused(results):
    return [loser for loser in losers(results) if isinstance(loser, Refused)] == losers(results)


def test_a_part_is_taken_once(user):
    donor, kind = DeviceFactory(refurbishing=True), AccessoryKindFactory()
    repairs = RepairFactory.create_batch(FOUR, underway=True)
    results = race(
        FOUR,
        lambda n: repair_operations.take_part(
            Repair.objects.get(pk=repairs[n].pk),
            by=user,
            kind=kind,
            donor=Device.objects.get(pk=donor.pk),
        ),
    )
    assert len(winners(results)) == 1
    assert refused(results)
    assert RepairPart.objects.count() == 1


def test_swapping_parts_does_not_deadlock(user):
    kinds = AccessoryKindFactory.create_batch(FOUR)
    repairs = RepairFactory.create_batch(2, underway=True)

    def act(number):
        mine, theirs = repairs[number % 2], repairs[1 - number % 2]
        return repair_operations.take_part(
            Repair.objects.get(pk=mine.pk),
            by=user,
            kind=kinds[number],
            donor=Device.objects.get(pk=theirs.device_id),
        )

    assert losers(race(FOUR, act)) == []
    assert RepairPart.objects.count() == FOUR


def test_a_repair_ends_once(user):
    repair = RepairFactory(underway=True)
    outcomes = [RepairOutcome.FIXED, RepairOutcome.END_OF_LIFE] * 2
    results = race(
        FOUR,
        lambda n: repair_operations.end_repair(
            Repair.objects.get(pk=repair.pk),
            by=user,
            outcome=outcomes[n],
            barrier=Barrier.WORN_OUT,
        ),
    )
    assert len(winners(results)) == 1
    assert refused(results)
    ended = {"device.repaired", "device.not_repaired"}
    assert Event.objects.about(repair.device).filter(kind__in=ended).count() == 1


def test_a_device_gets_one_open_repair(user):
    device, fault = DeviceFactory(refurbishing=True), FaultTypeFactory()
    results = race(
        FOUR,
        lambda _n: repair_operations.open_repair(
            Device.objects.get(pk=device.pk), by=user, fault=fault
        ),
    )
    assert len(winners(results)) == 1
    assert refused(results)


def test_a_device_is_finished_or_in_repair(user):
    device, fault = DeviceFactory(refurbishing=True, erased=True), FaultTypeFactory()

    def act(number):
        mine = Device.objects.get(pk=device.pk)
        if number % 2:
            return repair_operations.open_repair(mine, by=user, fault=fault)
        return bench_operations.finish(mine, by=user, grade="B")

    results = race(FOUR, act)
    assert len(winners(results)) == 1
    assert refused(results)
    device.refresh_from_db()
    assert (device.status == "ready") != Repair.objects.exists()
