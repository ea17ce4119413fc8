"""Work without network on a phone, compared with the records of the server."""

from base64 import b64decode
from io import BytesIO

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from core.qr import qr_picture
from desk.scan_sessions.operations import end
from modules.offline.models import OfflineScan, Snapshot
from tests.browser.inspection import violations_on
from tests.browser.scans import usb_on_the_page
from tests.factories import DeviceFactory, ScanSessionFactory


@pytest.fixture(autouse=True)
def _site(installed):
    """The reference data, committed."""


@pytest.fixture
def devices(site):
    return DeviceFactory.create_batch(4, received=True, site=site)


@pytest.fixture
def session(coordinator, site):
    return ScanSessionFactory(act="refurbish", owner=coordinator, site=site)


def take_along(phone, path):
    """Take the work of this page along, and go offline."""
    phone.visit(path)
    phone.page.get_by_role("button", name="Take along").click()
    expect(phone.page.locator("[data-take] a")).to_be_visible()
    phone.offline()


def open_work(phone):
    """Open the work on our page, which answers any address without network."""
    phone.open("/devices/")
    phone.page.locator("[data-works] button").first.click()
    expect(phone.page.locator("[data-scan-target] input[name=code]")).to_be_focused()


def scan(phone, code):
    """Scan a code without network; return the answer of the phone."""
    rows = phone.page.locator("[data-log] li")
    number = rows.count()
    usb_on_the_page(phone.page, code)
    expect(rows).to_have_count(number + 1)
    return rows.first.inner_text()


def unsent(phone):
    return sum(phone.page.evaluate("offlineStore.unsent()").values())


def test_scans_outlive_the_tab_and_lost_responses_and_are_applied_once(
    phone, network, coordinator, session, devices, site
):
    lent = DeviceFactory(on_loan=True, site=site)
    mine = phone(coordinator)
    take_along(mine, session.get_absolute_url())
    open_work(mine)
    assert scan(mine, devices[0]).endswith("expected")
    assert "known, but not expected" in scan(mine, lent)
    assert scan(mine, devices[0]).endswith("scanned already")
    assert "unknown on this phone" in scan(mine, "XX-4471")
    assert violations_on(mine.page) == []
    assert mine.page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    mine.close_tab()
    open_work(mine)
    assert scan(mine, devices[0]).endswith("scanned already")
    scan(mine, devices[1])
    assert unsent(mine) == 4
    network.of, network.fates = reverse("offline_send"), ["lost", 503, 500]
    mine.offline(is_off=False)
    while unsent(mine):
        mine.open("/devices/")
        mine.page.evaluate("offlineSync.send().catch(() => {})")
    assert network.paths.count(reverse("offline_send")) >= 2
    scans = OfflineScan.objects.order_by("number")
    codes = [devices[0].asset_tag, lent.asset_tag, "XX-4471", devices[1].asset_tag]
    assert [one.code for one in scans] == codes
    assert [one.outcome for one in scans] == ["done", "open", "open", "done"]
    assert {line.device for line in session.lines.standing()} == {devices[0], devices[1]}
    mine.open(reverse("offline_list"))
    expect(mine.page.locator("main")).to_contain_text("2 scans to resolve")
    assert violations_on(mine.page) == []
    mine.page.get_by_role("link", name=str(Snapshot.objects.get())).click()
    expect(mine.page.get_by_role("button", name="Try again with this code")).to_have_count(2)
    assert violations_on(mine.page) == []
    mine.open("/offline/")
    mine.page.get_by_role("button", name="Finish").click()
    expect(mine.page.locator("[data-works] li")).to_have_count(0)
    assert Snapshot.objects.get().ended_at


def test_a_pending_scan_is_corrected_or_discarded_with_a_reason(
    phone, coordinator, session, devices
):
    mine = phone(coordinator)
    take_along(mine, session.get_absolute_url())
    open_work(mine)
    scan(mine, "XX-1")
    scan(mine, "XX-2")
    pending = mine.page.locator("[data-pending] > li")
    expect(pending).to_have_count(2)
    pending.first.locator("summary").click()
    pending.first.get_by_label("Code").fill(devices[0].asset_tag)
    pending.first.get_by_role("button", name="Save the code").click()
    expect(pending.first.locator(".tag")).to_have_text(devices[0].asset_tag)
    pending.last.locator("summary").click()
    pending.last.get_by_label("Reason").fill("Étiquette abîmée")
    pending.last.get_by_role("button", name="Discard").click()
    expect(pending.last).to_contain_text("Discarded: Étiquette abîmée")
    mine.offline(is_off=False)
    expect(pending).to_have_count(0)
    first, second = OfflineScan.objects.order_by("number")
    assert (first.code, first.outcome) == (devices[0].asset_tag, "done")
    assert (second.outcome, second.reason) == ("discarded", "Étiquette abîmée")


def test_unsent_scans_stay_encrypted_until_the_same_user_signs_in_again(
    phone, coordinator, counter, session, devices
):
    """The session of the scans ends meanwhile: they become items to resolve."""
    mine = phone(coordinator)
    take_along(mine, session.get_absolute_url())
    open_work(mine)
    scan(mine, devices[0])
    Session.objects.all().delete()
    mine.offline(is_off=False)
    mine.open("/devices/")
    expect(mine.page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    expect(mine.page.locator("[data-words]")).to_contain_text("not sent yet")
    mine.sign_in(counter)
    mine.visit("/")
    assert mine.page.evaluate("offlineStore.scans()") == []
    assert unsent(mine) == 1
    end(session, by=coordinator)
    mine.sign_in(coordinator)
    mine.visit("/")
    expect(mine.page.locator("[data-words]")).to_have_text("Scans to resolve:")
    assert OfflineScan.objects.get().outcome == "open"


def test_a_scan_that_cannot_be_stored_is_reported(phone, coordinator, session, devices):
    """The storage is full, and the clock of the phone is wrong."""
    mine = phone(coordinator)
    take_along(mine, session.get_absolute_url())
    open_work(mine)
    mine.page.evaluate(
        """() => { IDBObjectStore.prototype.add = () => {
          throw new DOMException("full", "QuotaExceededError") } }"""
    )
    assert "not kept: write this code down" in scan(mine, devices[0])
    expect(mine.page.locator("[data-say]")).to_contain_text("storage of this phone is full")
    assert unsent(mine) == 0
    mine.offline(is_off=False)
    mine.page.add_init_script("const now = Date.now; Date.now = () => now() - 7200000")
    mine.open("/offline/")
    expect(mine.page.locator("[data-say]")).to_contain_text("clock of this phone is wrong")


def _photo_of(text):
    """A PNG of the QR code of a label, as large as in a photo."""
    small = Image.open(BytesIO(b64decode(qr_picture(text).partition(",")[2])))
    photo, written = small.convert("L").resize((small.width * 12, small.height * 12)), BytesIO()
    photo.save(written, "PNG")
    return written.getvalue()


def test_a_photo_is_kept_and_read_by_the_server(phone, coordinator, session, devices, tmp_path):
    picture = tmp_path / "label.png"
    picture.write_bytes(_photo_of(devices[0].asset_tag))
    mine = phone(coordinator)
    take_along(mine, session.get_absolute_url())
    open_work(mine)
    mine.page.locator("[data-scan-photo]").set_input_files(picture)
    expect(mine.page.locator("[data-log] li")).to_contain_text("The photo is kept")
    mine.offline(is_off=False)
    expect(mine.page.locator("[data-say]")).to_contain_text("Scans sent: 1")
    assert OfflineScan.objects.get().code == devices[0].asset_tag
    assert session.lines.standing().get().device == devices[0]
