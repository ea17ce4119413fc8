"""A day's work of each role, on a phone and on a desktop, with its number of taps."""

import pytest
from playwright.sync_api import expect

from catalogue.models import Category
from inventory.devices.identifiers import tag_url
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device, Medium
from loans.base.lifecycle.loans import ItemStatus
from loans.models import LoanItem
from tests.browser import road
from tests.browser.conftest import SIZES
from tests.browser.road import Hand, says
from tests.browser.scans import answered, scan
from tests.factories import (
    DeviceFactory,
    DonationFactory,
    DonationLineFactory,
    IdentityFactory,
    PlaceFactory,
    RequestFactory,
    RequestLineFactory,
    TagFactory,
)

MAX_RECEIVE, MAX_SHELVE = 4, 3
MAX_PREPARE = 7
MAX_ACCEPT = 4
FIRST = ".next-actions .btn-primary"  # the green button of a home page


@pytest.fixture
def laptop(installed):
    """Laptop of an association with its reference data."""
    IdentityFactory(name="Les Ordis Solidaires", phone="02 99 00 00 00")
    return Category.objects.get(code="laptop")


def scan_all(page, codes):
    for code in codes:
        scan(page, code)
        expect(answered(page).first).to_have_attribute("data-tone", "success")


@SIZES
@pytest.mark.audit
def test_a_volunteer_receives_a_lot_and_shelves_it(visit, volunteer, site, laptop, size):
    shelf = PlaceFactory(site=site, code="A1")
    lot = DonationFactory(site=site, scheduled=True)
    DonationLineFactory(donation=lot, category=laptop, announced=2)
    tags = [tag.code for tag in TagFactory.create_batch(2, free=True)]
    page = visit(volunteer, size)
    page.goto("/")
    hand = Hand(page)
    hand.clicks(page.locator(f'main a[href="{lot.get_absolute_url()}"]'))
    hand.presses("Receive by scanning", role="link")
    page.get_by_label("Brand").fill("Lenovo")
    page.get_by_label("Model").fill("ThinkPad T480")
    hand.presses("Start scanning")
    scan_all(page, map(tag_url, tags))
    hand.presses("End this batch")
    says(page, "The batch has ended.")
    assert hand.count <= MAX_RECEIVE
    devices = Device.objects.filter(donation=lot, place=None, category=laptop)
    assert set(devices.values_list("asset_tag", flat=True)) == set(tags)

    hand = Hand(page)
    hand.presses("Scans", role="link")
    hand.clicks(page.get_by_role("button", name="Put on a shelf"))
    scan_all(page, [shelf.code, *tags])
    hand.presses("End this batch")
    says(page, "The batch has ended.")
    assert hand.count <= MAX_SHELVE
    assert Device.objects.filter(place=shelf).count() == len(tags)


@pytest.mark.audit
@SIZES
def test_a_technician_prepares_a_device(visit, technician, site, laptop, size):
    device = DeviceFactory(received=True, site=site, category=laptop)
    Medium.objects.update(kind="unknown", serial="")
    page = visit(technician, size)
    page.goto("/")
    hand = Hand(page)
    hand.clicks(page.locator(FIRST))
    road.make_ready(hand)
    says(page, f"{device} is ready.")
    assert hand.count <= MAX_PREPARE
    device.refresh_from_db()
    assert (device.status, device.needs_erasure) == (DeviceStatus.READY, False)


@SIZES
def test_a_coordinator_accepts_a_request_and_it_is_prepared(visit, coordinator, site, laptop, size):
    device = DeviceFactory(ready=True, site=site, category=laptop)
    loan_request = RequestFactory(sent=True, site=site)
    RequestLineFactory(request=loan_request, category=laptop, requested=1)
    page = visit(coordinator, size)
    page.goto("/")
    hand = Hand(page)
    hand.clicks(page.locator(FIRST))
    hand.clicks(page.locator(f'a[href="/requests/{loan_request.pk}/accept/?queue=1"]'))
    hand.presses("Accept and set aside")
    says(page, "1 item is set aside")
    assert hand.count <= MAX_ACCEPT
    item = LoanItem.objects.get(loan__request=loan_request)
    assert (item.device, item.status) == (device, ItemStatus.RESERVED)
    assert item.loan.status == "prepared"
