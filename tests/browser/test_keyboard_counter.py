"""Scanning and signing by keyboard only; a scanner ends with Enter."""

from playwright.sync_api import expect

from loans.models import Agreement
from tests.browser.conftest import DESK
from tests.browser.hands import STILL, attach, button, link, press, reach
from tests.browser.road import photo_of_paper, says
from tests.browser.test_hand_over import loan_request, unsigned  # noqa: F401  (fixtures)
from tests.factories import DeviceFactory, ScanSessionFactory


def box_of(page):
    return page.locator("main [data-scan-target] input[name=code]")


def scan(page, code):
    """Type the code and Enter in the focused field, as a scanner does."""
    expect(box_of(page)).to_be_focused()
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def test_a_scan_session_is_started_scanned_and_undone(visit, technician, site):
    first, second = DeviceFactory.create_batch(2, received=True, site=site)
    session = ScanSessionFactory(act="refurbish", owner=technician, site=site)
    page = visit(technician, DESK)
    page.goto(session.get_absolute_url())
    for device in (first, second):
        scan(page, device.asset_tag)
        expect(page.locator("#run .scans")).to_contain_text(device.asset_tag)
    press(page, button(page, f"Undo: {first}"))
    expect(page.locator("#run .scan-undone")).to_contain_text(first.asset_tag)
    expect(page.locator("#run")).to_be_focused()  # the button is gone, but its position remains
    page.keyboard.press("Tab")
    expect(page.locator("#undo-last")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#run .scan-undone")).to_have_count(2)


def test_a_hand_over_is_prepared_and_signed_on_paper(visit, counter, unsigned):  # noqa: F811
    device = DeviceFactory(ready=True, site=unsigned.site)
    page = visit(counter, DESK | STILL)
    page.goto(f"{unsigned.counter_url}what/")
    scan(page, device.asset_tag)
    says(page, f"Added: {device.asset_tag}")
    press(page, link(page, "Next: Terms"))
    press(page, button(page, "Show the agreement"))
    reach(page, button(page, "Turn the screen to the person"))
    reach(page, link(page, "Open the paper to print"))
    attach(
        page, page.locator("section[aria-labelledby=on-paper] input[type=file]"), photo_of_paper()
    )
    press(page, page.get_by_label("signed by everybody"), " ")
    press(page, button(page, "Attach the signed paper"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Signed: it can go")
    assert Agreement.objects.get(loan=unsigned).status == "signed"
