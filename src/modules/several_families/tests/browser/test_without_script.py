"""The table of families, sent from a phone without JavaScript."""

import pytest
from playwright.sync_api import expect

from loans.models import RequestGroup
from tests.browser.conftest import PHONE
from tests.factories import CategoryFactory

WITHOUT_SCRIPT = PHONE | {"java_script_enabled": False}


@pytest.fixture
def laptop(site):
    return CategoryFactory(code="laptop", names__fr="Ordinateur portable", names__en="Laptop")


@pytest.mark.audit
def test_families_are_sent_without_javascript(visit, association, laptop):
    page = visit(association, WITHOUT_SCRIPT)
    page.goto("/requests/families/")
    page.locator('[name="f1-reference"]').fill("D-1")
    page.locator(f'[name="f1-category_{laptop.pk}"]').fill("1")
    page.locator('button[name="do"][value="more"]').tap()
    expect(page.locator(".family")).to_have_count(8)
    expect(page.locator('[name="f1-reference"]')).to_have_value("D-1")
    page.locator('[name="f8-reference"]').fill("D-8")
    page.locator(f'[name="f8-category_{laptop.pk}"]').fill("2")
    page.locator('.card-choice:has([name="purpose"][value="school"])').tap()
    page.locator('button[name="send"]').tap()
    page.wait_for_url("**/requests/groups/*/")
    references = RequestGroup.objects.get().requests.values_list("reference", flat=True)
    assert sorted(references) == ["D-1", "D-8"]
