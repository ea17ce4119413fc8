"""Several people count at once, close while another scans, and finalise at once."""

import pytest
from django.urls import reverse

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices import operations as device_operations
from inventory.models import StockCount
from inventory.stocktakes import operations as stocktake_operations
from inventory.stocktakes.lifecycle import CountStatus, Decision, Finding
from tests.factories import DeviceFactory, PlaceFactory, SiteFactory, UserFactory
from tests.races.together import FOUR, losers, race, winners

pytestmark = pytest.mark.usefixtures("again")


@pytest.fixture
def site(again):
    return SiteFactory()


@pytest.fixture
def shelf(site):
    return PlaceFactory(site=site)


@pytest.fixture
def people(site):
    return UserFactory.create_batch(FOUR, volunteer=True, sites=[site])


@pytest.fixture
def count(site, shelf, people):
    DeviceFactory(site=site, place=shelf, ready=True)
    return stocktake_operations.open_count(by=people[0], site=site, place=shelf)


def fresh(count):
    return StockCount.objects.get(pk=count.pk)


def all_were_answered(results):
    return all(isinstance(loser, Refused) and loser.messages for loser in losers(results))


@pytest.mark.parametrize("code", ["tag", "unknown", "stranger"])
def test_four_concurrent_scans_of_a_device_count_once(count, people, code):
    code = {
        "tag": count.lines.get().tag,
        "unknown": "NO-SUCH-CODE",
        "stranger": DeviceFactory(site=count.site, ready=True).asset_tag,
    }[code]

    def scan(number):
        return stocktake_operations.count_code(fresh(count), by=people[number], code=code)

    results = race(FOUR, scan)

    assert losers(results) == []
    assert sorted(counted.is_again for counted in results) == [False, True, True, True]
    assert count.scans.count() == 1
    assert count.lines.exclude(scan=None).count() == 1


def test_concurrent_scans_by_the_page_give_no_error(count, people, sign_in):
    clients = [sign_in(user) for user in people]
    path, code = reverse("count_scan", args=[count.pk]), count.lines.get().tag

    answers = race(FOUR, lambda n: clients[n].post(path, {"code": code}))

    assert [answer.status_code for answer in answers] == [302] * FOUR
    assert count.lines.get().finding == Finding.FOUND


def test_a_scan_during_closing_is_counted_or_refused(count, people):
    code = count.lines.get().tag

    def act(number):
        if number == 0:
            return stocktake_operations.close_count(fresh(count), by=people[0])
        return stocktake_operations.count_code(fresh(count), by=people[number], code=code)

    results = race(2, act)

    assert all_were_answered(results)
    data = Event.objects.get(kind="count.closed").data
    is_counted = len(winners(results)) == 2
    assert (data["found"], data["missing"]) == ((1, 0) if is_counted else (0, 1))
    assert count.scans.count() == is_counted


def test_a_count_is_finalised_once(count, people):
    stocktake_operations.close_count(count, by=people[0])
    chiefs = UserFactory.create_batch(FOUR, coordinator=True)
    lines = count.lines.all()
    stocktake_operations.decide(count, by=chiefs[0], lines=lines, decision=Decision.LOST)

    results = race(FOUR, lambda n: stocktake_operations.finalise(fresh(count), by=chiefs[n]))

    assert len(winners(results)) == 1
    assert all_were_answered(results)
    assert Event.objects.filter(kind="device.lost").count() == 1
    assert fresh(count).status == CountStatus.FINALISED


def test_a_loan_during_finalising_is_consistent(count, people, site):
    """The device is lost, or it changed since: never both."""
    stocktake_operations.close_count(count, by=people[0])
    chief = UserFactory(coordinator=True)
    line = count.lines.select_related("device").get()
    stocktake_operations.decide(count, by=chief, lines=count.lines.all(), decision=Decision.LOST)

    def act(number):
        if number == 0:
            return stocktake_operations.finalise(fresh(count), by=chief)
        return device_operations.quarantine(line.device, by=chief)

    results = race(2, act)

    assert len(winners(results)) == 1
    assert all_were_answered(results)


def test_a_count_of_a_shelf_is_opened_once(site, shelf, people):
    results = race(
        FOUR, lambda n: stocktake_operations.open_count(by=people[n], site=site, place=shelf)
    )

    assert len(winners(results)) == 1
    assert all_were_answered(results)
    assert StockCount.objects.count() == 1


def test_a_shelf_count_and_its_site_count_do_not_both_open(site, shelf, people):
    chief = UserFactory(coordinator=True)

    def act(number):
        place = shelf if number else None
        return stocktake_operations.open_count(by=chief, site=site, place=place)

    assert len(winners(race(2, act))) == 1
