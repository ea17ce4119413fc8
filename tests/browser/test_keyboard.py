"""The keyboard alone suffices: each stop of the Tab key is seen, no trap, each act is done."""

import pytest
from playwright.sync_api import expect

from donations.lifecycle import DonationStatus
from inventory.models import TestResult
from tests.access import address
from tests.browser.conftest import DESK, PHONE
from tests.factories import ChecklistItemFactory, DeviceFactory, DonationFactory, UserFactory
from tests.people.pages import PASSWORD, somebody
from tests.world import build_world

FAR = 150  # stops: no page has so many

STOP = """() => {
  const stop = document.activeElement
  if (stop === document.body) return null
  const light = color => {
    const [r, g, b] = color.match(/[\\d.]+/g).slice(0, 3).map(part => {
      const c = part / 255
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const behind = element => {
    for (let e = element.parentElement; e; e = e.parentElement) {
      const color = getComputedStyle(e).backgroundColor
      if (!/, 0\\)$/.test(color)) return color
    }
    return 'rgb(255, 255, 255)'
  }
  const contrast = element => {
    const [a, b] = [getComputedStyle(element).outlineColor, behind(element)].map(light)
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
  }
  const ringed = element => {
    const style = getComputedStyle(element)
    const shown = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
    return shown && style.opacity !== '0' && contrast(element) >= 3
  }
  const around = [stop, stop.parentElement, stop.parentElement.parentElement]
  const ring = around.find(ringed)
  const box = (ring ?? stop).getBoundingClientRect()
  const on_top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
  return {
    name: `${stop.localName} ${stop.id || stop.name || stop.textContent.trim().slice(0, 30)}`,
    is_seen: Boolean(ring && on_top && (ring.contains(on_top) || on_top.contains(ring))),
  }
}"""


def stops_of(page):
    """The stops from the start of the page until the browser's own frame."""
    stops = []
    for _press in range(FAR):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            return stops
        stops.append(stop)
    raise AssertionError(f"a trap: {[stop['name'] for stop in stops[-6:]]}")


def back_from_the_end(page, count):
    """As many stops from the end of the page, the first one last."""
    stops = []
    for _press in range(count):
        page.keyboard.press("Shift+Tab")
        stops.append(page.evaluate(STOP) or {"name": "nothing", "is_seen": False})
    return stops[::-1]


def reach(page, thing, key="Tab"):
    """Press `key` until `thing` has the focus."""
    for _press in range(FAR):
        if thing.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"never reached: {thing}")


def press(page, thing, key="Enter"):
    reach(page, thing)
    page.keyboard.press(key)


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


SIZES = pytest.mark.parametrize(
    ("theme", "size"), [("light", PHONE), ("dark", DESK)], ids=["phone", "desk"]
)
STILL = {"reduced_motion": "reduce"}
WALKED = [
    "home",
    "appointment_day",
    "appointment_cancel",
    "loan_book",
    "campaign_detail",
    "device_list",
    "device_detail",
    "device_bench",
    "donation_detail",
    "label_print",
    "loan_hand_over",
    "loan_recipient",
    "return_scan",
    "incident_new",
    "agreement_sign",
    "request_new",
    "request_accept",
    "request_reserve",
    "import_detail",
    "profile",
]


@SIZES
def test_every_stop_is_seen_and_none_is_a_trap(visit, site, theme, size):
    world = build_world(site)
    page = visit(UserFactory(admin=True, sites=[site]), size | STILL, theme=theme)
    unseen = []
    for name in WALKED:
        page.goto(address(name, world))
        there = stops_of(page)
        back = back_from_the_end(page, len(there))
        assert [stop["name"] for stop in there] == [stop["name"] for stop in back], name
        unseen += [f"{name}: {stop['name']}" for stop in there + back if not stop["is_seen"]]
    assert not unseen, "\n".join(unseen)


def test_the_first_stop_leads_past_the_menu(visit, volunteer):
    page = visit(volunteer, DESK)
    page.goto("/devices/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_signing_in(visit, site):
    user = somebody(volunteer=True, sites=[site], language="en")
    page = visit(None, DESK)
    page.goto("/accounts/login/")
    reach(page, page.locator("[name=login]"))
    page.keyboard.type(user.email)
    reach(page, page.locator("[name=password]"))
    page.keyboard.type(PASSWORD)
    press(page, button(page, "Sign in"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(user.name)


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_menu_of_a_phone_opens_closes_and_leads(visit, volunteer, key):
    page = visit(volunteer, PHONE | STILL)
    page.goto("/")
    menu, devices = button(page, "Menu"), page.get_by_role("link", name="Devices", exact=True)
    press(page, menu, key)
    expect(devices).to_be_in_viewport()
    expect(page.locator("#menu")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    expect(devices).not_to_be_in_viewport()
    page.keyboard.press(key)
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
    expect(page.locator("[data-table-says]")).to_contain_text("1")
    expect(status).to_be_focused()
    sort = page.locator("#table th a").first
    press(page, sort)
    expect(page.locator("#table th[aria-sort]")).to_have_count(1)
    expect(page.locator("#table th a").first).to_be_focused()


def test_a_checklist_is_answered(visit, technician, site):
    item = ChecklistItemFactory()
    device = DeviceFactory(refurbishing=True, site=site, category=item.checklist.category)
    page = visit(technician, DESK)
    page.goto(f"/devices/{device.pk}/bench/")
    answers = page.locator(".check input[type=radio]")
    reach(page, answers.first)
    page.keyboard.press("Space")
    expect(answers.nth(0)).to_be_checked()
    page.keyboard.press("ArrowRight")
    expect(answers.nth(1)).to_be_checked()
    page.keyboard.press("ArrowLeft")
    with page.expect_navigation():
        press(page, button(page, "Save"))
    assert TestResult.objects.get(device=device).item == item


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_what_asks_first_is_opened_and_confirmed(visit, coordinator, site, key):
    donation = DonationFactory(promised=True, site=site)
    page = visit(coordinator, DESK)
    page.goto(f"/donations/{donation.pk}/")
    press(page, page.locator("summary").filter(has_text="Cancel"), key)
    with page.expect_navigation():
        press(page, button(page, "Yes, cancel it"), key)
    donation.refresh_from_db()
    assert donation.status == DonationStatus.CANCELLED
