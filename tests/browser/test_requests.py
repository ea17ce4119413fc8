"""Requests of an association: a laptop in five taps; and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from loans.base.lifecycle.loans import RequestStatus
from loans.models import Request
from tests.browser.conftest import PHONE, SIZES
from tests.browser.hands import ready, size_of
from tests.factories import CategoryFactory, VoucherProductFactory

MAX_TAPS_FOR_ONE = 5
# On a phone, where all that is rarely asked for is folded: two and a half screens.
MAX_HEIGHT = 2.5 * PHONE["viewport"]["height"]
SENT = re.compile(r"/requests/\d+/$")
WITHOUT_SCRIPT = PHONE | {"java_script_enabled": False}


@pytest.fixture
def laptop(site):
    return CategoryFactory(code="laptop", names__fr="Ordinateur portable", names__en="Laptop")


class Finger:
    """Taps on a page, and counts the taps."""

    def __init__(self, page):
        self.page, self.taps = page, 0

    def tap(self, selector):
        target = ready(self.page.locator(selector).first)
        target.click() if self.page.viewport_size["width"] > 1000 else target.tap()
        self.taps += 1


@SIZES
@pytest.mark.audit
def test_a_laptop_is_requested_for_a_family_in_five_taps(visit, association, laptop, size):
    CategoryFactory.create_batch(5, position=2_000)
    VoucherProductFactory.create_batch(6)
    page = visit(association, size)
    page.goto("/")
    finger = Finger(page)
    finger.tap('main a[href="/requests/new/"]')
    expect(page.get_by_label("Person")).to_be_hidden()
    assert size_of(page.locator("main"))[1] <= MAX_HEIGHT
    finger.tap(f'.quantity-item:has([name="category_{laptop.pk}"]) > .stepper [data-step="1"]')
    finger.tap('.card-choice:has([name="household_size"][value="3"])')
    finger.tap('.card-choice:has([name="purpose"][value="school"])')
    finger.tap('.btn-primary[name="send"]')
    page.wait_for_url(SENT)
    loan_request = Request.objects.get()
    assert (loan_request.status, loan_request.household_size) == (RequestStatus.SENT, 3)
    assert (loan_request.lines.get().category, loan_request.lines.get().requested) == (laptop, 1)
    assert (loan_request.pupils, loan_request.devices_at_home) == (None, None)
    assert finger.taps <= MAX_TAPS_FOR_ONE


def test_a_quantity_set_by_its_buttons_alone_is_kept_as_a_draft(visit, association, laptop):
    page = visit(association, PHONE)
    page.goto("/requests/new/")
    Finger(page).tap('.quantity-item > .stepper [data-step="1"]')
    page.locator("form[data-kept]").wait_for(timeout=5_000)
    page.reload()
    page.locator('[data-draft="restore"]').click()
    expect(page.locator(f'[name="category_{laptop.pk}"]')).to_have_value("1")


def test_a_request_is_sent_without_javascript(visit, association, laptop):
    page = visit(association, WITHOUT_SCRIPT)
    page.goto("/requests/new/")
    page.locator(f'[name="category_{laptop.pk}"]').fill("2")
    page.locator(".requirements > summary").first.tap()
    page.locator(f'[name="category_{laptop.pk}_webcam"]').check()
    page.locator('.card-choice:has([name="purpose"][value="job"])').tap()
    page.locator('.btn-primary[name="send"]').tap()
    page.wait_for_url(SENT)
    line = Request.objects.get().lines.get()
    assert (line.requested, line.needs_webcam) == (2, True)


@pytest.mark.audit
def test_the_form_is_folded_before_its_scripts_load(visit, association, laptop):
    page = visit(association, PHONE)
    page.route("**/*.js", lambda route: route.fulfill(content_type="text/javascript", body=""))
    page.goto("/requests/new/")
    expect(page.locator(".requirements > summary").first).to_be_hidden()
    expect(page.locator('.quantity-item [data-step="1"]').first).to_be_visible()
