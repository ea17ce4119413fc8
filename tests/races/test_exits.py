"""Devices that are put in a batch, sent and taken back, all at the same moment."""

import pytest
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.exits import operations as exit_operations
from inventory.models import Device, ExitBatch, ExitLine
from tests.factories import (
    DeviceFactory,
    ExitBatchFactory,
    ExitLineFactory,
    SiteFactory,
    UserFactory,
)
from tests.races.together import FOUR, losers, race, winners

pytestmark = pytest.mark.usefixtures("again")


@pytest.fixture
def site(again):
    return SiteFactory()


@pytest.fixture
def user(site):
    return UserFactory(coordinator=True, sites=[site])


def put(batch, device, user):
    mine = Device.objects.get(pk=device.pk)
    batch = ExitBatch.objects.get(pk=batch.pk)
    return exit_operations.put_in_exit(batch, by=user, devices=[mine])


def send(batch, user):
    batch = ExitBatch.objects.get(pk=batch.pk)
    return exit_operations.send_exit(batch, by=user, sent_on=timezone.localdate())


def only_refusals(results):
    return all(isinstance(loser, Refused) for loser in losers(results))


def test_a_device_is_added_to_one_exit_batch(site, user):
    device = DeviceFactory(retired=True, erased=True, site=site)
    batches = ExitBatchFactory.create_batch(FOUR, site=site)
    results = race(FOUR, lambda n: put(batches[n], device, user))
    assert len(winners(results)) == 1
    assert only_refusals(results)
    assert ExitLine.objects.count() == 1


def test_an_exit_batch_is_sent_once(site, user):
    batch = ExitLineFactory(batch__site=site).batch
    results = race(FOUR, lambda _n: send(batch, user))
    assert len(winners(results)) == 1
    assert only_refusals(results)
    assert Event.objects.filter(kind="device.left").count() == 1


def test_a_device_scanned_during_sending_leaves_or_stays(site, user):
    batch = ExitLineFactory(batch__site=site).batch
    device = DeviceFactory(retired=True, erased=True, site=site)
    results = race(FOUR, lambda n: put(batch, device, user) if n % 2 else send(batch, user))
    assert only_refusals(results)
    batch.refresh_from_db()
    device.refresh_from_db()
    assert batch.status == "sent"
    assert batch.lines.filter(status="listed").count() == 0
    assert batch.lines.filter(device=device).exists() == (device.left_with == batch)


def test_a_device_revived_during_sending_does_one_of_them(site, user):
    line = ExitLineFactory(batch__site=site)

    def act(number):
        if number % 2:
            return exit_operations.revive(Device.objects.get(pk=line.device_id), by=user)
        return send(line.batch, user)

    results = race(FOUR, act)
    assert len(winners(results)) == 1
    assert only_refusals(results)
    device = Device.objects.get(pk=line.device_id)
    assert (device.status == "received") != (device.left_with_id == line.batch_id)
