"""A lot sent to an external workshop and returned, and the devices that the workshop keeps."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from donations.models import Donation
from inventory.models import Device, Medium, Refurbisher, Transfer
from inventory.transfers import operations as transfer_operations
from tests.factories import (
    DeviceFactory,
    DonationFactory,
    ErasureFactory,
    FaultTypeFactory,
    RefurbisherFactory,
    TransferFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def workshop(db):
    return RefurbisherFactory(name="Ateliers Belvoir")


@pytest.fixture
def devices(site):
    """Three devices whose disks are unknown."""
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


def test_a_transfer_goes_to_a_refurbisher_and_back(outing, devices, coordinator):
    assert outing.number.startswith("A")
    device = devices[0]
    device.refresh_from_db()
    assert device.transfer == outing
    transfer_operations.arrive(outing, by=coordinator, device=device)
    device.refresh_from_db()
    assert (device.transfer, device.site) == (None, outing.origin)
    kinds = [event.kind for event in Event.objects.about(device)]
    assert kinds[:2] == ["device.back_from_outside", "device.sent_outside"]


def test_data_stays_until_its_donor_agrees_to_the_workshop(workshop, devices, coordinator, site):
    outing = Transfer(origin=site, destination=site, refurbisher=workshop)
    transfer_operations.prepare_transfer(outing, by=coordinator)
    lot, device = DonationFactory(received=True), devices[0]
    Device.objects.filter(pk=device.pk).update(donation=lot)
    with pytest.raises(Refused, match=f"“Ateliers Belvoir” in the terms of lot {lot}"):
        transfer_operations.load(outing, by=coordinator, device=device)
    Donation.objects.update(outside_eraser="Ateliers Belvoir")
    device.refresh_from_db()
    assert transfer_operations.load(outing, by=coordinator, device=device)
    Donation.objects.update(outside_eraser="")
    with pytest.raises(Refused, match="has not agreed"):
        transfer_operations.send(outing, by=coordinator)


def test_a_duplicate_refurbisher_is_refused(coordinator, workshop):
    with pytest.raises(ValidationError, match="already a workshop with this name"):
        transfer_operations.save_refurbisher(Refurbisher(name="Ateliers Belvoir"), by=coordinator)


def test_devices_kept_by_a_workshop_are_retired(outing, devices, coordinator):
    for device in devices[:2]:
        transfer_operations.arrive(outing, by=coordinator, device=device)
    freight = list(outing.freight.filter(status="sent").select_related("device", "transfer"))
    with pytest.raises(Refused, match=": the erasure of its disk"):
        transfer_operations.settle_transfer(outing, by=coordinator, kept=freight)
    outing.refresh_from_db()
    assert outing.status == "sent"
    devices[2].media.update(kind="ssd")
    ErasureFactory(medium=devices[2].media.get())
    freight = list(outing.freight.filter(status="sent").select_related("device", "transfer"))
    transfer_operations.settle_transfer(outing, by=coordinator, kept=freight)
    devices[2].refresh_from_db()
    outing.refresh_from_db()
    assert (devices[2].status, devices[2].transfer, outing.status) == ("retired", None, "received")
    assert (devices[2].left_with.status, devices[2].left_with.organism) == (
        "sent",
        "Ateliers Belvoir",
    )
    assert freight[0].status == "kept"


def test_our_own_sites_cannot_keep_devices(site, coordinator):
    transfer = TransferFactory(sent=True, origin=site)
    with pytest.raises(Refused, match="Only an outside workshop"):
        transfer_operations.settle_transfer(transfer, by=coordinator, kept=[object()])
