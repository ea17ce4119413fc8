"""Devices concurrently added to a batch, sent and taken back."""

import pytest
from django.utils import timezone

from core.models import Event
from inventory.exits import operations as exit_operations
from inventory.models import Device, ExitLine
from tests.factories import DeviceFactory, ExitBatchFactory, ExitLineFactory
from tests.races.together import FOUR, done, race

pytestmark = pytest.mark.usefixtures("again")


def send(batch, by):
    return exit_operations.send_exit(batch, by=by, sent_on=timezone.localdate())


def test_a_device_is_added_to_one_exit_batch(site, coordinator):
    device = DeviceFactory(retired=True, erased=True, site=site)
    batches = ExitBatchFactory.create_batch(FOUR, site=site)
    results = race(
        lambda n, mine: exit_operations.put_in_exit(batches[n], by=coordinator, devices=[mine]),
        device,
    )
    assert len(done(results)) == 1
    assert ExitLine.objects.count() == 1


def test_a_device_scanned_during_sending_leaves_or_stays(site, coordinator):
    batch = ExitLineFactory(batch__site=site).batch
    device = DeviceFactory(retired=True, erased=True, site=site)

    def act(number, batch, device):
        if number % 2:
            return exit_operations.put_in_exit(batch, by=coordinator, devices=[device])
        return send(batch, coordinator)

    done(race(act, batch, device))
    batch.refresh_from_db()
    device.refresh_from_db()
    assert batch.status == "sent"
    assert batch.lines.filter(status="listed").count() == 0
    assert batch.lines.filter(device=device).exists() == (device.left_with == batch)


def test_a_batch_is_sent_once_or_its_only_device_revived(site, coordinator):
    line = ExitLineFactory(batch__site=site)

    def act(number, batch, device):
        if number:
            return send(batch, coordinator)
        return exit_operations.revive(device, by=coordinator)

    assert len(done(race(act, line.batch, line.device))) == 1
    device = Device.objects.get(pk=line.device_id)
    has_left = device.left_with_id == line.batch_id
    assert (device.status == "received") != has_left
    assert Event.objects.filter(kind="device.left").count() == has_left
