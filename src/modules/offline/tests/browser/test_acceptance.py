"""A day without network, at full size: every scan of the phones is compared with the register."""

import pytest
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


@pytest.fixture(autouse=True)
def _site(installed):
    """The reference data, committed."""


def scan_all(phone, devices):
    """Scan without network, with the tab closed halfway; return {id: code} of the phone."""
    codes = [device.asset_tag for device in devices]
    half = len(codes) // 2
    open_work(phone)
    phone.page.evaluate(ENTER, codes[:half])
    phone.close_tab()
    open_work(phone)
    phone.page.evaluate(ENTER, codes[half:])
    return dict(phone.page.evaluate(STORED))


def send_all(phone, fates, network):
    """Send through a network that fails in these ways, and then works."""
    network.of, network.fates = reverse("offline_send"), list(fates)
    phone.offline(is_off=False)
    while unsent(phone):
        phone.open("/")
        phone.page.evaluate("offlineSync.send().catch(() => {})")


def arrived(snapshot):
    return {str(scan.pk): scan.code for scan in snapshot.scans.all()}


def test_a_session_of_100_and_20_returns(phone, network, counter, coordinator, site, monkeypatch):
    devices = DeviceFactory.create_batch(100, received=True, site=site)
    session = ScanSessionFactory(act="refurbish", owner=coordinator, site=site)
    mine = phone(coordinator)
    take_along(mine, session.get_absolute_url())
    stored = scan_all(mine, devices)
    monkeypatch.setattr(core, "__version__", "99.1")  # updated midway
    send_all(mine, ["lost", 500, "lost", 503, "portal", "lost"], network)
    assert arrived(Snapshot.objects.get()) == stored
    assert {line.device for line in session.lines.standing()} == set(devices)
    assert session.lines.count() == 100

    items = [LoanItemFactory(open=True, loan__site=site) for _ in range(20)]
    other = phone(counter)
    take_along(other, reverse("return_scan"))
    stored = scan_all(other, [item.device for item in items])
    network.latency = 3
    send_all(other, ["lost", 503], network)
    assert arrived(Snapshot.objects.filter(task="return").get()) == stored
    assert {line.item for line in ReturnLine.objects.filter(item__in=items)} == set(items)
    assert not OfflineScan.objects.exclude(outcome="done").exists()


@pytest.mark.parametrize("create", listed("TAKEN_ALONG"))
def test_two_phones_and_a_desk_count_300_devices(
    phone, network, volunteer, technician, coordinator, site, create
):
    """Each device is found once, although the phones overlap and the desk scans some too."""
    devices = DeviceFactory.create_batch(300, received=True, site=site, category=CategoryFactory())
    path, counted = create(coordinator, devices)
    phones = [phone(volunteer), phone(technician)]
    stored = {}
    for one, part in zip(phones, [devices[:180], devices[120:290]], strict=True):
        take_along(one, path)
        stored |= scan_all(one, part)
    desk = phone(coordinator)
    desk.open(path)
    for device in devices[285:]:
        usb_on_the_page(desk.page, device)
    expect(desk.page.locator("[data-scan-log] li[data-tone]")).to_have_count(15)
    for one, fates in zip(phones, [["lost", 500, "portal"], [503, "lost", "lost"]], strict=True):
        send_all(one, fates, network)
    scans = OfflineScan.objects.all()
    assert {str(scan.pk): scan.code for scan in scans} == stored
    assert len(stored) == 180 + 170
    assert not scans.exclude(outcome="done").exists()
    found = counted()
    assert len(found) == 300
    assert set(found) == set(devices)
