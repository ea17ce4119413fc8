"""Retirement: reason, fate of the disks, bulk; undoing it unless the device has left."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices import operations as device_operations
from inventory.devices.lifecycle.devices import MediumKind, RetireReason
from inventory.devices.lifecycle.exits import DiskFate
from inventory.exits import operations as exit_operations
from inventory.intake.operations import intake as intake_operations
from inventory.labels.operations import tags as tag_operations
from inventory.models import Device
from inventory.workshop.operations import bench as bench_operations
from tests.cases import tried
from tests.factories import CategoryFactory, DeviceFactory, ExitLineFactory, PlaceFactory
from tests.law import write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
EXIT_REASONS = [RetireReason.RECYCLED, RetireReason.DESTROYED, RetireReason.RETURNED]


def test_retiring_stores_reason_and_remark(technician):
    device = DeviceFactory(erased=True)
    exit_operations.retire(
        device, by=technician, reason=RetireReason.RECYCLED, remark="cracked\nboard"
    )
    assert (device.status, device.retire_reason) == ("retired", "recycled")
    assert device.retire_remark == "cracked board"
    event = Event.objects.about(device).get()
    assert (event.kind, event.by, event.data) == (
        "device.retired",
        technician,
        {"reason": "recycled", "was": "received", "taken_out": False},
    )


def test_retiring_requires_the_fate_of_an_unproven_disk(technician):
    for reason in EXIT_REASONS:
        with tried(reason):
            device = DeviceFactory()
            with pytest.raises(
                Refused,
                match=f"{device}: choose what happens to its disk, whose erasure is not proven.",
            ):
                exit_operations.retire(device, by=technician, reason=reason)
            device.refresh_from_db()
            assert device.status == "received"


def test_a_disk_taken_out_stays_with_us_unproven(technician):
    device = DeviceFactory()
    exit_operations.retire(
        device, by=technician, reason=RetireReason.RECYCLED, disks=DiskFate.TAKEN_OUT
    )
    medium = device.media.get()
    assert (medium.status, device.needs_erasure) == ("removed", True)
    kinds = set(Event.objects.about(device).values_list("kind", flat=True))
    assert kinds == {"device.retired", "device.medium_removed"}


def test_built_in_memory_is_not_taken_out(technician):
    device = DeviceFactory()
    write(device.media.get(), kind=MediumKind.EMBEDDED)
    with pytest.raises(Refused, match="built in"):
        exit_operations.retire(
            device, by=technician, reason=RetireReason.RECYCLED, disks=DiskFate.TAKEN_OUT
        )


def test_a_destroyed_device_has_no_medium_inside(technician):
    with pytest.raises(Refused, match="how its disk was destroyed"):
        exit_operations.retire(
            DeviceFactory(), by=technician, reason=RetireReason.DESTROYED, disks=DiskFate.INSIDE
        )


def test_retired_for_parts_or_proven_needs_no_disk_fate(technician):
    for state in ("received", "refurbishing", "quarantined", "ready"):
        with tried(state):
            device = DeviceFactory(**{state: True})
            assert exit_operations.retire(device, by=technician, reason=RetireReason.PARTS)
            assert device.media.get().status == "present"
            proven = DeviceFactory(erased=True)
            assert exit_operations.retire(proven, by=technician, reason=RetireReason.RECYCLED)


def test_retiring_many_is_all_or_none_and_names_refused_devices(technician):
    good, lost = DeviceFactory(erased=True), DeviceFactory(lost=True)
    away = [DeviceFactory(on_loan=True) for _ in range(2)]
    with pytest.raises(Refused) as refusal:
        exit_operations.retire_all([good, *away], by=technician, reason=RetireReason.PARTS)
    assert [str(device) in " ".join(refusal.value.messages) for device in [*away, good]] == [
        True,
        True,
        False,
    ]
    with pytest.raises(Refused, match=f"{lost} is"):
        exit_operations.retire_all([good, lost], by=technician, reason=RetireReason.PARTS)
    assert Device.objects.filter(status="retired").count() == 0


def test_many_are_retired_in_a_few_statements(technician):
    category = CategoryFactory(holding_data=True)

    def statements(count):
        devices = DeviceFactory.create_batch(count, category=category)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            exit_operations.retire_all(
                devices, by=technician, reason=RetireReason.RECYCLED, disks=DiskFate.TAKEN_OUT
            )
        return len(queries)

    assert statements(2) == statements(30) <= 16


def test_a_revived_device_is_removed_from_its_batch(technician):
    line = ExitLineFactory()
    device = line.device
    exit_operations.revive(device, by=technician)
    line.refresh_from_db()
    assert (device.status, device.retire_reason, line.status) == ("received", "", "taken_out")
    assert device.needs_erasure
    assert Event.objects.about(line.batch).get().kind == "exitbatch.removed"


def test_a_device_that_left_is_not_revived_by_any_operation(technician, coordinator):
    line = ExitLineFactory(sent=True)
    device, here = line.device, PlaceFactory(site=line.device.site)
    acts = [
        lambda: exit_operations.revive(device, by=technician),
        lambda: bench_operations.refurbish(device, by=technician),
        lambda: device_operations.quarantine(device, by=technician),
        lambda: exit_operations.retire(device, by=technician, reason=RetireReason.PARTS),
        lambda: device_operations.declare_lost(device, by=coordinator),
        lambda: device_operations.move_to_place(device, by=coordinator, place=here),
        lambda: device_operations.correct(device, by=technician),
        lambda: intake_operations.withdraw([device], by=coordinator),
        lambda: tag_operations.replace_label(device, by=technician),
    ]
    for act in acts:
        with pytest.raises(Refused):
            act()
        device.refresh_from_db()
    with pytest.raises(Refused, match=f"{device} left with {line.batch} on"):
        exit_operations.revive(device, by=technician)
    device.refresh_from_db()
    assert (device.status, device.left_with) == ("retired", line.batch)
