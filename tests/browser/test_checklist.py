"""A checklist by keyboard only: P, F, N, Enter, arrows, Ctrl + Enter; and with a screen reader."""

import pytest
from playwright.sync_api import expect

from inventory.models import Device, TestResult
from tests.browser.conftest import DESK, PHONE
from tests.browser.hands import STILL
from tests.browser.scans import usb
from tests.factories import ChecklistFactory, ChecklistItemFactory, DeviceFactory

# Height of what stays at the top and at the foot of the screen.
HIDDEN_BY_BARS = """() => [...document.querySelectorAll(".topbar, .thumb-bar, .sticky-actions")]
  .map(bar => bar.getBoundingClientRect())
  .map(box => Math.min(box.bottom, innerHeight) - Math.max(box.top, 0))
  .reduce((sum, shown) => sum + Math.max(0, shown), 0)"""
# A paste as a browser announces it; a page cannot fill the clipboard itself.
PASTE = """text => {
  const clipboardData = new DataTransfer()
  clipboardData.setData("text", text)
  const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true })
  document.activeElement.dispatchEvent(paste)
}"""


@pytest.fixture
def page(visit, technician, site):
    checklist = ChecklistFactory()
    ChecklistItemFactory(checklist=checklist, code="hinges", labels__en="Hinges")
    ChecklistItemFactory(checklist=checklist, code="wifi", labels__en="Wi-Fi", number=True)
    ChecklistItemFactory(checklist=checklist, code="sim", labels__en="SIM card")
    device = DeviceFactory(refurbishing=True, site=site, category=checklist.category)
    page = visit(technician, DESK)
    page.goto(f"/devices/{device.pk}/bench/?part=checklist")
    page.locator("#check-hinges input[type=radio]").first.focus()
    return page


@pytest.mark.audit
def test_keys_move_between_items_answer_them_and_save(page):
    keys = page.keyboard
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    expect(page.locator("#check-sim input[type=radio]").first).to_be_focused()
    keys.press("Enter")  # on the last item
    expect(page.locator("[data-save]")).to_be_focused()
    page.locator("#check-sim input[type=radio]").first.focus()
    keys.press("ArrowUp")
    expect(page.locator("#check-wifi .check-answers input").first).to_be_focused()
    keys.press("ArrowUp")
    keys.press("f")
    expect(page.locator("#check-hinges [value=fail]")).to_be_checked()
    expect(page.locator("[data-voice]")).to_contain_text("Hinges")
    expect(page.get_by_label("Note on: Hinges")).to_be_focused()
    keys.press("Enter")
    keys.press("p")  # passed: the speed is asked next
    expect(page.locator("#check-wifi .check-value input")).to_be_focused()
    keys.type("87,5")
    keys.press("Enter")
    keys.press("n")
    expect(page.locator("[data-answered]")).to_have_text("3")
    expect(page.locator("[data-save]")).to_be_focused()
    with page.expect_navigation():
        keys.press("Control+Enter")
    answers = TestResult.objects.values_list("item__code", "outcome", "value")
    assert set(answers) == {("hinges", "fail", ""), ("wifi", "pass", "87.50"), ("sim", "na", "")}


@pytest.mark.audit
def test_a_scan_saves_the_answers_and_answers_nothing_itself(page, site):
    other = DeviceFactory(refurbishing=True, site=site)
    page.locator("#check-hinges [value=na]").check()
    page.locator("#check-hinges [value=na]").focus()
    usb(page, f"FPN{other.serial}")  # unknown: the page stays
    expect(page.locator("[data-scan-log]")).to_contain_text("Unknown code")
    assert TestResult.objects.values_list("item__code", "outcome").get() == ("hinges", "na")
    page.locator("#check-hinges [value=na]").focus()
    usb(page, other.asset_tag)
    page.wait_for_url(f"**/devices/{other.pk}/bench/")
    assert TestResult.objects.count() == 1


@pytest.mark.audit
def test_a_scan_opens_nothing_while_the_answers_are_refused(page, site):
    other = DeviceFactory(refurbishing=True, site=site)
    page.locator("#check-wifi [value=pass]").check()
    usb(page, other.asset_tag)
    expect(page.locator("#check-wifi")).to_contain_text(": enter its value.")
    expect(page.get_by_text("the scanned device has not been opened")).to_be_visible()
    assert not TestResult.objects.exists()
    page.locator("#check-wifi .check-value input").fill("90")
    page.locator("#check-wifi .check-value input").focus()  # where the technician typed last
    usb(page, other.asset_tag)
    page.wait_for_url(f"**/devices/{other.pk}/bench/")
    assert TestResult.objects.get().value == "90"


@pytest.mark.audit
def test_after_a_step_the_focus_is_on_the_next_and_it_is_announced(page):
    page.locator("#check-hinges [value=pass]").check()
    page.locator("[data-save]").click()
    expect(page.locator("#check-wifi input").first).to_be_focused()
    expect(page.locator("[data-scan-announced]")).to_contain_text("Wi-Fi")
    for name in ("wifi", "sim"):
        page.locator(f"#check-{name} [value=na]").check()
    page.locator("[data-save]").click()
    expect(page.locator("#data > summary")).to_be_focused()
    expect(page.locator("[data-scan-announced]")).to_contain_text("the checklist is saved")


@pytest.mark.audit
def test_what_is_over_a_limit_is_refused_beside_its_field_and_never_cut(page):
    note = page.get_by_label("Note on: Hinges")
    page.locator("#check-hinges [value=fail]").check()
    note.focus()
    page.evaluate(PASTE, "x" * 201)
    page.keyboard.insert_text("x" * 201)
    page.locator("[data-save]").click()
    expect(page.locator("#check-hinges .invalid-feedback")).to_contain_text("it has 201")
    expect(note).to_have_value("x" * 201)
    device = Device.objects.get()
    page.goto(f"/devices/{device.pk}/report/")
    report = page.locator("input[name=report]")
    large = {"name": "nwipe.log", "mimeType": "text/plain", "buffer": b"x" * 10_485_761}
    report.set_input_files(large)
    expect(page.get_by_role("alert").filter(has_text="10 MB at most")).to_be_visible()
    assert report.evaluate("field => field.files.length") == 0
    report.set_input_files(large | {"buffer": b"x"})
    expect(page.locator("[data-over-limit]")).to_have_count(0)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_bars_hide_a_seventh_of_the_screen_at_most_and_no_end_of_the_list(page, size):
    page.set_viewport_size(size["viewport"])
    page.evaluate("scrollTo(0, 500)")
    height = size["viewport"]["height"]
    hidden = page.evaluate(HIDDEN_BY_BARS)
    assert hidden <= height * (0.15 if size is PHONE else 0.22)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    last, bar = page.locator("#check-sim label").first, page.locator(".sticky-actions")
    box = last.bounding_box()
    assert box["y"] + box["height"] < bar.bounding_box()["y"]


def test_one_key_leads_to_the_next_item_and_no_stop_is_hidden(page):
    page.emulate_media(**STILL)
    page.locator("#check-hinges [value=pass]").check()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("c")
    expect(page.locator("#check-wifi [value=pass]")).to_be_focused()
    page.set_viewport_size({"width": 1366, "height": 420})
    bar = page.locator(".sticky-actions")
    for _stop in range(4):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if bar.locator(":focus").count() == 0:
            box, top = focused.bounding_box(), bar.bounding_box()["y"]
            assert box["y"] + box["height"] <= top, focused


@pytest.mark.audit
def test_the_answer_of_a_scan_is_in_view_and_no_number_field_keeps_its_code(page):
    speed = page.locator("#check-wifi .check-value input")
    speed.fill("80")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    usb(page, "A-01")
    answer = page.locator("[data-sound]").filter(has_text="A-01")
    expect(answer).to_be_in_viewport()
    expect(speed).to_have_value("80")
    page.locator("#check-sim input[type=radio]").first.check()
    expect(page.locator("[data-sound]")).to_have_count(0)
