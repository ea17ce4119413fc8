"""Location of a device that goes to the bench, into quarantine, and back."""

import pytest

from inventory.devices.models.place import Purpose
from inventory.devices.operations import move_to_place, quarantine, undo_refurbish
from inventory.models import Device
from inventory.workshop.operations.bench import refurbish, refurbish_all
from inventory.workshop.operations.checklists import record_results, release
from tests.factories import ChecklistItemFactory, DeviceFactory, PlaceFactory


@pytest.fixture
def shelf(site):
    return PlaceFactory(site=site)


@pytest.fixture
def bench(site):
    return PlaceFactory(site=site, purpose=Purpose.BENCH)


@pytest.fixture
def cupboard(site):
    return PlaceFactory(site=site, purpose=Purpose.QUARANTINE)


@pytest.fixture
def device(site, shelf):
    return DeviceFactory(site=site, received=True, place=shelf)


def test_a_device_goes_to_the_bench_of_its_site(device, bench, technician):
    PlaceFactory(purpose=Purpose.BENCH)  # at another site
    assert refurbish(device, by=technician).place == bench
    undo_refurbish(device, by=technician)
    assert device.place.code.startswith("SHELF")


def test_a_site_without_a_bench_place_takes_the_device_off_its_shelf(device, technician):
    assert refurbish(device, by=technician).place is None


def test_several_devices_go_to_the_bench_of_their_sites(device, bench, shelf, technician):
    other = DeviceFactory(received=True)
    refurbish_all([device, other], by=technician)
    device.refresh_from_db()
    assert (device.place, Device.objects.get(pk=other.pk).place) == (bench, None)


def test_undoing_leaves_a_device_where_somebody_has_put_it_since(device, bench, site, technician):
    refurbish(device, by=technician)
    table = PlaceFactory(site=site)
    move_to_place(device, by=technician, place=table)
    assert undo_refurbish(device, by=technician).place == table


def test_quarantine_and_its_end_move_the_device(device, bench, cupboard, technician):
    assert quarantine(device, by=technician).place == cupboard
    assert release(device, by=technician).place == bench


def test_a_lock_found_by_the_checklist_moves_the_device(site, bench, cupboard, technician):
    item = ChecklistItemFactory(is_blocking=True, quarantines=True)
    device = DeviceFactory(site=site, category=item.checklist.category, refurbishing=True)
    record_results(device, by=technician, outcomes={item: ("fail",)})
    device.refresh_from_db()
    assert device.place == cupboard
