"""Lists and page frame by keyboard only: ticks, actions, columns, views, menus, the search."""

import pytest
from playwright.sync_api import expect

from core.models import ListChoice, SavedView
from inventory.models import Device
from tests.browser.conftest import DESK, PHONE
from tests.browser.hands import STILL, button, link, press, reach, summary, write
from tests.browser.inspection import KEYS, keyboard_faults_on, violations_on
from tests.factories import DeviceFactory, PlaceFactory, RecipientFactory


@pytest.fixture
def devices(site):
    return DeviceFactory.create_batch(3, ready=True, site=site)


@pytest.mark.audit
def test_rows_are_ticked_and_put_on_a_shelf_together(visit, coordinator, site, devices):
    shelf = PlaceFactory(site=site)
    page = visit(coordinator, PHONE | STILL)
    page.goto("/devices/?tools=1")
    boxes = page.locator("#table input[name=device]")
    press(page, page.locator("[data-tick-all]"), "Space")
    expect(page.locator("#table input[name=device]:checked")).to_have_count(3)
    left_out = int(boxes.nth(1).get_attribute("value"))
    press(page, boxes.nth(1), "Space")
    expect(page.locator("#table input[name=device]:checked")).to_have_count(2)
    press(page, page.locator("#bulk").get_by_text("More", exact=True))
    press(page, button(page, "Put on a shelf"))
    expect(page.get_by_role("heading", name="2 rows chosen")).to_be_visible()
    write(page, page.get_by_label("Shelf"), shelf.code)
    press(page, button(page, "Put on a shelf"))
    expect(page.locator(".messages")).to_contain_text("2")
    expect(page.get_by_role("heading", level=1)).to_have_text("Devices")
    assert not Device.objects.get(pk=left_out).place
    assert Device.objects.filter(place=shelf).count() == 2


@pytest.mark.audit
def test_columns_are_chosen_and_a_view_is_saved(visit, coordinator, devices):
    page = visit(coordinator, DESK)
    page.goto("/devices/?tools=1")
    heading = page.locator("#table thead")
    expect(heading).not_to_contain_text("category", ignore_case=True)
    press(page, summary(page, "Columns"))
    box = page.locator(".menu-ticks input[value=category]")
    press(page, box, "Space")
    expect(box).to_be_checked()
    press(page, button(page, "Show these columns"))
    expect(heading).to_contain_text("category", ignore_case=True)
    assert ListChoice.objects.get(user=coordinator)
    press(page, summary(page, "Views"))
    write(page, page.get_by_label("name of the view"), "With categories")
    press(page, button(page, "Save this view"))
    expect(summary(page, "With categories")).to_be_visible()
    assert str(SavedView.objects.get()) == "With categories"


@pytest.mark.audit
def test_menus_close_by_escape_and_give_the_focus_back(visit, coordinator, devices):
    page = visit(coordinator, DESK)
    page.add_init_script(path=KEYS)
    page.goto("/devices/?tools=1")
    for name in ("Views", "Columns", "Export"):
        opens = summary(page, name)
        panel = page.locator(".menu", has=opens).locator(".menu-panel")
        press(page, opens, "Space")
        expect(panel).to_be_visible()
        page.keyboard.press("Tab")
        assert panel.evaluate("panel => panel.contains(document.activeElement)")
        assert keyboard_faults_on(page) == []
        page.keyboard.press("Escape")
        expect(panel).to_be_hidden()
        expect(opens).to_be_focused()
    page.evaluate("document.querySelectorAll('.menu').forEach(menu => { menu.open = true })")
    assert violations_on(page) == []


def test_a_dialog_closes_by_escape_and_returns_the_focus(visit, coordinator, devices):
    page = visit(coordinator, DESK)
    page.goto(f"/devices/{devices[0].pk}/")
    menu = page.locator(".menu-acts > summary")
    opens = page.locator(".menu-acts .confirm > summary").first
    question = page.locator(".menu-acts .confirm-box").first
    press(page, menu)
    press(page, opens)
    expect(question).to_be_visible()
    reach(page, question.locator(".btn").last)
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    expect(opens).to_be_focused()
    page.keyboard.press("Escape")
    expect(opens).to_be_hidden()
    expect(menu).to_be_focused()


def search(page, text):
    page.keyboard.press("/")
    expect(page.locator("#scan-code")).to_be_focused()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_the_search_box_opens_the_only_result(visit, counter):
    person = RecipientFactory(first_name="Awa", last_name="Kermarrec")
    page = visit(counter, DESK)
    page.goto("/loans/")
    search(page, "kermar")
    page.wait_for_url(f"**{person.get_absolute_url()}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Awa Kermarrec")


@pytest.mark.audit
def test_one_of_several_results_of_the_search_box_is_opened(visit, counter):
    RecipientFactory(first_name="Yann", last_name="Kermarrec")
    person = RecipientFactory(first_name="Awa", last_name="Kermarrec")
    page = visit(counter, DESK)
    page.goto("/loans/")
    search(page, "kermar")
    results = page.locator("main .item-list a").filter(has_text="Kermarrec")
    expect(results).to_have_count(2)
    press(page, results.filter(has_text="Awa"))
    page.wait_for_url(f"**{person.get_absolute_url()}")


def test_language_theme_and_help_work_by_keyboard(visit, volunteer):
    page = visit(volunteer, DESK, theme="light")
    page.goto("/devices/")
    press(page, button(page, "Light or dark"), "Space")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    opens = page.locator("[data-help] > summary")
    reach(page, opens)
    page.keyboard.press("Enter")
    press(page, link(page, "All help, guides to print, and a practice session"), "Escape")
    expect(page.locator(".help-panel")).to_be_hidden()
    expect(opens).to_be_focused()
    press(page, button(page, "FR · Français"))
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")  # another page
