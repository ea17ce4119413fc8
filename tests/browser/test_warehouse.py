"""Walks of newcomers with a phone in the aisles; pictures of what they see are kept if one asks."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from catalogue.models import Category
from inventory.devices.identifiers import tag_url
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device, Tag
from tests.browser import road
from tests.browser.conftest import DESK, PHONE
from tests.browser.hands import ready
from tests.browser.road import press, says
from tests.browser.scans import box_of, scan
from tests.browser.walks import seen
from tests.factories import (
    DeviceFactory,
    DeviceModelFactory,
    DonationFactory,
    IdentityFactory,
    PlaceFactory,
    SiteFactory,
    UserFactory,
)

LABELS = 24  # more than a sheet
SCANBOX = "Scan or type a code"


@pytest.fixture
def identity(installed):
    return IdentityFactory(name="Les Ordis Solidaires", phone="02 99 00 00 00")


def test_another_category_clears_the_model_of_the_one_before(visit, identity, site, coordinator):
    device = DeviceFactory(site=site, model=DeviceModelFactory(name="Amphora 12"))
    device.model.category = device.category
    device.model.save()
    other = Category.objects.exclude(pk__in=[device.category_id]).first()
    lot = DonationFactory(received=True, site=site)
    page = visit(coordinator, PHONE)
    for address in (
        reverse("device_edit", args=[device.pk]),
        reverse("device_register"),
        reverse("donation_enter", args=[lot.pk]),
        reverse("run_new", args=["receive"]),
    ):
        page.goto(address)
        page.get_by_label("Category").select_option(str(device.category_id))
        page.get_by_label("Model", exact=True).fill("Amphora 12")
        page.get_by_label("Category").select_option(str(other.pk))
        expect(page.get_by_label("Model", exact=True)).to_have_value("")
        page.get_by_label("Model", exact=True).fill("Of mine")
        page.get_by_label("Category").select_option(str(device.category_id))
        expect(page.get_by_label("Model", exact=True)).to_have_value("Of mine")


@pytest.fixture
def shelf(identity, site):
    return PlaceFactory(site=site, code="A1", name="Étagère A1")


def counts(page, word):
    """The counter of this name on the page."""
    name = page.get_by_text(word, exact=True)
    return page.locator(".tally li").filter(has=name).locator("strong")


def test_a_lot_is_received_with_labels_printed_ahead(visit, volunteer, site, shelf):
    lot = DonationFactory(site=site, scheduled=True)
    page = visit(volunteer, PHONE)
    tags = print_ahead(page)

    page.goto("/")
    press(page, "Batch", role="link")
    page.get_by_role("link", name="Receive").click()
    page.get_by_label("Lot").fill(lot.reference)
    page.get_by_label("Category").select_option("Laptop")
    page.get_by_label("Brand").fill("Lenovo")
    page.get_by_label("Model").fill("ThinkPad T480")
    page.get_by_label("Place").fill("a1")
    seen(page, "lot-1-what-comes")
    press(page, "Begin to scan")
    scan(page, tag_url(tags[0]))
    scan(page, "PF000001")  # the maker's bar code, straight after our label
    expect(page.locator("#run")).to_contain_text("PF000001")
    scan(page, tags[-1])
    expect(counts(page, "done")).to_have_text("2")
    seen(page, "lot-2-all-scanned")

    scan(page, tags[0])  # twice is once
    expect(counts(page, "done")).to_have_text("2")
    scan(page, "RB2600001X")
    expect(page.locator("[data-scan-log] .alert-danger[data-sound]")).to_be_visible()
    seen(page, "lot-3-misread")
    press(page, f"Undo: {tags[-1]}")
    expect(counts(page, "done")).to_have_text("1")
    page.reload()
    expect(counts(page, "done")).to_have_text("1")

    page.get_by_role("link", name=lot.reference).first.click()
    seen(page, "lot-4-account")
    here = Device.objects.filter(donation=lot).exclude(status=DeviceStatus.WITHDRAWN).get()
    assert (here.asset_tag, here.serial, here.place) == (tags[0], "PF000001", shelf)
    assert here.seen_at is not None


def print_ahead(page):
    """A batch of unused labels: every code of its sheets is that of a free tag."""
    page.goto("/")
    page.get_by_label("Most used").get_by_role("link", name="Stock").click()
    press(page, "Labels", role="link")
    press(page, "New labels", role="link")
    page.get_by_label("How many").fill(str(LABELS))
    press(page, "Make the labels")
    page.get_by_label("Avery L7160, 3 × 7").check()
    seen(page, "lot-0-labels-ahead")
    sheets = road.codes_of(road.downloaded(page, "Make the PDF"))
    tags = list(Tag.objects.free().order_by("pk").values_list("code", flat=True))
    assert sorted(sheets) == sorted(map(tag_url, tags))
    assert len(tags) == LABELS
    return tags


def test_a_half_used_sheet_is_used_to_its_end(visit, volunteer, site, identity):
    lot, other = DonationFactory.create_batch(2, site=site, received=True)
    for one in (lot, other):
        DeviceFactory.create_batch(10, site=site, donation=one)
    page = visit(volunteer, PHONE)
    page.goto(f"/donations/{lot.pk}/")
    page.locator(f'a[href*="donation={lot.pk}"]').first.click()
    page.get_by_label("Avery L7160, 3 × 7").check()
    page.get_by_role("radio", name="9", exact=True).check()
    seen(page, "sheet-1-first-free")
    first = road.labels_of(road.downloaded(page, "Make the PDF"))
    assert sorted(first) == list(range(9, 19))

    page.goto(f"/donations/{other.pk}/")
    page.locator(f'a[href*="donation={other.pk}"]').first.click()
    expect(page.get_by_role("radio", name="19", exact=True)).to_be_checked()
    seen(page, "sheet-2-where-it-ended")
    again = road.downloaded(page, "Make the PDF")
    assert sorted(road.labels_of(again)) == [19, 20, 21]
    assert len(road.codes_of(again)) == 10


def test_two_people_count_a_shelf_at_once_and_a_third_decides(
    visit, volunteer, technician, coordinator, site, shelf
):
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
    scan(first, there[1].asset_tag)  # seen by the other already
    for page, code in [(second, stray.asset_tag), (first, lent.asset_tag), (second, "XX-4471")]:
        scan(page, code)
    seen(second, "count-1-two-at-once")
    first.reload()
    numbers = {"found": 4, "missing": 2, "elsewhere": 1, "astray": 1, "unknown": 1}
    for page in (first, second):
        for kind, number in numbers.items():
            expect(page.locator(f".count-tally-{kind} strong")).to_have_text(str(number))
    seen(first, "count-2-the-other-s-scans")
    first.get_by_text("All is counted", exact=True).click()
    press(first, "Yes, all is counted")
    ready(first.get_by_text("a coordinator who did not count decides and finalises"))

    desk = visit(coordinator, DESK)
    desk.goto(first.url)
    for kind, decision in {
        "missing": "declare it lost",
        "elsewhere": "put it where it was found",
        "astray": "leave it as it is, for a reason",
        "unknown": "leave it as it is, for a reason",
    }.items():
        desk.locator(f".count-tally-{kind}").click()
        ready(desk.locator(f".count-tally-{kind}[aria-current]"))
        box = desk.locator("#decide")
        box.locator("select").select_option(decision)
        if "reason" in decision:
            box.locator("[name=reason]").fill("Back at the counter tomorrow")
        with desk.expect_navigation():
            box.locator("button[name=all]").click()
    desk.get_by_role("link", name="Finalise").click()
    seen(desk, "count-3-what-will-happen")
    desk.locator("form .btn-big").click()
    says(desk, "The count is finalised")
    report = road.text_of(road.fetched(desk, desk.get_by_role("link", name="Report", exact=True)))
    assert all(str(device) in report for device in [*there[4:], stray, lent])
    for device in (*there, stray, lent):
        device.refresh_from_db()
    assert [device.status for device in there[4:]] == [DeviceStatus.LOST] * 2
    assert (stray.place, lent.status) == (shelf, DeviceStatus.ON_LOAN)


def test_a_transfer_of_three_devices_is_received_with_one_missing(
    visit, volunteer, coordinator, site, identity
):
    away = SiteFactory(name="Antenne de Brest")
    three = DeviceFactory.create_batch(3, site=site)
    page = visit(volunteer, PHONE)
    page.goto("/transfers/")
    press(page, "New transfer", role="link")
    page.get_by_label("To").select_option("Antenne de Brest")
    press(page, "Begin to load")
    for number, device in enumerate(three, 1):
        scan(page, tag_url(device.asset_tag))
        expect(counts(page, "loaded")).to_have_text(str(number))
    seen(page, "transfer-1-loaded")
    page.get_by_label("Carried by").fill("Transports Belvoir")
    press(page, "Send")
    expect(page.locator("main .messages .alert")).to_contain_text("on its way")
    slip = road.text_of(road.fetched(page, page.get_by_role("link", name="Slip")))
    assert all(device.asset_tag in slip for device in three)
    expect(page.locator("main [data-scan-target]")).to_have_count(0)  # it is for those there

    there = visit(UserFactory(volunteer=True, sites=[away], site=away), PHONE)
    there.goto(page.url)
    for number, device in enumerate(three[:2], 1):
        scan(there, device.asset_tag)
        expect(counts(there, "arrived")).to_have_text(str(number))
    expect(counts(there, "awaited")).to_have_text("1")
    expect(there.get_by_role("button", name="All has arrived: close")).to_have_count(0)
    seen(there, "transfer-2-one-is-missing")

    desk = visit(coordinator, DESK)
    desk.goto(page.url)
    desk.get_by_text("What became of those that are missing?").click()
    desk.get_by_label(three[2].asset_tag).select_option("never left its site")
    press(desk, "Decide")
    expect(desk.locator("main .messages .alert")).to_contain_text("It is decided.")
    seen(desk, "transfer-3-decided")
    sites = [Device.objects.get(pk=device.pk).site for device in three]
    assert sites == [away, away, site]
