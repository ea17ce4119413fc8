"""Several people scan at once, close while another scans, and finalise at once."""

import pytest

from core.models import Event
from inventory.devices import operations as device_operations
from modules.stocktakes.lifecycle import CountStatus, Decision
from modules.stocktakes.models import StockCount
from modules.stocktakes.operations import counts as count_operations
from modules.stocktakes.operations import resolution as resolution_operations
from modules.stocktakes.operations import scans as scan_operations
from tests.factories import DeviceFactory, PlaceFactory, UserFactory
from tests.races.together import FOUR, done, race

pytestmark = pytest.mark.usefixtures("again")


@pytest.fixture
def shelf(site):
    return PlaceFactory(site=site)


@pytest.fixture
def count(site, shelf, coordinator):
    DeviceFactory(site=site, place=shelf, ready=True)
    return count_operations.open_count(by=coordinator, site=site, place=shelf)


def test_four_concurrent_scans_of_a_device_count_once(count, site):
    people = UserFactory.create_batch(FOUR, volunteer=True, sites=[site])
    stranger = DeviceFactory(site=site, ready=True)

    def scan_at_once(code):
        return race(
            lambda n, mine: scan_operations.count_code(mine, by=people[n], code=code), count
        )

    for code in (count.lines.get().tag, "NO-SUCH-CODE", stranger.asset_tag):
        repeated = sorted(counted.is_again for counted in done(scan_at_once(code)))
        assert repeated == [False, True, True, True], code
    assert count.scans.count() == count.lines.exclude(scan=None).count() == 3


def test_a_scan_during_closing_is_counted_or_refused(count, volunteer):
    code = count.lines.get().tag

    def act(number, mine):
        if number == 0:
            return count_operations.close_count(mine, by=volunteer)
        return scan_operations.count_code(mine, by=volunteer, code=code)

    is_counted = len(done(race(act, count, count=2))) == 2
    data = Event.objects.get(kind="count.closed").data
    assert (data["found"], data["missing"]) == ((1, 0) if is_counted else (0, 1))
    assert count.scans.count() == is_counted


def test_a_count_is_finalised_once_or_its_device_changed_first(count, coordinator):
    """The device is lost or quarantined, never both."""
    count_operations.close_count(count, by=coordinator)
    chiefs = UserFactory.create_batch(FOUR, coordinator=True)
    line = count.lines.get()
    decided = {"lines": count.lines.all(), "decision": Decision.LOST}
    resolution_operations.decide(count, by=chiefs[0], **decided)

    def act(number, mine, device):
        if number:
            return resolution_operations.finalise(mine, by=chiefs[number])
        return device_operations.quarantine(device, by=chiefs[number])

    assert len(done(race(act, count, line.device))) == 1
    lost = Event.objects.filter(kind="device.lost").count()
    count.refresh_from_db()
    assert lost == (count.status == CountStatus.FINALISED)


def test_a_shelf_and_its_site_are_not_counted_at_the_same_time(site, shelf, coordinator):
    def act(number):
        place = shelf if number else None
        return count_operations.open_count(by=coordinator, site=site, place=place)

    assert len(done(race(act))) == 1
    assert StockCount.objects.count() == 1
