"""A voucher is handed out at the counter on a phone; its code is shown once, and never again."""

from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.models import Event
from inventory.models import Voucher
from tests.browser.conftest import PHONE
from tests.factories import (
    RecipientFactory,
    SiteFactory,
    UserFactory,
    VoucherBatchFactory,
    VoucherFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)
CODE = "SECRET4242ABCD"
SHOWN = "SECR ET42 42AB CD"


@pytest.fixture
def site():
    return SiteFactory()


@pytest.fixture
def counter(site):
    return UserFactory(counter=True, sites=[site], site=site)


@pytest.fixture
def batch(site):
    batch = VoucherBatchFactory(site=site, product__face_value=Decimal(10))
    VoucherFactory(batch=batch, code=CODE)
    return batch


def test_a_code_is_revealed_once_and_not_by_browser_history(visit, counter, batch):
    person = RecipientFactory()
    page = visit(counter, PHONE)
    page.goto(reverse("recipient_vouchers", args=[person.pk]))
    page.get_by_role("combobox", name="Voucher").select_option(str(batch.product_id))
    page.get_by_role("button", name="Hand over the voucher").click()
    page.get_by_role("link", name="on the screen").click()
    expect(page.get_by_role("button", name="Show the code")).to_be_hidden()  # it asks first
    page.get_by_text("Show or print the code").click()
    page.get_by_role("button", name="Show the code").click()
    expect(page.get_by_text(SHOWN)).to_be_visible()

    page.reload()
    expect(page.get_by_label("Why do you need to see the code again?")).to_be_visible()
    expect(page.get_by_text(SHOWN)).to_have_count(0)

    page.get_by_label("Why do you need to see the code again?").select_option("not_working")
    page.get_by_role("button", name="Show the code").click()
    expect(page.get_by_text(SHOWN)).to_be_visible()
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "SECR" not in stored
    page.get_by_role("link", name="Hide the code").click()
    expect(page.get_by_role("button", name="Show the code")).to_be_visible()
    page.go_back()  # the browser cached nothing: it opens the page again
    expect(page.get_by_text(SHOWN)).to_have_count(0)

    voucher = Voucher.objects.get()
    events = Event.objects.about(voucher).filter(kind="voucher.shown").order_by("pk")
    assert [event.data["why"] for event in events] == ["hand_over", "not_working"]
