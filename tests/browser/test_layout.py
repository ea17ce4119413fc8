from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.inspection import violations_on

# Keys of one burst, however busy the machine is; a scanner's come a few milliseconds apart.
AS_FAST_AS_A_SCANNER = """(keys) => {
  for (const key of keys) {
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  }
}"""


def test_nothing_is_loaded_from_another_host(visit, strangers, coordinator):
    page = visit(coordinator, DESK)
    refused = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto("/")
    page.goto("/devices/")
    page.wait_for_load_state("networkidle")
    assert strangers == []
    assert refused == []


def test_the_menu_of_a_phone_opens_and_leads_somewhere(visit, volunteer):
    page = visit(volunteer, PHONE)
    page.goto("/")
    page.get_by_role("button", name="Menu").click()
    page.locator("#menu").get_by_role("link", name="Stock", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Devices")


def test_a_usb_scanner_needs_no_field(visit, volunteer):
    page = visit(volunteer, DESK)
    page.goto("/")
    page.evaluate(AS_FAST_AS_A_SCANNER, [*"D99-9999", "Enter"])
    expect(page.locator("[data-sound=danger]")).to_contain_text("D99-9999")


def test_light_and_dark_are_remembered(visit, volunteer):
    page = visit(volunteer, DESK, theme="light")
    page.goto("/")
    page.get_by_role("button", name="Light or dark").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_help_opens_over_the_page_and_closes_by_key(visit, volunteer):
    page = visit(volunteer, PHONE)
    page.goto("/devices/")
    help_ = page.locator("[data-help] > summary")
    help_.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Find and follow a device")).to_be_visible()
    picture = page.locator(".help-panel img")
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("img => img.naturalWidth") == 720
    assert violations_on(page) == []
    page.keyboard.press("Escape")
    expect(page.locator(".help-panel")).to_be_hidden()
    expect(help_).to_be_focused()


def test_the_current_tab_is_visible_on_a_phone(visit, coordinator):
    page = visit(coordinator, PHONE)
    page.goto("/availability/")
    tabs, tab = page.locator(".tabs"), page.locator(".tabs [aria-current]")
    expect(tab).to_be_in_viewport(ratio=1)
    ends = tab.evaluate("tab => tab.getBoundingClientRect().right")
    assert ends <= tabs.evaluate("tabs => tabs.getBoundingClientRect().right") + 1
