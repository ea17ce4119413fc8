"""Two technicians at the same disk, and a certificate issued twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inventory.erasure.operations import certificates as certificate_operations
from inventory.erasure.operations import erasure as erasure_operations
from inventory.models import Device, Erasure, ErasureCertificate
from tests.factories import DeviceFactory, DonationFactory
from tests.races.together import FOUR, done, race

pytestmark = pytest.mark.usefixtures("again")
RESULTS = ["passed", "failed", "unknown", "passed"]


def test_concurrent_erasures_are_decided_by_the_last_recorded(site, technician):
    medium, now = DeviceFactory(site=site, refurbishing=True).media.get(), timezone.now()

    def record(number, mine):
        return erasure_operations.record_erasure(
            mine,
            by=technician,
            method="ata_sanitize",
            tool="hdparm",
            tool_version="9.65",
            medium_serial=medium.serial,
            result=RESULTS[number],
            started_at=now - timedelta(hours=1),
            ended_at=now,
        )

    assert len(done(race(record, medium))) == FOUR
    last = Erasure.objects.first()
    device = Device.objects.get(pk=medium.device_id)
    assert device.needs_erasure == (last.result != "passed")


def test_a_disk_is_destroyed_once(site, technician):
    medium = DeviceFactory(site=site, refurbishing=True).media.get()
    results = race(
        lambda _n, mine: erasure_operations.destroy_medium(mine, by=technician, method="shred"),
        medium,
    )
    assert len(done(results)) == 1
    assert Erasure.objects.count() == 1


def test_concurrent_requests_get_the_same_certificates_numbered_without_gaps(site, coordinator):
    lot = DonationFactory(received=True, site=site)
    DeviceFactory(ready=True, donation=lot, site=site)
    other = DeviceFactory(ready=True, site=site)

    def certify(number, lot, device):
        if number % 2:
            return certificate_operations.certify_lot(lot, by=coordinator)
        return certificate_operations.certify_device(device, by=coordinator)

    results = done(race(certify, lot, other))
    assert len(results) == FOUR
    made = ErasureCertificate.objects.order_by("number")
    assert {result.pk for result in results} == {certificate.pk for certificate in made}
    assert [certificate.number[-4:] for certificate in made] == ["0001", "0002"]
