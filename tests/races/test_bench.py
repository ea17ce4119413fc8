"""The same device on the bench, wanted by several technicians at once."""

import pytest

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices import operations as device_operations
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device
from inventory.workshop.operations import bench as bench_operations
from tests.factories import DeviceFactory, SiteFactory, UserFactory
from tests.races.together import FOUR, losers, race, winners

pytestmark = pytest.mark.usefixtures("again")


@pytest.fixture
def site(again):
    return SiteFactory()


@pytest.fixture
def people(site):
    return UserFactory.create_batch(FOUR, technician=True, sites=[site])


def test_a_device_is_taken_by_one_technician(site, people):
    device = DeviceFactory(site=site)

    def take(number):
        return bench_operations.refurbish(Device.objects.get(pk=device.pk), by=people[number])

    results = race(FOUR, take)
    [taken] = winners(results)
    assert all(isinstance(loser, Refused) for loser in losers(results))
    device.refresh_from_db()
    assert device.bench_by == taken.bench_by == Event.objects.get().by


def test_a_device_quarantined_during_takeover_stays_quarantined(site, people):
    """History and row agree in either order."""
    device = DeviceFactory(site=site, refurbishing=True)

    def act(number):
        row = Device.objects.get(pk=device.pk)
        if number == 0:
            return device_operations.quarantine(row, by=people[0])
        return bench_operations.take_over_bench(row, by=people[number])

    assert all(isinstance(loser, Refused) for loser in losers(race(FOUR, act)))
    device.refresh_from_db()
    taken = Event.objects.filter(kind="device.bench_changed").order_by("-pk").first()
    assert device.status == DeviceStatus.QUARANTINED
    assert device.bench_by == (taken.by if taken else None)
