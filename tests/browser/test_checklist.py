"""A checklist by keyboard only: P, F, N, Enter, arrows, Ctrl + Enter; and with a screen reader."""

import pytest
from playwright.sync_api import expect

from inventory.models import TestResult
from tests.browser.conftest import DESK
from tests.factories import ChecklistFactory, ChecklistItemFactory, DeviceFactory


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
    keys.press("Enter")
    keys.press("p")
    keys.press("Enter")  # it works: its speed is asked next
    expect(page.locator("#check-wifi .check-value input")).to_be_focused()
    keys.type("87,5")
    keys.press("Enter")
    keys.press("n")
    expect(page.locator("[data-answered]")).to_have_text("3")
    with page.expect_navigation():
        keys.press("Control+Enter")
    answers = TestResult.objects.values_list("item__code", "outcome", "value")
    assert set(answers) == {("hinges", "fail", ""), ("wifi", "pass", "87.50"), ("sim", "na", "")}
