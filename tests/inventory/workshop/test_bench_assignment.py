"""Technician of a device on the bench, until its next arrival."""

import pytest

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices import operations as device_operations
from inventory.devices.lifecycle.devices import DeviceStatus, RetireReason
from inventory.exits import operations as exit_operations
from inventory.workshop.operations import bench as bench_operations
from inventory.workshop.operations import checklists as checklist_operations
from tests.factories import DeviceFactory, UserFactory
from tests.law import refused, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def colleague(site):
    return UserFactory(technician=True, name="Awa Colleague", sites=[site])


@pytest.fixture
def device(site, technician):
    return bench_operations.refurbish(DeviceFactory(site=site), by=technician)


def whose(device):
    device.refresh_from_db()
    return device.bench_by


def test_a_device_is_assigned_to_the_user_who_took_it_to_the_bench(device, technician):
    assert whose(device) == technician


def test_a_device_released_from_quarantine_keeps_its_technician(device, technician, colleague):
    device_operations.quarantine(device, by=colleague)
    checklist_operations.release(device, by=colleague)
    assert whose(device) == technician


def test_a_device_without_technician_belongs_to_its_releaser(colleague):
    device = DeviceFactory(quarantined=True)
    checklist_operations.release(device, by=colleague)
    assert whose(device) == colleague


def test_a_new_arrival_has_no_technician(device, technician):
    exit_operations.retire(device, by=technician, reason=RetireReason.PARTS)
    assert whose(device) == technician
    exit_operations.revive(device, by=technician)
    assert whose(device) is None


def test_undoing_an_untouched_bench_restores_the_technician(technician, colleague, site):
    device = DeviceFactory(site=site, ready=True)
    write(device, bench_by=colleague)
    bench_operations.refurbish(device, by=technician)
    device_operations.undo_refurbish(device, by=technician)
    assert (whose(device), device.status) == (colleague, DeviceStatus.READY)


def test_a_colleague_takes_over_a_device(device, technician, colleague):
    since = device.status_since
    bench_operations.take_over_bench(device, by=colleague)
    assert whose(device) == colleague
    assert device.status_since == since
    event = Event.objects.about(device).first()
    assert (event.kind, event.by, event.data) == (
        "device.bench_changed",
        colleague,
        {"had": technician.pk},
    )


def test_ones_own_device_is_not_taken_over(device, technician):
    with pytest.raises(Refused, match="is already on your bench"):
        bench_operations.take_over_bench(device, by=technician)


def test_a_device_off_the_bench_is_not_taken_over(technician):
    with pytest.raises(Refused, match=": it is not on anyone’s bench"):
        bench_operations.take_over_bench(DeviceFactory(ready=True), by=technician)


def test_an_undo_does_not_affect_a_device_taken_over(device, technician, colleague):
    bench_operations.take_over_bench(device, by=colleague)
    with pytest.raises(Refused, match="worked on since"):
        device_operations.undo_refurbish(device, by=technician)
    assert whose(device) == colleague


def test_a_device_to_check_has_no_technician(technician):
    with refused("inventory_device_bench_by"):
        write(DeviceFactory(received=True), bench_by=technician)
