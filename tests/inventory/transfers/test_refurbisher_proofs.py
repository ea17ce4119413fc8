"""Which proofs of an outside workshop are taken over: of this disk, by a method that applies."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inventory.models import Medium, Transfer
from inventory.transfers import operations as transfer_operations
from tests.factories import DeviceFactory, FaultTypeFactory, RefurbisherFactory
from tests.inventory.audits import audit, problems

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def workshop(db):
    return RefurbisherFactory(name="Ateliers Belvoir")


@pytest.fixture
def devices(site):
    """Three, of which nobody has looked at the disk."""
    facts = {"site": site, "category__holds_data": True}
    facts["received_at"] = timezone.now() - timedelta(days=20)
    made = [DeviceFactory(serial=f"SN{n}", **facts) for n in range(1, 4)]
    Medium.objects.update(serial="", kind="unknown")
    FaultTypeFactory(code="unknown")
    return made


@pytest.fixture
def outing(workshop, devices, site, coordinator):
    outing = Transfer(origin=site, destination=site, refurbisher=workshop)
    transfer_operations.prepare_transfer(outing, by=coordinator)
    for device in devices:
        transfer_operations.load(outing, by=coordinator, device=device)
    return transfer_operations.send(outing, by=coordinator, carrier="Belvoir")


def test_a_disk_of_another_device_is_refused_in_an_audit(outing, devices, coordinator):
    first, second = devices[:2]
    tags = [{"Tag": device.asset_tag} for device in devices]
    sentences = problems(
        audit(outing, coordinator, tags[0], tags[1], tags[2] | {"Disk serial": "D3"})
    )
    assert f"DISK1 is in {second.asset_tag} too" in sentences[0]
    assert f"DISK1 is in {first.asset_tag} too" in sentences[1]
    assert sentences[2] == ""
    second.media.update(serial="DISK1")
    assert f"DISK1 is in {second.asset_tag} too" in problems(audit(outing, coordinator, tags[0]))[0]
    first.media.update(serial="DISK1")
    assert problems(audit(outing, coordinator, {**tags[0], "Work done": "x"})) == [""]


@pytest.mark.parametrize(
    ("kind", "method", "why"),
    [
        ("HDD", "NVMe sanitize", "proves nothing of a disk of this type"),
        ("NVMe", "ATA secure erase", "proves nothing of a disk of this type"),
        ("", "ATA secure erase", "enter the type of this disk"),
        ("HDD", "factory reset", "proves nothing of a disk of this type"),
    ],
)
def test_a_method_that_does_not_apply_to_the_disk_is_refused(
    outing, devices, coordinator, kind, method, why
):
    row = {"Tag": devices[0].asset_tag, "Disk type": kind, "Erasure method": method}
    assert why in problems(audit(outing, coordinator, row))[0]


def test_a_failed_erasure_of_a_ready_device_needs_the_bench_first(workshop, site, coordinator):
    device = DeviceFactory(site=site, ready=True)
    outing = Transfer(origin=site, destination=site, refurbisher=workshop)
    transfer_operations.prepare_transfer(outing, by=coordinator)
    transfer_operations.load(outing, by=coordinator, device=device)
    transfer_operations.send(outing, by=coordinator, carrier="Belvoir")
    row = {"Tag": device.asset_tag, "Disk serial": device.media.get().serial, "Erasure": "Failed"}
    assert "its erasure did not pass for them" in problems(audit(outing, coordinator, row))[0]
