"""Tasks of new volunteers with a phone in the warehouse; screenshots are kept on request."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from catalogue.models import Category
from inventory.devices.identifiers import tag_url
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device
from tests.browser.conftest import PHONE
from tests.browser.road import press
from tests.browser.scans import scan
from tests.browser.walks import seen
from tests.factories import (
    DeviceFactory,
    DeviceModelFactory,
    DonationFactory,
    IdentityFactory,
    PlaceFactory,
    SiteFactory,
    TagFactory,
    UserFactory,
)


@pytest.fixture
def identity(installed):
    return IdentityFactory(name="Les Ordis Solidaires", phone="02 99 00 00 00")


@pytest.mark.audit
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
    """Return the element with the value of this counter."""
    name = page.get_by_text(word, exact=True)
    return page.locator(".tally li").filter(has=name).locator("strong")


@pytest.mark.audit
def test_a_lot_is_received_with_labels_and_bar_codes_of_makers(visit, volunteer, site, shelf):
    lot = DonationFactory(site=site, scheduled=True)
    tags = [tag.code for tag in TagFactory.create_batch(2, free=True)]
    page = visit(volunteer, PHONE)
    page.goto("/")
    press(page, "Scan several", role="link")
    page.get_by_role("link", name="Receive").click()
    page.get_by_label(re.compile(r"^Donation")).fill(lot.reference)
    page.get_by_label("Category").select_option("Laptop")
    page.get_by_label("Brand").fill("Lenovo")
    page.get_by_label("Model").fill("ThinkPad T480")
    page.get_by_label("Shelf").fill("a1")
    seen(page, "lot-1-what-comes")
    press(page, "Start scanning")
    scan(page, tag_url(tags[0]))
    scan(page, "PF000001")  # the manufacturer's bar code, straight after our label
    expect(page.locator("#run")).to_contain_text("PF000001")
    scan(page, tags[-1])
    expect(counts(page, "done")).to_have_text("2")
    seen(page, "lot-2-all-scanned")

    scan(page, tags[0])  # scanned again, but counted once
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


@pytest.mark.audit
def test_a_transfer_is_loaded_by_scans_and_received_with_one_missing(
    visit, volunteer, site, identity
):
    away = SiteFactory(name="Antenne de Brest")
    two = DeviceFactory.create_batch(2, site=site)
    page = visit(volunteer, PHONE)
    page.goto("/transfers/")
    press(page, "New transfer", role="link")
    page.get_by_label("To").select_option("Antenne de Brest")
    press(page, "Start loading")
    for number, device in enumerate(two, 1):
        scan(page, tag_url(device.asset_tag))
        expect(counts(page, "loaded")).to_have_text(str(number))
    seen(page, "transfer-1-loaded")
    page.get_by_label("Carried by").fill("Transports Belvoir")
    press(page, "Send")
    expect(page.locator("main .messages .alert")).to_contain_text("on its way")
    # only users who are there can scan
    expect(page.locator("main [data-scan-target]")).to_have_count(0)

    there = visit(UserFactory(volunteer=True, sites=[away], site=away), PHONE)
    there.goto(page.url)
    scan(there, two[0].asset_tag)
    expect(counts(there, "arrived")).to_have_text("1")
    expect(counts(there, "expected")).to_have_text("1")
    expect(there.get_by_role("button", name="Everything has arrived: close")).to_have_count(0)
    seen(there, "transfer-2-one-is-missing")
