"""Two technicians at one disk, and one certificate pressed for twice."""

from datetime import timedelta

from django.utils import timezone

from inventory.erasure.operations import certificates as certificate_operations
from inventory.erasure.operations import erasure as erasure_operations
from inventory.models import Device, Erasure, ErasureCertificate, Medium
from tests.factories import DeviceFactory, DonationFactory
from tests.races.together import FOUR, losers, race, winners

RESULTS = ["passed", "failed", "unknown", "passed"]


def test_concurrent_erasures_are_decided_by_the_last_recorded(again, site, technician):
    medium, now = DeviceFactory(site=site, refurbishing=True).media.get(), timezone.now()

    def record(number):
        return erasure_operations.record_erasure(
            Medium.objects.get(pk=medium.pk),
            by=technician,
            method="ata_sanitize",
            tool="hdparm",
            tool_version="9.65",
            medium_serial=medium.serial,
            result=RESULTS[number],
            started_at=now - timedelta(hours=1),
            ended_at=now,
        )

    assert losers(race(FOUR, record)) == []
    last = Erasure.objects.first()
    device = Device.objects.get(pk=medium.device_id)
    assert device.needs_erasure == (last.result != "passed")


def test_a_disk_is_destroyed_once(again, site, technician):
    medium = DeviceFactory(site=site, refurbishing=True).media.get()

    def destroy(_number):
        mine = Medium.objects.get(pk=medium.pk)
        return erasure_operations.destroy_medium(mine, by=technician, method="shred")

    assert len(winners(race(FOUR, destroy))) == 1
    assert Erasure.objects.count() == 1


def test_concurrent_requests_get_the_same_certificate(again, site, coordinator):
    lot = DonationFactory(received=True, site=site)
    DeviceFactory(ready=True, donation=lot, site=site)

    def certify(_number):
        mine = type(lot).objects.select_related("donor").get(pk=lot.pk)
        return certificate_operations.certify_lot(mine, by=coordinator)

    results = race(FOUR, certify)
    assert losers(results) == []
    assert {made.pk for made in results} == {ErasureCertificate.objects.get().pk}


def test_concurrent_certificates_are_numbered_without_gaps(again, site, technician):
    devices = DeviceFactory.create_batch(FOUR, ready=True, site=site)

    def certify(number):
        mine = Device.objects.select_related("category").get(pk=devices[number].pk)
        return certificate_operations.certify_device(mine, by=technician)

    assert losers(race(FOUR, certify)) == []
    numbers = ErasureCertificate.objects.order_by("pk").values_list("number", flat=True)
    assert [number[-4:] for number in numbers] == ["0001", "0002", "0003", "0004"]
