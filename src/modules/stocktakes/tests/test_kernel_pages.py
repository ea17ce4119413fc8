"""Kernel pages that show counts: home, shelves, scans, search, practice."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.workflow.lifecycle import Refused
from desk.help.pages import read_page
from desk.help.walk import STATIONS
from modules.stocktakes.operations.resolution import settle
from modules.stocktakes.practice import COUNT
from modules.stocktakes.tests.factories import CountLineFactory, StockCountFactory
from tests.desk.home.test_home import read, rows_under, waits  # noqa: F401  (a fixture)
from tests.factories import DeviceFactory, ExitLineFactory, PlaceFactory, UserFactory
from tests.loans.requests.test_next_step import next_of  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("unrendered")
def test_open_counts_and_shelves_due_are_listed(
    read,  # noqa: F811
    volunteer,
    coordinator,
    site,
):
    is_open = StockCountFactory(site=site, place=PlaceFactory(site=site))
    StockCountFactory(counted=True, site=site, place=PlaceFactory(site=site))
    StockCountFactory(open=True)
    PlaceFactory(site=site, created_at=timezone.now() - timedelta(days=200))
    assert rows_under(read(volunteer), "Counts in progress") == [is_open]
    page = read(coordinator)
    assert (waits(page)["counts_to_finalise"], waits(page)["places_to_count"]) == (1, 1)


def test_a_shelf_starts_its_count(deciding, site):
    place = PlaceFactory(site=site, code="A1")
    start = f'action="{reverse("count_open")}"'
    for address in (reverse("place_edit", args=[place.pk]), reverse("device_list") + "?place=a1"):
        page = deciding.get(address).content.decode()
        assert start in page
        assert 'name="place" value="A1"' in page
    assert deciding.post(reverse("count_open"), {"place": "A1"}).status_code == 302
    assert reverse("count_open") in deciding.get(reverse("run_list")).content.decode()
    for code in ("", "Z9", "a\0b"):
        page = deciding.get(reverse("device_list"), {"place": code}).content.decode()
        assert reverse("count_open") not in page


@pytest.mark.usefixtures("english")
def test_the_next_step_of_a_count(next_of, coordinator):  # noqa: F811
    decided, undecided, done = (
        StockCountFactory(counted=True),
        StockCountFactory(open=True),
        StockCountFactory(finalised=True),
    )
    CountLineFactory(count=undecided)
    undecided.transition_to(
        "counted", counted_by=UserFactory(volunteer=True), counted_at=timezone.now()
    )
    assert next_of(coordinator, decided) == ["Finalise"]
    assert "Finalise" not in next_of(coordinator, undecided)
    assert next_of(coordinator, done) == ["Report"]


def test_scanning_a_given_device_offers_its_return(deciding, site):
    given = DeviceFactory(given=True, site=site)
    path = reverse("count_scan", args=[StockCountFactory(site=site).pk])
    text = deciding.post(path, {"code": given.asset_tag}, follow=True).content.decode()
    assert f'href="{reverse("return_scan")}?code={given.asset_tag}"' in text
    assert "donné" in text


def test_a_device_that_left_is_not_settled(coordinator):
    device = ExitLineFactory(sent=True).device
    with pytest.raises(Refused):
        settle(device, by=coordinator, site=PlaceFactory().site)


def test_the_scan_practice_ends_with_a_count(counting):
    step = reverse("walk_step")

    def send(**data):
        return counting.post(step, data, follow=True).content.decode()

    place = STATIONS.index(COUNT)
    session = counting.session
    session["walk"] = {"station": place}
    session.save()
    send(end="")
    assert not counting.session["walk"]["is_ended"]
    for label in COUNT.labels:
        send(code=label.code)
    assert str(COUNT.outcome) in send(end="")
    assert counting.session["walk"]["station"] == place
    send(on="")
    assert counting.session["walk"]["station"] == place + 1


def test_guides_say_how_to_count_and_are_numbered_through(counting):
    body = read_page("guides/volunteer").body
    assert body.count("<ol>") == 1
    lines = [line for line in body.splitlines() if line.startswith("<li>")]
    assert "ouvrez l’inventaire d’un emplacement" in lines[4]
    assert len(lines) == 7 + 2
