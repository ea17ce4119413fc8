"""The page of the current stock: on a phone, and by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.hands import press
from tests.factories import DeviceFactory


@pytest.fixture
def devices(site):
    return DeviceFactory.create_batch(3, ready=True, site=site)


def test_its_tables_fit_a_phone(visit, coordinator, devices):
    page = visit(coordinator, PHONE, language="fr")
    page.goto("/reports/now/")
    tables = page.locator(".table-wrap:has(.vertical-headers)")
    expect(tables).to_have_count(2)
    for one in tables.all():
        assert one.evaluate("one => one.scrollWidth <= one.clientWidth")


def test_the_numbers_of_a_chart_are_a_table(visit, coordinator, devices):
    page = visit(coordinator, DESK)
    page.goto("/reports/now/")
    numbers = page.locator(".chart details").first
    press(page, numbers.locator("summary"))
    page.keyboard.press("Tab")
    expect(numbers.locator(".table-wrap")).to_be_focused()
    expect(numbers.locator("table")).to_be_visible()
