"""The same device scanned by several at once, each in a batch of their own; or twice in one."""

import pytest

from core.models import Event
from desk.lifecycle import Mode
from desk.models import ScanLine
from desk.scan_sessions import operations
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device
from loans.models import LoanItem
from tests.factories import (
    DeviceFactory,
    DonationFactory,
    LoanFactory,
    PlaceFactory,
    ScanSessionFactory,
    SiteFactory,
    TagFactory,
    UserFactory,
)
from tests.races.together import FOUR, race

pytestmark = pytest.mark.usefixtures("again")


@pytest.fixture
def site(again):
    return SiteFactory()


@pytest.fixture
def people(site):
    return UserFactory.create_batch(FOUR, counter=True, sites=[site])


def scan_at_once(sessions, *codes):
    """The status that each gets of the same code scanned at once; an exception fails here."""

    def scan(number):
        code = codes[number % len(codes)]
        session = sessions[number]
        return operations.scan(session, by=session.owner, code=code)

    results = race(len(sessions), scan)
    failures = [result for result in results if isinstance(result, Exception)]
    assert failures == []
    return sorted(result.status if result else "already" for result in results)


def test_a_device_is_taken_to_the_bench_once(site, people):
    device = DeviceFactory(site=site)
    sessions = [ScanSessionFactory(act=Mode.REFURBISH, owner=user, site=site) for user in people]
    answers = scan_at_once(sessions, device.asset_tag)
    assert answers == ["done", "refused", "refused", "refused"]
    assert Event.objects.filter(kind="device.refurbishing").count() == 1
    refusals = ScanLine.objects.filter(status="refused")
    assert all(line.says and set(line.refusal) == {"fr", "en"} for line in refusals)


def test_a_device_is_reserved_on_one_loan(site, people):
    device = DeviceFactory(ready=True, site=site)
    sessions = [
        ScanSessionFactory(act=Mode.LEND, owner=user, site=site, loan=LoanFactory(site=site))
        for user in people
    ]
    assert scan_at_once(sessions, device.asset_tag) == ["done", "refused", "refused", "refused"]
    assert LoanItem.objects.get().device == device
    assert Device.objects.get().status == DeviceStatus.RESERVED


def test_a_free_label_creates_one_device(site, people):
    TagFactory(free=True, code="RB2600001Y")
    lot = DonationFactory(received=True, site=site)
    sessions = [
        ScanSessionFactory(receiving=True, owner=user, site=site, donation=lot) for user in people
    ]
    answers = scan_at_once(sessions, "RB2600001Y")
    # The others find it on the list of the lot: it is there, entered this instant.
    assert answers.count("done") >= 1
    assert Device.objects.get().asset_tag == "RB2600001Y"
    assert Event.objects.filter(kind="device.received").count() == 1


def test_a_device_is_put_on_one_shelf(site, people):
    device = DeviceFactory(site=site)
    shelves = PlaceFactory.create_batch(FOUR, site=site)
    sessions = [
        ScanSessionFactory(owner=user, site=site, place=shelf)
        for user, shelf in zip(people, shelves, strict=True)
    ]
    assert scan_at_once(sessions, device.asset_tag) == ["done"] * FOUR
    moves = Event.objects.filter(kind="device.moved").order_by("pk")
    assert len(moves) == FOUR
    assert Device.objects.get().place_id == moves.last().data["place"]


def test_a_scan_sent_four_times_acts_once(site, people):
    """A phone that lost the network sends again."""
    device = DeviceFactory(site=site)
    session = ScanSessionFactory(act=Mode.REFURBISH, owner=people[0], site=site)
    assert scan_at_once([session] * FOUR, device.asset_tag) == ["already"] * 3 + ["done"]
    assert ScanLine.objects.count() == 1


def test_sessions_that_move_the_same_devices_do_not_deadlock(site, people):
    """Scanned in opposite orders before their shelf: no deadlock."""
    devices = DeviceFactory.create_batch(6, site=site)
    shelves = PlaceFactory.create_batch(FOUR, site=site)
    sessions = [ScanSessionFactory(owner=user, site=site) for user in people]
    for number, session in enumerate(sessions):
        for device in devices if number % 2 else reversed(devices):
            operations.scan(session, by=session.owner, code=device.asset_tag)
    answers = scan_at_once(sessions, *(shelf.code for shelf in shelves))
    assert answers == ["done"] * FOUR
    assert ScanLine.objects.filter(status="done", deed="shelved").count() == FOUR * 6
    assert len(set(Device.objects.values_list("place"))) == 1
