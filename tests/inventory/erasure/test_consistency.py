"""Consistency of stock operations, for any user and from any stale page."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core.workflow.lifecycle import NeedsConfirmation, Refused
from donations.lifecycle import DonationStatus
from donations.models import Donation
from donations.operations import lots
from inventory.devices import operations as device_operations
from inventory.devices.lifecycle.devices import DeviceStatus, ErasureMethod, MediumKind
from inventory.erasure.operations import erasure as erasure_operations
from inventory.exits import operations as exit_operations
from inventory.models import Device, Medium
from inventory.workshop.operations import bench as bench_operations
from tests.cases import tried
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    DonationFactory,
    MediumFactory,
    PlaceFactory,
)
from tests.law import write


def status_of(device):
    return Device.objects.get(pk=device.pk).status


def test_only_retired_devices_are_revived(technician):
    for state in ("on_loan", "given", "lost"):
        with tried(state):
            device = DeviceFactory(**{state: True})
            device.refresh_from_db()
            before = device.status
            with pytest.raises(Refused):
                exit_operations.revive(device, by=technician)
            assert status_of(device) == before


def test_finishing_does_not_lift_a_reservation(technician):
    device = DeviceFactory(reserved=True)
    device.refresh_from_db()
    with pytest.raises(Refused):
        bench_operations.finish(device, by=technician, grade="A")
    assert status_of(device) == DeviceStatus.RESERVED


def test_a_device_out_of_stock_has_no_place(volunteer):
    for state in ("on_loan", "lost", "withdrawn"):
        with tried(state):
            device = DeviceFactory(**{state: True})
            with pytest.raises(Refused):
                device_operations.move_to_place(
                    device, by=volunteer, place=PlaceFactory(site=device.site)
                )
            device.refresh_from_db()
            assert device.place is None


def test_a_reserved_device_keeps_its_category(technician):
    device = DeviceFactory(reserved=True)
    device.refresh_from_db()
    device.category = CategoryFactory(holding_data=True)
    with pytest.raises(Refused):
        device_operations.correct(device, by=technician)


def test_a_stale_correction_does_not_overwrite_the_status(technician, volunteer):
    device = DeviceFactory(received=True)
    place = PlaceFactory(site=device.site)
    stale = Device.objects.get(pk=device.pk)
    device_operations.move_to_place(device, by=volunteer, place=place)
    stale.fault = "battery"
    device_operations.correct(stale, by=technician)
    device.refresh_from_db()
    assert (device.place, device.fault) == (place, "battery")


def test_a_lot_corrected_from_a_stale_page_keeps_its_status(volunteer, coordinator, site):
    lot = DonationFactory(site=site)
    stale = Donation.objects.get(pk=lot.pk)
    lots.receive(lot, by=volunteer)
    stale.note = "two pallets"
    lots.change(stale, by=coordinator)
    lot.refresh_from_db()
    assert (lot.status, lot.note) == (DonationStatus.RECEIVED, "two pallets")
    assert lot.received_on


def test_a_volunteer_does_not_open_a_closed_lot_again(volunteer):
    lot = DonationFactory(closed=True)
    with pytest.raises(Refused):
        lots.receive(lot, by=volunteer)
    lot.refresh_from_db()
    assert lot.status == DonationStatus.CLOSED


def test_a_lot_never_received_is_not_reopened(coordinator):
    lot = DonationFactory()
    with pytest.raises(Refused):
        lots.reopen(lot, by=coordinator)
    lot.refresh_from_db()
    assert lot.status == DonationStatus.PROMISED


# --- the erasure gate -----


def erase(medium, by, **facts):
    now = timezone.now()
    usual = {
        "method": ErasureMethod.ATA_SANITIZE,
        "tool": "nwipe",
        "tool_version": "0.38",
        "medium_serial": medium.serial,
        "result": "passed",
        "started_at": now - timedelta(minutes=9),
        "ended_at": now,
    }
    return erasure_operations.record_erasure(medium, by=by, **usual | facts)


def test_a_category_without_storage_does_not_hide_a_disk(technician, coordinator):
    """A laptop recorded as a monitor is lost and found, and its disk must still be erased."""
    device = DeviceFactory(received=True)
    device.category = CategoryFactory(holds_data=False)
    device_operations.correct(device, by=technician)
    device_operations.declare_lost(device, by=coordinator)
    device_operations.find_again(device, by=coordinator)
    device.refresh_from_db()
    assert device.needs_erasure


def test_two_disks_of_a_device_have_different_serial_numbers(technician):
    device = DeviceFactory(refurbishing=True)
    first = device.media.get()
    other = MediumFactory(device=device, serial="")
    erase(first, technician)
    with pytest.raises(Refused):
        erase(other, technician, medium_serial=first.serial)
    device.refresh_from_db()
    assert device.needs_erasure


def test_the_proof_of_a_disk_does_not_count_for_another(technician):
    device = DeviceFactory(refurbishing=True)
    medium = device.media.get()
    erasure_operations.identify_medium(medium, by=technician, kind=MediumKind.HDD, serial="A1")
    erase(medium, technician, method=ErasureMethod.OVERWRITE)
    with pytest.raises(Refused):
        erasure_operations.identify_medium(medium, by=technician, kind=MediumKind.HDD, serial="B2")
    medium.refresh_from_db()
    assert (medium.kind, medium.serial) == (MediumKind.HDD, "A1")


def test_a_hard_disk_corrected_to_flash_requires_erasure(technician):
    device = DeviceFactory(refurbishing=True)
    medium = device.media.get()
    erasure_operations.identify_medium(medium, by=technician, kind=MediumKind.HDD, serial="A1")
    erase(medium, technician, method=ErasureMethod.OVERWRITE)
    erasure_operations.identify_medium(medium, by=technician, kind=MediumKind.NVME, serial="A1")
    device.refresh_from_db()
    assert device.needs_erasure
    erase(medium, technician, method=ErasureMethod.NVME_SANITIZE)
    device.refresh_from_db()
    assert not device.needs_erasure


def test_the_medium_kind_in_a_ready_device_is_not_changed(technician):
    device = DeviceFactory(ready=True)
    medium = device.media.get()
    with pytest.raises(Refused):
        erasure_operations.identify_medium(medium, by=technician, kind=MediumKind.NVME, serial="A1")


def test_a_failure_never_declares_a_device_clean(technician):
    """The clock is fast, then corrected, and the device is lent and returned meanwhile."""
    device = DeviceFactory(refurbishing=True)
    medium, now = device.media.get(), timezone.now()
    with time_machine.travel(now + timedelta(minutes=4)):
        erase(medium, technician)
    device.refresh_from_db()
    assert not device.needs_erasure
    back = now + timedelta(minutes=1)
    write(device, status="received", received_at=back, needs_erasure=True)
    with time_machine.travel(now + timedelta(minutes=2)):
        erase(Medium.objects.get(pk=medium.pk), technician, result="failed")
    device.refresh_from_db()
    assert device.needs_erasure


def doors(device, medium, by):
    """Return {name: function} of the functions that record a disk's serial number."""
    facts = {"by": by, "kind": "ssd", "serial": "s1"}
    return {
        "add": lambda **more: erasure_operations.add_medium(device, **facts, **more),
        "identify": lambda **more: erasure_operations.identify_medium(medium, **facts, **more),
        "erase": lambda **more: erase(medium, by, medium_serial="S1", **more),
        "destroy": lambda **more: erasure_operations.destroy_medium(
            medium, by=by, method="shred", medium_serial="S1", **more
        ),
    }


def test_a_disk_of_another_device_needs_confirmation(technician):
    for door in ("add", "identify", "erase", "destroy"):
        with tried(door):
            MediumFactory(serial="S1")
            device = DeviceFactory(refurbishing=True)
            medium = device.media.get()
            write(medium, serial="")
            medium.refresh_from_db()
            act = doors(device, medium, technician)[door]
            with pytest.raises(NeedsConfirmation):
                act()
            assert not device.media.filter(serial="S1").exists()
            act(override=True)
            assert device.media.filter(serial="S1").exists()


def test_a_disk_of_a_retired_device_needs_no_confirmation(technician):
    write(DeviceFactory(given=True).media.get(), serial="S1")
    device = DeviceFactory(refurbishing=True)
    assert erasure_operations.add_medium(device, by=technician, kind="ssd", serial="S1").pk


def test_a_proof_is_not_recorded_after_a_failure_that_ended_later(technician):
    device = DeviceFactory(refurbishing=True)
    medium, now = device.media.get(), timezone.now()
    erase(medium, technician, result="failed")
    hours = {"started_at": now - timedelta(hours=3), "ended_at": now - timedelta(hours=2)}
    with pytest.raises(Refused):
        erase(medium, technician, **hours)
    erase(medium, technician)
    device.refresh_from_db()
    assert not device.needs_erasure


def test_a_failed_erasure_keeps_a_device_from_being_ready(technician):
    device = DeviceFactory(received=True, erased=True)
    erase(device.media.get(), technician, result="failed")
    device.refresh_from_db()
    assert device.needs_erasure


def test_a_ready_device_returns_to_the_bench_to_be_erased(technician):
    device = DeviceFactory(ready=True)
    with pytest.raises(Refused):
        erase(device.media.get(), technician, result="failed")
