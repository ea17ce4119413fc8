"""No scan is lost, each is answered once, whatever the network: by sound, words and colour."""

import json
import re
from urllib.parse import urljoin

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from inventory.lifecycle import DeviceStatus
from inventory.models import CountScan, Device, ExitLine, Freight
from loans.models import LoanItem, ReturnLine
from tests.browser.conftest import DESK, PHONE, session_of
from tests.browser.line import Line, until
from tests.browser.test_scan_sounds import LISTEN
from tests.factories import (
    DeviceFactory,
    ExitBatchFactory,
    LoanFactory,
    LoanItemFactory,
    PlaceFactory,
    RequestFactory,
    RunFactory,
    StockCountFactory,
    TransferFactory,
    VoucherFactory,
)

LEVEL, RISES = [440, 440], [660, 880]
RETRY_MS, PATIENCE_MS = 5_000, 20_000
# A scanner's keys, sent to what has the focus as fast as can be.
AS_A_SCANNER = """([text, end]) => {
  for (const key of [...text, end]) {
    const options = { key, bubbles: true, cancelable: true };
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", options));
  }
}"""


@pytest.fixture
def scan_into(visit, coordinator):
    """`scan_into(path)` is a page that remembers what it plays, with the clock in our hands."""

    def scan_into(path, size=DESK, user=coordinator):
        page = visit(user, size)
        page.clock.install()
        page.add_init_script(f"({LISTEN})()")
        page.goto(path)
        return page

    return scan_into


@pytest.fixture
def devices(site):
    return DeviceFactory.create_batch(12, received=True, site=site)


@pytest.fixture
def run(coordinator, site):
    return RunFactory(act="refurbish", owner=coordinator, site=site)


def box_of(page):
    return page.locator("[data-scan-target] input[name=code]")


def usb(page, code, end="Enter"):
    page.evaluate(AS_A_SCANNER, [str(code), end])


def usb_on_the_page(page, code):
    page.evaluate("document.activeElement.blur(); document.body.focus()")
    usb(page, code)


def kept(page):
    """What the storage of the tab holds, whole."""
    return page.evaluate("JSON.stringify(Object.entries(sessionStorage))")


def kept_scans(page):
    stored = dict(json.loads(kept(page)))
    return [
        scan
        for name, text in stored.items()
        if name.startswith("scans:")
        for scan in json.loads(text)
    ]


def answered(page):
    return page.locator("[data-scan-log] li[data-tone]")


def sign_in_as(page, user):
    home = urljoin(page.url, "/")
    page.context.add_cookies([{"name": "sessionid", "value": session_of(user, "en"), "url": home}])


def trouble(page):
    return page.locator("[data-scan-trouble]")


def heard(page):
    return [round(tone) for tone in page.evaluate("heard.splice(0)")]


# --- N scans are N answers ------------------------------------------------------------------------
def scan_all(page, line, codes, interval):
    """Scan a code each `interval` ms, letter by letter in the field, while answers come."""
    box_of(page).focus()
    for number, code in enumerate(codes):
        keys = [*code, "Enter"]
        for place, key in enumerate(keys):
            line.pass_to(number * interval + place * interval // len(keys))
            page.keyboard.press(key)
    while len(line.sent) < len(codes) or line.waiting:
        line.next()
    expect(answered(page)).to_have_count(len(codes))
    assert kept_scans(page) == []


@pytest.mark.parametrize(
    ("latency", "interval"), [(50, 200), (300, 500), (600, 500), (800, 900), (1500, 200)]
)
def test_answers_that_come_in_the_middle_of_a_code_cost_no_scan(
    scan_into, run, devices, latency, interval
):
    page = scan_into(run.get_absolute_url())
    tags = [device.asset_tag for device in devices]
    scan_all(page, Line(page, latency), tags, interval)
    rows = run.lines.filter(status="done").order_by("pk")
    assert [line.device.asset_tag for line in rows] == tags
    assert page.locator("#run .scan-done").count() == run.lines.count() == len(tags)
    assert heard(page) == RISES * len(tags)


@pytest.mark.parametrize("latency", [50, 1500])
def test_a_scanner_that_never_waits_loses_nothing(scan_into, run, devices, latency):
    page = scan_into(run.get_absolute_url())
    line = Line(page, latency)
    for number, device in enumerate(devices):
        line.pass_to(number * 200)
        usb_on_the_page(page, device)
    for _device in range(len(devices) - (len(line.sent) - len(line.waiting))):
        line.next()
    expect(answered(page)).to_have_count(len(devices))
    assert run.lines.filter(status="done").count() == len(devices)


def shelving(user, site):
    place = PlaceFactory(site=site)
    run = RunFactory(owner=user, site=site, place=place)
    devices = DeviceFactory.create_batch(4, received=True, site=site)
    return run.get_absolute_url(), devices, Device.objects.filter(place=place).count


def counting(user, site):
    count = StockCountFactory(site=site)
    devices = DeviceFactory.create_batch(4, received=True, site=site)
    return count.get_absolute_url(), devices, CountScan.objects.count


def returning(user, site):
    loan = LoanFactory(active=True, site=site)
    items = LoanItemFactory.create_batch(4, open=True, loan=loan, device__site=site)
    return "/returns/", [item.device for item in items], ReturnLine.objects.count


def handing_over(user, site):
    loan = LoanFactory(prepared=True, site=site)
    devices = DeviceFactory.create_batch(4, ready=True, site=site)
    return loan.counter_url, devices, LoanItem.objects.count


def loading(user, site):
    transfer = TransferFactory(prepared=True, origin=site)
    devices = DeviceFactory.create_batch(4, received=True, site=site)
    return transfer.get_absolute_url(), devices, Freight.objects.count


def leaving(user, site):
    batch = ExitBatchFactory(open=True, site=site)
    devices = DeviceFactory.create_batch(4, retired=True, site=site)
    return batch.get_absolute_url(), devices, ExitLine.objects.count


def grouping(user, site):
    devices = DeviceFactory.create_batch(4, refurbishing=True, site=site)
    return "/bench/together/", devices, lambda: len(devices)


PAGES = [shelving, counting, returning, handing_over, loading, leaving, grouping]


@pytest.mark.parametrize("make", PAGES)
def test_every_page_that_one_scans_into_has_the_same_queue(scan_into, coordinator, site, make):
    path, devices, number = make(coordinator, site)
    before = number()
    page = scan_into(path)
    page.evaluate("window.same = true")
    scan_all(page, Line(page, 600), [device.asset_tag for device in devices], 500)
    assert number() - before == (0 if make is grouping else len(devices))
    assert page.evaluate("window.same")  # the page stayed, and the camera with it
    for device in devices:
        expect(page.locator("#content")).to_contain_text(device.asset_tag)


@pytest.mark.parametrize("make", PAGES)
def test_every_page_keeps_what_the_network_takes_and_acts_once(scan_into, coordinator, site, make):
    path, devices, number = make(coordinator, site)
    before = number()
    page = scan_into(path)
    line = Line(page, 50, fates=["cut", "lost", 500, 503, "", "lost"])
    for device in devices:
        usb_on_the_page(page, device)
    for _attempt in range(len(devices) + 5):
        until(page, lambda: line.waiting or trouble(page).is_visible())
        if not line.waiting:
            page.clock.fast_forward(RETRY_MS)
        line.next()
    expect(answered(page)).to_have_count(len(devices))
    expect(trouble(page)).to_be_hidden()
    assert number() - before == (0 if make is grouping else len(devices))
    assert kept_scans(page) == []


# --- What goes wrong is said ----------------------------------------------------------------------
@pytest.mark.parametrize("way", [usb, usb_on_the_page])
def test_without_a_network_each_scan_is_said_and_kept(scan_into, run, devices, way):
    page = scan_into(run.get_absolute_url())
    page.context.set_offline(True)
    page.locator("[data-scan-target] button").first.focus()
    for device in devices[:3]:
        way(page, device)
        expect(page.locator("li[data-state=kept]", has_text=device.asset_tag)).to_be_visible()
        assert heard(page) == LEVEL
    expect(trouble(page)).to_contain_text("No network. What you scan is kept")
    expect(page.locator("[data-scan-said]")).to_contain_text("kept")
    expect(box_of(page)).to_have_value("")
    page.context.set_offline(False)
    expect(answered(page)).to_have_count(3)
    expect(trouble(page)).to_be_hidden()
    assert heard(page) == RISES * 3
    assert run.lines.filter(status="done").count() == 3


@pytest.mark.parametrize(
    ("fate", "words"),
    [
        ("cut", "No network."),
        ("lost", "No network."),
        (500, "The server cannot answer now."),
        (503, "The server cannot answer now."),
        (429, "The server cannot answer now."),
    ],
)
def test_a_failure_is_said_and_one_may_try_again(scan_into, run, devices, fate, words):
    page = scan_into(run.get_absolute_url())
    line = Line(page, fates=[fate])
    usb_on_the_page(page, devices[0])
    line.next()
    expect(trouble(page)).to_contain_text(words)
    assert heard(page) == LEVEL
    page.get_by_role("button", name="Try again").click()
    line.next()
    expect(answered(page)).to_have_count(1)
    assert [line.device for line in run.lines.all()] == [devices[0]]
    first, second = [re.search(r'name="scan"\s+(\S+)', sent.post_data)[1] for sent in line.sent]
    assert first == second


def test_an_answer_that_never_comes_is_said(scan_into, run, devices):
    page = scan_into(run.get_absolute_url())
    line = Line(page)
    usb_on_the_page(page, devices[0])
    until(page, lambda: line.waiting)
    page.clock.fast_forward(PATIENCE_MS)
    expect(trouble(page)).to_contain_text("No answer yet. What you scan is kept")
    line.waiting.clear()
    page.clock.fast_forward(RETRY_MS)
    line.next()
    expect(answered(page)).to_have_count(1)


def test_a_scan_that_the_server_will_not_have_is_left_out(scan_into, run, devices):
    page = scan_into(run.get_absolute_url())
    line = Line(page, fates=[404, 404])
    for device in devices[:2]:
        usb_on_the_page(page, device)
        line.next()  # the first each time: what comes after it waits
        expect(trouble(page)).to_contain_text("The server did not take it.")
    page.get_by_role("button", name=f"Leave it out {devices[0]}").click()
    line.next()
    expect(answered(page)).to_contain_text(devices[1].asset_tag)
    assert [line.device for line in run.lines.all()] == [devices[1]]


def test_when_the_session_ends_one_signs_in_and_goes_on(scan_into, run, devices, coordinator):
    page = scan_into(run.get_absolute_url())
    Session.objects.all().delete()
    for device in devices[:2]:
        usb_on_the_page(page, device)
    expect(trouble(page)).to_contain_text("Your session is over. What you scan is kept")
    expect(page.locator("input[type=password]")).to_have_count(0)
    link = page.get_by_role("link", name="Sign in")
    assert link.get_attribute("href").endswith(f"?next={run.get_absolute_url()}")
    sign_in_as(page, coordinator)
    link.click()
    expect(answered(page)).to_have_count(2)
    assert page.url.endswith(run.get_absolute_url())
    assert run.lines.filter(status="done").count() == 2


def test_an_undo_without_a_session_leads_to_the_sign_in_as_a_page(scan_into, run, devices):
    page = scan_into(run.get_absolute_url())
    usb_on_the_page(page, devices[0])
    expect(answered(page)).to_have_count(1)
    Session.objects.all().delete()
    page.get_by_role("button", name="Undo the last").click()
    expect(page.locator("input[type=password]")).to_be_visible()
    assert page.url.endswith(f"/accounts/login/?next={run.get_absolute_url()}")


# --- What is kept, where, and how long --------------------------------------------------------
def test_what_is_kept_waits_for_its_page(scan_into, run, devices):
    page = scan_into(run.get_absolute_url())
    page.route("**/scan/", lambda route: route.abort())
    usb_on_the_page(page, devices[0])
    expect(trouble(page)).to_be_visible()
    page.goto("/devices/")
    expect(page.locator("[data-scan-elsewhere]")).to_contain_text(devices[0].asset_tag)
    page.unroute("**/scan/")
    page.get_by_role("link", name="Go there").click()
    expect(answered(page)).to_have_count(1)
    assert [line.device for line in run.lines.all()] == [devices[0]]


def test_what_waits_for_a_batch_that_ended_is_named(scan_into, run, devices):
    page = scan_into(run.get_absolute_url())
    page.route("**/scan/", lambda route: route.abort())
    usb_on_the_page(page, devices[0])
    expect(trouble(page)).to_be_visible()
    page.get_by_role("button", name="End this batch").click()
    page.goto(run.get_absolute_url())
    expect(page.locator("[data-scan-elsewhere]")).to_contain_text(devices[0].asset_tag)
    page.get_by_role("button", name="Leave them out").click()
    expect(page.locator("[data-scan-elsewhere]")).to_be_hidden()
    assert kept_scans(page) == []


def test_signing_out_leaves_no_scan_behind(scan_into, run, devices):
    page = scan_into(run.get_absolute_url())
    page.route("**/scan/", lambda route: route.abort())
    usb_on_the_page(page, devices[0])
    expect(trouble(page)).to_be_visible()
    page.goto("/profile/")
    assert devices[0].asset_tag in kept(page)
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("input[type=password]")).to_be_visible()
    assert devices[0].asset_tag not in kept(page)


def test_another_user_of_the_tab_finds_nothing(scan_into, run, devices, counter):
    page = scan_into(run.get_absolute_url())
    page.route("**/scan/", lambda route: route.abort())
    usb_on_the_page(page, devices[0])
    expect(trouble(page)).to_be_visible()
    sign_in_as(page, counter)
    page.goto("/devices/")
    expect(page.locator("[data-scan-elsewhere]")).to_be_hidden()
    assert devices[0].asset_tag not in kept(page)


def test_a_code_that_is_worth_money_stays_nowhere_once_it_is_answered(scan_into, run, site):
    VoucherFactory(in_stock=True, batch__site=site, code="CODE47110815")
    page = scan_into(run.get_absolute_url())
    line = Line(page, fates=[503])
    usb_on_the_page(page, "CODE47110815")
    line.next()
    expect(trouble(page)).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    line.next()
    expect(answered(page)).to_contain_text("the code of a voucher")
    assert "4711" not in kept(page)
    assert "4711" not in page.content()


# --- Where a scan leads elsewhere -----------------------------------------------------------------
def test_what_follows_the_paper_of_a_request_goes_to_its_hand_over(scan_into, site):
    asked = RequestFactory(accepted=True, site=site)
    opened = LoanFactory(prepared=True, site=site, request=asked, organisation=asked.organisation)
    loan = LoanFactory(prepared=True, site=site)
    device = DeviceFactory(ready=True, site=site)
    page = scan_into(loan.counter_url)
    line = Line(page, 600)
    usb_on_the_page(page, opened.number)
    usb_on_the_page(page, device)
    line.next()
    page.wait_for_url(f"**{opened.counter_url}")
    line.next()
    expect(answered(page)).to_have_count(1)
    assert len(line.sent) == 2


@pytest.mark.parametrize("path", ["/", "/scan/", "/bench/", "/devices/"])
def test_a_scan_that_opens_a_page_is_kept_as_well(scan_into, devices, path):
    page = scan_into(path)
    page.context.set_offline(True)
    usb_on_the_page(page, devices[0])
    expect(trouble(page)).to_contain_text("No network. What you scan is kept")
    page.context.set_offline(False)
    expect(page.get_by_role("heading", level=1)).to_contain_text(devices[0].asset_tag)
    expect(page.locator("[data-sound=success]")).to_contain_text(devices[0].asset_tag)


def test_a_scanner_that_ends_with_tab_is_heard_in_the_field(scan_into, run, devices):
    page = scan_into(run.get_absolute_url())
    box_of(page).focus()
    page.evaluate(
        """(code) => {
          const field = document.activeElement;
          for (const key of [...code, "Tab"]) {
            const options = { key, bubbles: true, cancelable: true };
            const goesOn = field.dispatchEvent(new KeyboardEvent("keydown", options));
            if (goesOn && key !== "Tab") field.value += key;
          }
        }""",
        devices[0].asset_tag,
    )
    expect(answered(page)).to_have_count(1)
    expect(box_of(page)).to_have_value("")
    assert devices[0].__class__.objects.get(pk=devices[0].pk).status == DeviceStatus.REFURBISHING


def test_on_a_phone_the_latest_answer_is_in_sight(scan_into, run, devices):
    page = scan_into(run.get_absolute_url(), PHONE)
    for device in devices:
        usb_on_the_page(page, device)
    expect(answered(page)).to_have_count(len(devices))
    expect(answered(page).first).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
