"""A device is scanned concurrently in several sessions, or twice in the same session."""

import pytest

from core.models import Event
from desk.lifecycle import Mode
from desk.models import ScanLine
from desk.scan_sessions import operations
from inventory.models import Device
from tests.factories import DeviceFactory, PlaceFactory, ScanSessionFactory, UserFactory
from tests.races.together import FOUR, done, race

pytestmark = pytest.mark.usefixtures("again")


@pytest.fixture
def people(site):
    return UserFactory.create_batch(FOUR, counter=True, sites=[site])


def scan_at_once(sessions, *codes):
    """Scan concurrently; return the status of each scan."""

    def scan(number):
        session = sessions[number]
        return operations.scan(session, by=session.owner, code=codes[number % len(codes)])

    results = race(scan)
    assert len(done(results)) == FOUR
    return sorted(result.status if result else "already" for result in results)


def test_a_device_is_taken_to_the_bench_once(site, people):
    device = DeviceFactory(site=site)
    sessions = [ScanSessionFactory(act=Mode.REFURBISH, owner=user, site=site) for user in people]
    answers = scan_at_once(sessions, device.asset_tag)
    assert answers == ["done", "refused", "refused", "refused"]
    device.refresh_from_db()
    assert device.bench_by == Event.objects.get(kind="device.refurbishing").by
    refusals = ScanLine.objects.filter(status="refused")
    assert all(line.says and set(line.refusal) == {"fr", "en"} for line in refusals)


def test_a_scan_sent_four_times_acts_once(site, people):
    """A phone that lost the network sends the scan again."""
    device = DeviceFactory(site=site)
    session = ScanSessionFactory(act=Mode.REFURBISH, owner=people[0], site=site)
    assert scan_at_once([session] * FOUR, device.asset_tag) == ["already"] * 3 + ["done"]
    assert ScanLine.objects.count() == 1


def test_sessions_that_move_the_same_devices_do_not_deadlock(site, people):
    """Devices are scanned in opposite orders before their shelf; the last session has them."""
    devices = DeviceFactory.create_batch(3, site=site)
    shelves = PlaceFactory.create_batch(FOUR, site=site)
    sessions = [ScanSessionFactory(owner=user, site=site) for user in people]
    for number, session in enumerate(sessions):
        for device in devices if number % 2 else reversed(devices):
            operations.scan(session, by=session.owner, code=device.asset_tag)
    answers = scan_at_once(sessions, *(shelf.code for shelf in shelves))
    assert answers == ["done"] * FOUR
    assert ScanLine.objects.filter(status="done", deed="shelved").count() == FOUR * 3
    last = Event.objects.filter(kind="device.moved").latest("pk")
    assert set(Device.objects.values_list("place", flat=True)) == {last.data["place"]}
