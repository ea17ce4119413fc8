"""Concurrent repairs: a part is fitted once, and a repair is opened and ended once."""

import pytest

from core.models import Event
from inventory.devices.lifecycle.repairs import Barrier, RepairOutcome
from inventory.models import Repair, RepairPart
from inventory.repairs.operations import parts as part_operations
from inventory.repairs.operations import repairs as repair_operations
from inventory.workshop.operations import bench as bench_operations
from tests.factories import AccessoryKindFactory, DeviceFactory, FaultTypeFactory, RepairFactory
from tests.races.together import FOUR, done, race

pytestmark = pytest.mark.usefixtures("again")


def test_a_part_is_taken_once(technician):
    donor, kind = DeviceFactory(refurbishing=True), AccessoryKindFactory()
    repairs = RepairFactory.create_batch(FOUR, underway=True)
    part = {"by": technician, "kind": kind}
    results = race(lambda n, mine: part_operations.take_part(repairs[n], donor=mine, **part), donor)
    assert len(done(results)) == 1
    assert RepairPart.objects.count() == 1


def test_swapping_parts_does_not_deadlock(technician):
    kinds = AccessoryKindFactory.create_batch(FOUR)
    one, two = RepairFactory.create_batch(2, underway=True)

    def act(number, *read):
        one, of_one, two, of_two = read
        repair, donor = (one, of_two) if number % 2 else (two, of_one)
        part = {"kind": kinds[number], "donor": donor}
        return part_operations.take_part(repair, by=technician, **part)

    assert len(done(race(act, one, one.device, two, two.device))) == FOUR
    assert RepairPart.objects.count() == FOUR


def test_a_repair_ends_once(technician):
    repair = RepairFactory(underway=True)

    def end(number, mine):
        outcome = RepairOutcome.FIXED if number % 2 else RepairOutcome.END_OF_LIFE
        facts = {"outcome": outcome, "barrier": Barrier.WORN_OUT}
        return repair_operations.end_repair(mine, by=technician, **facts)

    assert len(done(race(end, repair))) == 1
    ended = {"device.repaired", "device.not_repaired"}
    assert Event.objects.about(repair.device).filter(kind__in=ended).count() == 1


def test_a_device_is_finished_or_in_one_repair(technician):
    device, fault = DeviceFactory(refurbishing=True, erased=True), FaultTypeFactory()

    def act(number, mine):
        if number % 2:
            return repair_operations.open_repair(mine, by=technician, fault=fault)
        return bench_operations.finish(mine, by=technician, grade="B")

    assert len(done(race(act, device))) == 1
    device.refresh_from_db()
    assert (device.status == "ready") != (Repair.objects.count() == 1)
