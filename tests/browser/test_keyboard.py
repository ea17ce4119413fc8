"""The keyboard suffices: tab stops are visible, no element is a trap, all actions work."""

import pytest
from playwright.sync_api import expect

from donations.lifecycle import DonationStatus
from tests.access import address
from tests.browser.conftest import DESK, PHONE
from tests.browser.hands import FAR, STILL, button, press, reach, summary
from tests.browser.inspection import KEYS, keyboard_faults_on
from tests.factories import DeviceFactory, DonationFactory, UserFactory
from tests.of_modules import listed
from tests.world import build_world

STOP = """() => {
  const stop = document.activeElement
  return stop === document.body ? null : { name: keys.named(stop), fault: keys.unseen(stop) }
}"""


def stops_of(page):
    """Return the tab stops from the start of the page to the browser's own frame."""
    stops = []
    for _press in range(FAR):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            return stops
        stops.append(stop)
    raise AssertionError(f"a trap: {[stop['name'] for stop in stops[-6:]]}")


def back_from_the_end(page, count):
    """Return this number of tab stops from the end of the page backwards, in page order."""
    stops = []
    for _press in range(count):
        page.keyboard.press("Shift+Tab")
        stops.append(page.evaluate(STOP) or {"name": "nothing", "fault": "is none"})
    return stops[::-1]


SIZES = pytest.mark.parametrize(
    ("theme", "size"),
    [
        pytest.param("light", PHONE, id="phone"),
        pytest.param("dark", DESK, id="desk", marks=pytest.mark.audit),
    ],
)
# Pages walked Tab by Tab; `test_axe` checks reachability, order and visibility on all pages.
EVERYDAY = ["device_bench", "loan_what", "request_new"]
WALKED = [
    *listed("WALKED"),
    "agreement_sign",
    "appointment_cancel",
    "appointment_day",
    "device_detail",
    "device_list",
    "donation_detail",
    "home",
    "import_detail",
    "incident_new",
    "label_print",
    "loan_book",
    "loan_explained",
    "loan_recipient",
    "message_list",
    "profile",
    "request_accept",
    "request_reserve",
    "return_scan",
    "run_detail",
    "scan",
    "voucher_stock",
]


@pytest.fixture
def walk(visit, site):
    """`walk(names, PHONE, "light")` walks through these pages and back; returns the faults."""

    def walk(names, size, theme):
        world = build_world(site)
        page = visit(UserFactory(admin=True, sites=[site]), size | STILL, theme=theme)
        page.add_init_script(path=KEYS)
        faults = []
        for name in names:
            page.goto(address(name, world))
            there = stops_of(page)
            back = back_from_the_end(page, len(there))
            assert [stop["name"] for stop in there] == [stop["name"] for stop in back], name
            stops = [stop for stop in there + back if stop["fault"]]
            faults += [f"{name}: {stop['name']} {stop['fault']}" for stop in stops]
        return faults

    return walk


@pytest.mark.audit
@SIZES
def test_every_focus_is_visible_and_none_is_a_trap(walk, theme, size):
    faults = walk(EVERYDAY, size, theme)
    assert not faults, "\n".join(faults)


@pytest.mark.audit
@SIZES
def test_no_focus_of_more_pages_is_a_trap(walk, theme, size):
    faults = walk(WALKED, size, theme)
    assert not faults, "\n".join(faults)


def test_the_first_tab_stop_skips_the_menu(visit, volunteer):
    page = visit(volunteer, DESK)
    page.goto("/devices/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_menu_of_a_phone_opens_closes_and_leads(visit, volunteer):
    page = visit(volunteer, PHONE | STILL)
    page.goto("/")
    menu = button(page, "Menu")
    devices = page.locator("#menu").get_by_role("link", name="Stock", exact=True)
    reach(page, menu)
    for key in ("Space", "Enter"):
        page.keyboard.press(key)
        expect(devices).to_be_in_viewport()
        expect(page.locator("#menu")).to_be_focused()
        page.keyboard.press("Escape")
        expect(menu).to_be_focused()
        expect(devices).not_to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(devices).to_be_in_viewport()
    press(page, devices)
    expect(page.get_by_role("heading", level=1)).to_have_text("Devices")


def test_a_list_is_filtered_and_sorted_and_the_focus_stays(visit, volunteer, site):
    ready, other = DeviceFactory(ready=True, site=site), DeviceFactory(received=True, site=site)
    page = visit(volunteer, DESK)
    page.goto("/devices/")
    expect(page.locator("#table")).to_contain_text(other.asset_tag)
    status = page.locator("#id_status")
    reach(page, status)
    page.keyboard.type("ready")
    expect(page.locator("#table")).not_to_contain_text(other.asset_tag)
    expect(page.locator("#table")).to_contain_text(ready.asset_tag)
    expect(page.locator("[data-table-announced]")).to_contain_text("1")
    expect(status).to_be_focused()
    sort = page.locator("#table th a").first
    press(page, sort)
    expect(page.locator("#table th[aria-sort]")).to_have_count(1)
    expect(page.locator("#table th a").first).to_be_focused()


def test_a_confirmation_dialog_is_opened_and_confirmed(visit, coordinator, site):
    page = visit(coordinator, DESK)
    donation = DonationFactory(promised=True, site=site)
    page.goto(f"/donations/{donation.pk}/")
    opens = summary(page, "Cancel the donation")
    expect(opens).to_be_hidden()
    press(page, page.locator(".menu-acts > summary"), "Space")
    expect(opens).to_be_visible()
    press(page, opens, "Space")
    expect(page.locator(".confirm-box")).to_contain_text(
        "If this donation is not coming, cancel it. You can restore"
    )
    with page.expect_navigation():
        press(page, button(page, "Yes, cancel it"))
    donation.refresh_from_db()
    assert donation.status == DonationStatus.CANCELLED


PLANTED = """
<style>:focus { outline: none }</style>
<div onclick="go()">a press</div>
<button tabindex="-1">left out</button>
<button tabindex="3">pushes in</button>
<label>no thing</label>
<p style="display: flex"><button style="order: 2">later</button><button>sooner</button></p>
<p id="heard">heard</p>
<script>document.querySelector("#heard").addEventListener("click", () => 1)</script>
"""


def test_the_checker_finds_elements_unreachable_by_keyboard(visit, db):
    page = visit(None, DESK)
    page.add_init_script(path=KEYS)
    page.goto("about:blank")
    page.set_content(PLANTED)
    assert keyboard_faults_on(page, with_rings=True) == [
        "button left out is no stop of Tab",
        "button pushes in takes its turn before others",
        "div a press is pressed by a mouse alone",
        "p heard is pressed by a mouse alone",
        "label no thing is a label of nothing",
        "button sooner stands before button later and comes after it",
        "button pushes in shows no focus",
        "button later shows no focus",
        "button sooner shows no focus",
    ]
