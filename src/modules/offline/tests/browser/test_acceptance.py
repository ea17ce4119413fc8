"""A day without network, at full size: every scan of the phones is compared with the register."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

import core
from loans.models import ReturnLine
from modules.offline.models import OfflineScan, Snapshot
from modules.offline.tests.browser.test_work import open_work, take_along, unsent
from tests.browser.scans import usb_on_the_page
from tests.factories import CategoryFactory, DeviceFactory, LoanItemFactory, ScanSessionFactory
from tests.of_modules import listed

pytestmark = pytest.mark.audit
ENTER = "async (codes) => { for (const code of codes) await scans.enter(code) }"
STORED = "offlineStore.scans().then((scans) => scans.map(({ id, code }) => [id, code]))"
SEND = "offlineSync.send().catch(() => {})"
BEGIN_TO_SEND = f"() => {{ {SEND} }}"
FLAPS = 6  # times that the network comes and goes while the phone sends
FATES = ["lost", 500, "portal", 503, "lost"]


@pytest.fixture(autouse=True)
def _site(installed):
    """The reference data, committed."""


@pytest.fixture
def send_all(network, monkeypatch):
    """`send_all(phone, user)` sends through a network that fails in every way, and then works.

    Meanwhile the site is updated, and the session of the user ended.
    """
    releases = iter(range(1, 100))

    def send_all(phone, user):
        network.of = reverse("offline_send")
        kept = unsent(phone)
        monkeypatch.setattr(core, "__version__", f"99.{next(releases)}")
        Session.objects.all().delete()
        phone.offline(is_off=False)
        phone.open("/")
        expect(phone.page.locator("input[type=password]")).to_be_visible()
        assert unsent(phone) == kept
        network.fate = 503  # until all faults are set
        phone.sign_in(user)
        phone.visit("/")
        network.fates, network.latency = ["lost"], 3
        phone.page.evaluate(SEND)
        network.fates, network.latency = list(FATES), 0
        while network.fates:
            phone.open("/")
            phone.page.evaluate(SEND)
        network.fate = ""
        for _time in range(FLAPS):
            phone.page.evaluate(BEGIN_TO_SEND)
            phone.offline()
            phone.offline(is_off=False)
        while unsent(phone):
            phone.open("/")
            phone.page.evaluate(SEND)

    return send_all


def scan_all(phone, devices):
    """Scan without network, with the browser killed halfway; return {id: code} of the phone."""
    codes = [device.asset_tag for device in devices]
    half = len(codes) // 2
    open_work(phone)
    phone.page.evaluate(ENTER, codes[:half])
    phone.kill()
    open_work(phone)
    phone.page.evaluate(ENTER, codes[half:])
    stored = dict(phone.page.evaluate(STORED))
    assert list(stored.values()) == codes
    return stored


def arrived(snapshots):
    return {str(scan.pk): scan.code for scan in OfflineScan.objects.filter(snapshot__in=snapshots)}


def test_a_session_of_100_and_20_returns(mortal_phone, send_all, counter, coordinator, site):
    devices = DeviceFactory.create_batch(100, received=True, site=site)
    session = ScanSessionFactory(act="refurbish", owner=coordinator, site=site)
    items = [LoanItemFactory(open=True, loan__site=site) for _ in range(20)]
    for user, path, scanned in [
        (coordinator, session.get_absolute_url(), devices),
        (counter, reverse("return_scan"), [item.device for item in items]),
    ]:
        mine = mortal_phone(user)
        take_along(mine, path)
        stored = scan_all(mine, scanned)
        send_all(mine, user)
        assert arrived(Snapshot.objects.filter(by=user)) == stored
    assert session.lines.count() == 100
    assert {line.device for line in session.lines.standing()} == set(devices)
    assert ReturnLine.objects.count() == 20
    assert {line.item for line in ReturnLine.objects.all()} == set(items)
    assert not OfflineScan.objects.exclude(outcome="done").exists()


@pytest.mark.parametrize("create", listed("TAKEN_ALONG"))
def test_two_phones_and_a_desk_count_300_devices(
    mortal_phone, phone, send_all, volunteer, technician, coordinator, site, create
):
    """Each device is found once, although the phones overlap and the desk scans some too."""
    devices = DeviceFactory.create_batch(300, received=True, site=site, category=CategoryFactory())
    path, counted = create(coordinator, devices)
    users, parts = [volunteer, technician], [devices[:180], devices[120:290]]
    phones = [mortal_phone(user) for user in users]
    stored = {}
    for one, part in zip(phones, parts, strict=True):
        take_along(one, path)
        stored |= scan_all(one, part)
    desk = phone(coordinator)
    desk.open(path)
    for device in devices[285:]:
        usb_on_the_page(desk.page, device)
    expect(desk.page.locator("[data-scan-log] li[data-tone]")).to_have_count(15)
    for one, user in zip(phones, users, strict=True):
        send_all(one, user)
    assert arrived(Snapshot.objects.all()) == stored
    assert len(stored) == 180 + 170
    assert not OfflineScan.objects.exclude(outcome="done").exists()
    found = counted()
    assert len(found) == 300
    assert set(found) == set(devices)
