"""Filters of a list, folded on a phone so that the first screen shows a row, and list tools."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.hands import until_true
from tests.factories import (
    DeviceFactory,
    LoanFactory,
    MessageFactory,
    RequestFactory,
    SiteFactory,
    VoucherBatchFactory,
    VoucherFactory,
)

LAPTOP = {"width": 1366, "height": 768}
LISTS = [
    "/devices/",
    "/loans/",
    "/overdue/",
    "/requests/",
    "/recipients/",
    "/messages/",
    "/vouchers/all/",
]
LONG = 20  # number of rows from which a list has tools


@pytest.fixture
def rows(site):
    DeviceFactory(site=site, ready=True)
    DeviceFactory(site=site, received=True)
    LoanFactory(overdue=True, site=site)
    RequestFactory(sent=True)
    MessageFactory(failed=True)
    VoucherBatchFactory(site=site)
    VoucherFactory(in_stock=True, batch__site=site)


def ways_in(page):
    """Return the search box, the unfold button, and a folded filter."""
    fold = page.locator(".filters-toggle > summary")
    return page.get_by_label("Search", exact=True), fold, page.get_by_label("Status").first


@pytest.mark.audit
def test_the_first_row_is_visible(visit, coordinator, rows):
    """The row is on the first screen of a phone, and in the upper half of a laptop's screen."""
    DeviceFactory.create_batch(LONG, site=SiteFactory())
    page = visit(coordinator, PHONE, language="fr")
    row = page.locator("#table tbody tr").first
    for path in LISTS:
        page.set_viewport_size(PHONE["viewport"])
        page.goto(path)
        box = row.bounding_box()
        assert box["y"] + box["height"] <= PHONE["viewport"]["height"], path
        wrap = page.locator("#table .table-wrap")
        assert wrap.evaluate("one => one.scrollWidth <= one.clientWidth"), path
        for search in page.locator(".filters > .filter input[type=search]").all():
            expect(search).to_be_visible()
        page.set_viewport_size(LAPTOP)
        until_true(page, "width => innerWidth === width", arg=LAPTOP["width"])
        assert row.bounding_box()["y"] < LAPTOP["height"] / 2, path


def test_the_outlook_of_a_category_fits_a_phone(visit, coordinator, site):
    device = DeviceFactory(site=site, ready=True)
    page = visit(coordinator, PHONE, language="fr")
    page.goto(f"/availability/?category={device.category_id}")
    tables = page.locator(".table-wrap:has(.availability)")
    expect(tables).to_have_count(2)
    for one in tables.all():
        assert one.evaluate("one => one.scrollWidth <= one.clientWidth")
    row = tables.first.locator("tbody tr").first.bounding_box()
    assert row["y"] + row["height"] <= PHONE["viewport"]["height"]


def test_filters_unfold_by_keyboard_and_show_how_many_are_set(visit, coordinator, rows):
    page = visit(coordinator, PHONE)
    page.goto("/devices/")
    search, fold, status = ways_in(page)
    expect(status).to_be_hidden()
    search.focus()
    page.keyboard.press("Tab")
    expect(fold).to_be_focused()
    page.keyboard.press("Enter")
    expect(status).to_be_visible()
    page.keyboard.press("Tab")
    expect(status).to_be_focused()
    status.select_option("ready")
    expect(page.locator("#table tbody tr")).to_have_count(1)
    expect(fold).to_have_text("Filters 1 is set")
    status.select_option("")
    expect(page.locator("#table tbody tr")).to_have_count(2)
    expect(fold).to_have_text("Filters")


def test_filters_unfold_without_javascript(visit, coordinator, rows):
    """A phone folds all filters except the search, a desktop all filters after the third."""
    page = visit(coordinator, PHONE | {"java_script_enabled": False})
    page.goto("/devices/")
    search, fold, status = ways_in(page)
    expect(search).to_be_visible()
    expect(status).to_be_hidden()
    fold.click()
    status.select_option("ready")
    page.get_by_role("button", name="Filter", exact=True).click()
    expect(page.locator("#table tbody tr")).to_have_count(1)
    expect(fold).to_have_text("Filters 1 is set")
    expect(status).to_be_hidden()

    page.set_viewport_size(DESK["viewport"])
    page.goto("/devices/")
    expect(search).to_be_visible()
    expect(status).to_be_visible()
    expect(fold).to_be_visible()
    grade = page.get_by_label("Grade")
    expect(grade).to_be_hidden()
    fold.click()
    expect(grade).to_be_visible()


@pytest.mark.audit
def test_tools_stay_while_the_list_below_changes_and_act_on_what_it_shows(visit, coordinator, site):
    """A short filtered list has a link to the tools."""
    DeviceFactory(site=site, ready=True)
    page = visit(coordinator, DESK)
    page.goto("/devices/")
    status, more = page.get_by_label("Status").first, page.locator(".list-more a")
    expect(page.locator("#list-tools")).to_have_count(0)
    status.select_option("ready")
    expect(page.locator(".chip")).to_have_count(1)
    more.click()
    expect(page.locator(".chip")).to_have_count(1)
    expect(page.locator("#list-tools summary")).to_have_count(3)
    expect(more).to_have_count(0)

    DeviceFactory.create_batch(LONG, site=site, received=True)
    page.goto("/devices/")
    status.select_option("received")
    expect(page.locator("#table tbody tr")).to_have_count(LONG)
    expect(page.locator("#list-tools summary")).to_have_count(3)
    expect(more).to_be_hidden()
    page.locator("#list-tools summary").nth(1).click()
    page.locator(".menu-ticks input[value=grade]").uncheck()
    page.get_by_role("button", name="Show these columns").click()
    expect(page.locator("#table thead .column-grade")).to_have_count(0)
    expect(page.locator("#table tbody tr")).to_have_count(LONG)
