"""No scan is lost, and each is answered once, whatever the network: by sound, words and colour."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from inventory.models import Device, ExitLine, Freight
from loans.models import LoanItem, ReturnLine
from tests.browser.conftest import PHONE
from tests.browser.hands import STILL
from tests.browser.inspection import violations_on
from tests.browser.line import Line, until
from tests.browser.scans import (
    LEVEL,
    PATIENCE_MS,
    RETRY_MS,
    RISES,
    answered,
    box_of,
    played_tones,
    sign_in_as,
    stored_scans,
    trouble,
    usb,
    usb_on_the_page,
)
from tests.factories import (
    DeviceFactory,
    ExitBatchFactory,
    LoanFactory,
    LoanItemFactory,
    PlaceFactory,
    ScanSessionFactory,
    TransferFactory,
)
from tests.of_modules import listed


@pytest.fixture
def devices(site):
    return DeviceFactory.create_batch(6, received=True, site=site)


@pytest.fixture
def session(coordinator, site):
    return ScanSessionFactory(act="refurbish", owner=coordinator, site=site)


# --- Each scan has one answer ---
def scan_all(page, line, codes, interval):
    """Scan a code every `interval` ms, letter by letter, while responses arrive."""
    box_of(page).focus()
    for number, code in enumerate(codes):
        keys = [*code, "Enter"]
        for place, key in enumerate(keys):
            line.pass_to(number * interval + place * interval // len(keys))
            page.keyboard.press(key)
    while len(line.sent) < len(codes) or line.waiting:
        line.next()
    expect(answered(page)).to_have_count(len(codes))
    assert stored_scans(page) == []


@pytest.mark.parametrize(
    ("latency", "interval"),
    [(1500, 200), *(pytest.param(ms, 500, marks=pytest.mark.audit) for ms in (300, 600))],
)
def test_a_response_during_a_scan_loses_no_character(
    scan_into, session, devices, latency, interval
):
    page = scan_into(session.get_absolute_url())
    tags = [device.asset_tag for device in devices]
    scan_all(page, Line(page, latency), tags, interval)
    rows = session.lines.filter(status="done").order_by("pk")
    assert [line.device.asset_tag for line in rows] == tags
    assert page.locator("#run .scan-done").count() == session.lines.count() == len(tags)
    assert played_tones(page) == RISES * len(tags)


@pytest.mark.audit
def test_a_scanner_that_never_waits_loses_nothing(scan_into, session, devices):
    page = scan_into(session.get_absolute_url())
    line = Line(page, 1500)
    for number, device in enumerate(devices):
        line.pass_to(number * 200)
        usb_on_the_page(page, device)
    for _device in range(len(devices) - (len(line.sent) - len(line.waiting))):
        line.next()
    expect(answered(page)).to_have_count(len(devices))
    assert session.lines.filter(status="done").count() == len(devices)


def shelving(user, site):
    place = PlaceFactory(site=site)
    session = ScanSessionFactory(owner=user, site=site, place=place)
    devices = DeviceFactory.create_batch(2, received=True, site=site)
    return session.get_absolute_url(), devices, Device.objects.filter(place=place).count


def returning(user, site):
    loan = LoanFactory(active=True, site=site)
    items = LoanItemFactory.create_batch(2, open=True, loan=loan, device__site=site)
    return "/returns/", [item.device for item in items], ReturnLine.objects.count


def handing_over(user, site):
    loan = LoanFactory(prepared=True, site=site)
    devices = DeviceFactory.create_batch(2, ready=True, site=site)
    return f"{loan.counter_url}what/", devices, LoanItem.objects.count


def loading(user, site):
    transfer = TransferFactory(prepared=True, origin=site)
    devices = DeviceFactory.create_batch(2, received=True, site=site)
    return transfer.get_absolute_url(), devices, Freight.objects.count


def exiting(user, site):
    batch = ExitBatchFactory(open=True, site=site)
    devices = DeviceFactory.create_batch(2, retired=True, site=site)
    return batch.get_absolute_url(), devices, ExitLine.objects.count


def grouping(user, site):
    devices = DeviceFactory.create_batch(2, refurbishing=True, site=site)
    return "/bench/together/", devices, lambda: len(devices)


PAGES = [shelving, returning, handing_over, loading, exiting, grouping, *listed("SCAN_PAGES")]


@pytest.mark.audit
def test_every_scan_page_uses_the_same_queue(scan_into, coordinator, site):
    """Two scans are made at once, and the network accepts the second at the third attempt."""
    page = scan_into("/profile/")
    for make in PAGES:
        path, devices, number = make(coordinator, site)
        before = number()
        page.goto(path)
        page.evaluate("window.same = true")
        line = Line(page, 50, fates=["", "cut", "lost"])
        for device in devices:
            usb_on_the_page(page, device)
        for _attempt in range(4):
            until(page, lambda line=line: line.waiting or trouble(page).is_visible())
            if not line.waiting:
                page.clock.fast_forward(RETRY_MS)
            line.next()
        expect(answered(page)).to_have_count(2)
        expect(trouble(page)).to_be_hidden()
        assert number() - before == (0 if make is grouping else 2), path
        assert stored_scans(page) == [], path
        assert page.evaluate("window.same"), path  # the page stayed open, and the camera with it
        for device in devices:
            expect(page.locator("#content")).to_contain_text(device.asset_tag)


# --- Errors are reported -------------------------------------------------------------------------
def test_without_a_network_each_scan_is_answered_and_kept(scan_into, session, devices):
    page = scan_into(session.get_absolute_url())
    page.context.set_offline(True)
    page.locator("[data-scan-target] button").first.focus()
    for way, device in zip([usb, usb_on_the_page], devices, strict=False):
        way(page, device)
        expect(page.locator("li[data-state=kept]", has_text=device.asset_tag)).to_be_visible()
        assert played_tones(page) == LEVEL
    expect(trouble(page)).to_contain_text("No network. Your scans are kept")
    expect(page.locator("[data-scan-announced]")).to_contain_text("waiting")
    expect(box_of(page)).to_have_value("")
    page.context.set_offline(False)
    expect(answered(page)).to_have_count(2)
    expect(trouble(page)).to_be_hidden()
    assert played_tones(page) == RISES * 2
    assert session.lines.filter(status="done").count() == 2


@pytest.mark.audit
def test_a_server_error_is_shown_with_a_retry(scan_into, session, devices):
    page = scan_into(session.get_absolute_url())
    line = Line(page)
    words = {"lost": "No network."}
    words |= dict.fromkeys(
        [500, 503, 429], "The server cannot respond right now. Your scans are kept"
    )
    for number, (fate, sentence) in enumerate(words.items(), 1):
        line.fates, line.sent = [fate], []
        usb_on_the_page(page, devices[number])
        line.next()
        expect(trouble(page)).to_contain_text(sentence)
        assert played_tones(page) == LEVEL, fate
        page.get_by_role("button", name="Try again").click()
        line.next()
        expect(answered(page)).to_have_count(number)
        expect(trouble(page)).to_be_hidden()
        assert played_tones(page) == RISES, fate
        first, second = [re.search(r'name="scan"\s+(\S+)', sent.post_data)[1] for sent in line.sent]
        assert first == second, fate
    assert [line.device for line in session.lines.order_by("pk")] == devices[1 : number + 1]


def test_a_request_timeout_is_shown(scan_into, session, devices):
    page = scan_into(session.get_absolute_url())
    line = Line(page)
    usb_on_the_page(page, devices[0])
    until(page, lambda: line.waiting)
    page.clock.fast_forward(PATIENCE_MS)
    expect(trouble(page)).to_contain_text("No answer yet. Your scans are kept")
    line.waiting.clear()
    page.clock.fast_forward(RETRY_MS)
    line.next()
    expect(answered(page)).to_have_count(1)


def test_a_scan_rejected_by_the_server_is_dropped(scan_into, session, devices):
    page = scan_into(session.get_absolute_url())
    line = Line(page, fates=[404, 404])
    for device in devices[:2]:
        usb_on_the_page(page, device)
        line.next()  # always the first scan, since later scans wait
        expect(trouble(page)).to_contain_text("The server did not accept this scan.")
    page.get_by_role("button", name=f"Discard this scan {devices[0]}").click()
    line.next()
    expect(answered(page)).to_contain_text(devices[1].asset_tag)
    assert [line.device for line in session.lines.all()] == [devices[1]]


def test_after_the_session_ends_scanning_continues_once_signed_in(
    scan_into, session, devices, coordinator
):
    page = scan_into(session.get_absolute_url())
    Session.objects.all().delete()
    for device in devices[:2]:
        usb_on_the_page(page, device)
    expect(trouble(page)).to_contain_text("Your session has ended. Your scans are kept")
    expect(page.locator("input[type=password]")).to_have_count(0)
    link = page.get_by_role("link", name="Sign in")
    assert link.get_attribute("href").endswith(f"?next={session.get_absolute_url()}")
    sign_in_as(page, coordinator)
    link.click()
    expect(answered(page)).to_have_count(2)
    assert page.url.endswith(session.get_absolute_url())
    assert session.lines.filter(status="done").count() == 2


@pytest.mark.audit
def test_an_undo_without_a_session_leads_to_the_sign_in_as_a_page(scan_into, session, devices):
    page = scan_into(session.get_absolute_url())
    usb_on_the_page(page, devices[0])
    expect(answered(page)).to_have_count(1)
    Session.objects.all().delete()
    page.get_by_role("button", name="Undo the last").click()
    expect(page.locator("input[type=password]")).to_be_visible()
    assert page.url.endswith(f"/accounts/login/?next={session.get_absolute_url()}")


def test_an_undo_without_a_network_is_refused_aloud_and_works_once_it_is_back(
    scan_into, session, devices
):
    page = scan_into(session.get_absolute_url(), PHONE)
    usb_on_the_page(page, devices[0])
    expect(answered(page)).to_have_count(1)
    buttons = [
        page.get_by_role("button", name="Undo the last"),
        page.get_by_role("button", name=f"Undo: {devices[0]}"),
    ]
    notice = page.locator("[data-cut]")
    for is_known in (True, False):  # a browser may believe that it is online
        if is_known:
            page.context.set_offline(True)
        else:
            page.route("**/undo/", lambda route: route.abort("internetdisconnected"))
        for button in buttons:
            button.dispatch_event("click")
            expect(notice).to_contain_text(
                "Nothing was done: there is no network or no answer. Try"
            )
            expect(notice).to_be_in_viewport()
        if is_known:
            expect(buttons[0]).to_have_attribute("aria-disabled", "true")
            page.context.set_offline(False)
            expect(notice).to_have_count(0)
            expect(buttons[0]).not_to_have_attribute("aria-disabled", "true")
    page.unroute("**/undo/")
    assert session.lines.filter(status="done").count() == 1
    buttons[0].click()
    expect(page.locator("#run .scan-undone")).to_contain_text(devices[0].asset_tag)
    expect(notice).to_have_count(0)
    # an undone scan is no longer reported as done
    expect(page.locator("[data-scan-log] [data-sound]")).to_have_count(0)
    row = page.locator("[data-scan-log] li[data-tone=undone]", has_text=devices[0].asset_tag)
    expect(row).to_have_css("text-decoration-line", "line-through")


@pytest.mark.audit
def test_the_queue_has_no_axe_violation(visit, coordinator, session, devices):
    page = visit(coordinator, PHONE | STILL)
    page.goto(session.get_absolute_url())
    line = Line(page, 10, fates=["", 503])
    for device in devices[:3]:
        usb_on_the_page(page, device)
    line.next()
    line.next()
    expect(trouble(page)).to_be_visible()
    expect(page.locator("[data-scan-announced]")).to_contain_text(
        "The server cannot respond right now. Your scans are kept"
    )
    for theme in ("light", "dark"):
        page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme }", theme)
        assert violations_on(page) == [], theme
