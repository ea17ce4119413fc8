"""Pages of the warehouse on small phones, for thumbs and gloves."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.hands import ready, until_true
from tests.browser.scans import scan
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    DonationFactory,
    MediumFactory,
    PlaceFactory,
    ScanSessionFactory,
    TagFactory,
)

WIDTHS = (390, 360, 320)
HEIGHT, WITH_KEYBOARD = 740, 430
MIN_TARGET = 43.5  # pixels; browsers round 44
# Targets that are too small, and whether the page is wider than the screen.
TOO_SMALL = """smallest => {
  const covers = (element) => getComputedStyle(element, "::after").position === "absolute"
  const boxOf = (element) => (element.closest("label") ?? element.labels?.[0] ?? element)
  const small = [...document.querySelectorAll(
    "main :is(a[href], button, input:not([type=hidden]), select, textarea, summary), .thumb-bar a",
  )].filter((one) =>
    one.checkVisibility() && one.getBoundingClientRect().width > 1 && !one.closest("p, dd") &&
    !covers(one) && Math.max(one.offsetHeight, boxOf(one).offsetHeight) < smallest)
  const { scrollWidth, clientWidth } = document.documentElement
  return [small.map((one) => one.outerHTML.slice(0, 90)), scrollWidth - clientWidth]
}"""


def bottom_of(locator):
    box = ready(locator).bounding_box()
    return box["y"] + box["height"]


def resize(page, width, height=HEIGHT):
    page.set_viewport_size({"width": width, "height": height})
    until_true(
        page, "size => innerWidth === size[0] && innerHeight === size[1]", arg=[width, height]
    )


def test_targets_are_large_and_pages_fit_small_phones(visit, volunteer, site):
    lot = DonationFactory(received=True, site=site)
    DonationFactory(scheduled=True, site=site)
    DeviceFactory.create_batch(3, site=site, donation=lot, place=PlaceFactory(site=site))
    TagFactory.create_batch(2, free=True)
    MediumFactory(removed=True, device__site=site)
    page = visit(volunteer, PHONE)
    for address in (
        "/",
        reverse("device_list") + "?tools=1",
        reverse("place_list"),
        lot.get_absolute_url(),
        reverse("donation_enter", args=[lot.pk]),
        reverse("donation_arrive"),
        reverse("tag_list"),
        reverse("exit_list"),
        reverse("help_index"),
    ):
        page.goto(address)
        for width in WIDTHS:
            resize(page, width)
            assert page.evaluate(TOO_SMALL, MIN_TARGET) == [[], 0], (address, width)


def test_the_bar_of_ticked_rows_stays_above_the_navigation(visit, volunteer, site):
    DeviceFactory.create_batch(12, site=site)
    page = visit(volunteer, PHONE)
    page.goto(reverse("device_list") + "?tools=1")
    for box in page.locator("tbody .tick input").all()[:2]:
        box.check()
    bar, navigation = page.locator(".selection-bar"), page.locator(".thumb-bar")
    assert (
        page.locator(".selection-count")
        .evaluate("count => getComputedStyle(count, '::after').content")
        .endswith("counter(ticked)")
    )
    for width in WIDTHS:
        resize(page, width)
        assert bottom_of(bar) <= navigation.bounding_box()["y"] + 1
        assert bar.locator("> .btn:visible").count() == 2
        resize(page, width, WITH_KEYBOARD)
        expect(navigation).to_be_hidden()
        assert bottom_of(bar) <= WITH_KEYBOARD + 1


def test_a_whole_row_opens_its_record(visit, volunteer, site):
    device = DeviceFactory(site=site)
    page = visit(volunteer, PHONE)
    page.goto(reverse("device_list"))
    cell = ready(page.locator("tbody tr td:visible").last).bounding_box()
    page.touchscreen.tap(cell["x"] + 4, cell["y"] + 4)  # beside any text
    page.wait_for_url(re.compile(device.get_absolute_url()))


def test_without_network_a_page_stays_with_what_was_typed(visit, volunteer, site):
    page = visit(volunteer, PHONE)
    page.goto(reverse("donation_arrive"))
    page.get_by_label("Who is it from?").fill("Bakery Dupont")
    page.context.set_offline(True)
    resize(page, 390, 500)
    page.get_by_role("button", name="Receive the donation").tap()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    notice = page.locator("[data-offline]")
    expect(notice).to_be_in_viewport(ratio=1)
    header = page.locator(".topbar").bounding_box()
    assert notice.bounding_box()["y"] >= header["y"] + header["height"]  # not under it
    assert bottom_of(notice) <= page.locator(".thumb-bar").bounding_box()["y"]
    page.get_by_role("link", name="Home").last.tap()
    expect(page.get_by_label("Who is it from?")).to_have_value("Bakery Dupont")
    page.context.set_offline(False)
    expect(page.locator("[data-offline]")).to_be_hidden()
    page.get_by_role("button", name="Receive the donation").tap()
    page.wait_for_url("**/enter/")


@pytest.mark.audit
def test_the_answer_to_the_last_scan_stays_above_the_navigation(visit, volunteer, site):
    lines = [DeviceFactory(site=site) for _number in range(9)]
    run = ScanSessionFactory(owner=volunteer, site=site, place=None)
    page = visit(volunteer, PHONE)
    page.goto(run.get_absolute_url())
    for code in [PlaceFactory(site=site).code, *lines, "NOT-KNOWN-1"]:
        scan(page, str(code))
    page.evaluate("scrollTo(0, 0)")
    shelf = page.locator(".scan-place")
    expect(shelf).to_be_in_viewport(ratio=1)
    assert bottom_of(shelf) <= page.locator(".scan-log [data-sound]").bounding_box()["y"]
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    answer = page.locator(".scan-log [data-sound]")
    expect(answer).to_contain_text("NOT-KNOWN-1")
    expect(answer).to_be_in_viewport(ratio=1)
    expect(page.locator(".thumb-bar")).to_be_hidden()  # the screen is for what is scanned
    scan(page, str(DeviceFactory(site=site, category=CategoryFactory())))
    expect(answer).to_contain_text("Check the shelf")
    page.get_by_role("button", name="Undo the last").click()
    expect(answer).to_have_count(0)
