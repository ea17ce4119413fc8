"""Counts in a browser: two people at once, by keyboard, with late responses, and with sound."""

import pytest
from playwright.sync_api import expect

from modules.stocktakes.operations.counts import open_count
from modules.stocktakes.tests.factories import StockCountFactory
from tests.browser.conftest import DESK, LISTEN, PHONE
from tests.browser.hands import press as press_key
from tests.browser.hands import reach, ready
from tests.browser.holding import give, hold, is_waiting
from tests.browser.road import press
from tests.browser.scans import box_of, check_fits_a_phone, scan
from tests.browser.test_keyboard_counter import scan as scan_by_keys
from tests.browser.test_late_answers import scan as scan_in_box
from tests.browser.test_late_answers import waiting  # noqa: F401  (a fixture)
from tests.browser.test_scan_sounds import FALLS, RISES, scanned
from tests.browser.walks import seen
from tests.factories import DeviceFactory, IdentityFactory, PlaceFactory

ASK_AGAIN = """() => {
  const part = document.querySelector("#progress")
  part.dataset.old = "yes"
  const into = { source: part, target: part, swap: "outerHTML" }
  return htmx.ajax("GET", part.getAttribute("hx-get"), into)
}"""


@pytest.fixture
def shelf(installed, site):
    IdentityFactory(name="Les Ordis Solidaires", phone="02 99 00 00 00")
    return PlaceFactory(site=site, code="A1", name="Étagère A1")


@pytest.mark.audit
def test_two_people_count_a_shelf_at_once(visit, volunteer, technician, site, shelf):
    there = DeviceFactory.create_batch(6, site=site, place=shelf)
    stray = DeviceFactory(site=site, place=PlaceFactory(site=site, code="B2"))
    lent = DeviceFactory(on_loan=True, site=site, place=None)
    first, second = visit(volunteer, PHONE), visit(technician, PHONE)
    first.goto("/counts/")
    press(first, "New count", role="link")
    first.get_by_label("Shelf").fill("A1")
    press(first, "Start counting")
    ready(box_of(first))
    second.goto(first.url)
    for page, device in zip([first, second] * 2, there[:4], strict=True):
        scan(page, device.asset_tag)
    scan(first, there[1].asset_tag)  # already seen by the other user
    for page, code in [(second, stray.asset_tag), (first, lent.asset_tag), (second, "XX-4471")]:
        scan(page, code)
    check_fits_a_phone(second, second.locator(".count-scans li"))
    seen(second, "count-1-two-at-once")
    first.reload()
    numbers = {"found": 4, "missing": 2, "elsewhere": 1, "astray": 1, "unknown": 1}
    for page in (first, second):
        for kind, number in numbers.items():
            expect(page.locator(f".count-tally-{kind} strong")).to_have_text(str(number))
    seen(first, "count-2-the-other-s-scans")


@pytest.mark.audit
def test_a_count_is_scanned_undone_and_read_and_keeps_the_focus(visit, coordinator, site):
    device = DeviceFactory(ready=True, site=site)
    count = StockCountFactory(site=site)
    page = visit(coordinator, DESK)
    page.goto(count.get_absolute_url())
    scan_by_keys(page, device.asset_tag)
    expect(page.locator(".count-scans")).to_contain_text(device.asset_tag)
    press_key(page, page.locator(".count-scans button"))
    expect(page.locator(".count-scans")).to_contain_text("undone")
    tally = page.locator(".count-tally a").nth(1)
    press_key(page, tally)
    expect(tally).to_have_attribute("aria-current", "true")
    reach(page, tally)
    page.evaluate(ASK_AGAIN)  # as the page does automatically
    expect(page.locator("#progress:not([data-old])")).to_be_visible()
    expect(tally).to_be_focused()


@pytest.mark.audit
def test_the_list_below_follows_the_scans_as_the_tiles_do(visit, coordinator, site):
    devices = DeviceFactory.create_batch(3, ready=True, site=site)
    page = visit(coordinator, DESK)
    page.goto(open_count(by=coordinator, site=site).get_absolute_url())
    rows = page.locator("#lists tbody tr")
    expect(rows).to_have_count(3)
    for device in devices[:2]:
        scan(page, device.asset_tag)
    expect(page.locator(".count-tally-missing strong")).to_have_text("1")
    expect(rows).to_have_count(1)
    scan(page, devices[2].asset_tag)
    expect(rows).to_have_count(0)
    expect(page.get_by_role("button", name="Mark the ticked lines as found")).to_be_hidden()


def test_an_older_count_progress_never_replaces_a_newer_one(visit, coordinator, site, waiting):  # noqa: F811
    device = DeviceFactory(site=site)
    count = StockCountFactory(open=True, site=site)
    page = visit(coordinator, DESK)
    page.goto(count.get_absolute_url())
    hold(page, f"**{count.get_absolute_url()}?list=*", waiting)
    page.evaluate(
        "void htmx.ajax('GET', document.querySelector('#progress').getAttribute('hx-get'),"
        " {target: '#progress', swap: 'outerHTML'})"
    )
    is_waiting(page)
    scan_in_box(page, device)
    expect(page.locator(".count-scans")).to_contain_text(device.asset_tag)
    give(page, waiting)
    expect(page.locator(".count-scans")).to_contain_text(device.asset_tag)


def test_each_result_of_a_count_has_its_own_sound_and_text(visit, coordinator, site):
    good = DeviceFactory(ready=True, site=site).asset_tag
    page = visit(coordinator, DESK)
    page.add_init_script(f"({LISTEN})()")
    page.goto(StockCountFactory(site=site).get_absolute_url())
    for code, tune in [(good, RISES), ("NOT-KNOWN-1", FALLS)]:
        assert scanned(page, code) == tune
        expect(page.locator("[data-scan-announced]")).to_contain_text(code)
