"""A return at the counter by two people at once, one without the charger."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from inventory.devices.lifecycle.devices import DeviceStatus
from loans.base.lifecycle.loans import ItemStatus, LoanStatus
from loans.models import ReturnLine
from tests.browser.conftest import PHONE, SIZES
from tests.browser.hands import ready, size_of
from tests.browser.holding import give, hold, is_waiting
from tests.browser.road import Hand, sign
from tests.factories import AccessoryKindFactory, LoanFactory, LoanItemFactory, RecipientFactory

MAX_TAPS = 6
WITHOUT_SCRIPT = PHONE | {"java_script_enabled": False}


@pytest.fixture
def out(site):
    """Devices of two people, each with a charger; the first is late."""
    charger = AccessoryKindFactory(names__en="charger", names__fr="chargeur")
    items = []
    for state in ("overdue", "active"):
        person = RecipientFactory(first_name="Awa", last_name=state)
        loan = LoanFactory(
            **{state: True}, site=site, recipient=person, organisation=person.organisation
        )
        items.append(LoanItemFactory(open=True, loan=loan, device__site=site))
        LoanItemFactory(of_accessories=True, open=True, loan=loan, accessory=charger)
    return items


def scan(page, item):
    box = ready(page.get_by_role("searchbox", name="Scan or type a device"))
    box.fill(item.device.asset_tag)
    box.press("Enter")
    expect(page.locator("[data-sound=success]")).to_contain_text(item.device.asset_tag)


@SIZES
def test_a_return_with_a_missing_charger(visit, counter, out, size):
    late, other = out
    page = visit(counter, size)
    page.goto("/")
    hand = Hand(page)
    hand.presses("Record a return", role="link")
    scan(page, late)
    scan(page, other)
    expect(page.get_by_text("1 day late")).to_be_visible()
    page.reload()
    expect(page.get_by_text(late.device.asset_tag, exact=True)).to_be_visible()
    late_card = page.locator("section.return-card", has_text="overdue")
    hand.clicks(late_card.get_by_role("button", name="Mark as missing"))
    expect(late_card.get_by_text("0 of 1 here")).to_be_visible()
    assert size_of(late_card)[0] <= size["viewport"]["width"]
    hand.presses("Record the return of 2 devices", role="link")
    expect(page.get_by_text("the rest is still to be returned")).to_be_visible()
    page.get_by_label("Choose a 4-digit PIN").fill("2468")
    hand.presses("Give the screen to the person")
    sign(page)
    hand.presses("I sign")
    page.get_by_label("4-digit PIN").fill("2468")
    hand.presses("Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 devices returned")
    expect(page.get_by_role("link", name="Print")).to_have_count(2)
    assert hand.count <= MAX_TAPS
    for item, status in ((late, LoanStatus.ACTIVE), (other, LoanStatus.CLOSED)):
        item.refresh_from_db()
        item.device.refresh_from_db()
        item.loan.refresh_from_db()
        assert (item.status, item.loan.status) == (ItemStatus.RETURNED, status)
        assert (item.device.status, item.device.needs_erasure) == (DeviceStatus.RECEIVED, True)
    charger = late.loan.items.get(device=None)
    assert (charger.status, charger.quantity_back) == (ItemStatus.OPEN, 0)


@pytest.mark.audit
def test_a_return_works_without_javascript(visit, counter, out):
    item = out[1]
    page = visit(counter, WITHOUT_SCRIPT)
    page.goto("/returns/")
    page.get_by_role("searchbox", name="Scan or type a device").fill(item.device.asset_tag)
    page.get_by_role("button", name="OK").click()
    page.get_by_text("Damaged, or with data…").click()
    page.get_by_label("damaged").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".return-item .status-bad")).to_have_text("damaged")
    page.get_by_role("link", name="Record the return of 1 device").click()
    page.get_by_role("button", name="Record the return, sign on paper").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 device returned")
    item.refresh_from_db()
    assert (item.status, item.condition) == (ItemStatus.RETURNED, "damaged")


def both_are_shown(page, late, other):
    for name in ("overdue", "active"):
        card = page.locator("section.return-card", has_text=name)
        expect(card.get_by_text("0 of 1 here")).to_be_visible()
    missing = ReturnLine.objects.filter(item__accessory__isnull=False, count=0)
    assert {line.item.loan for line in missing} == {late.loan, other.loan}


def test_two_taps_at_once_leave_the_page_as_it_is_stored(visit, counter, out):
    page = visit(counter, PHONE)
    page.goto("/returns/")
    for item in out:
        scan(page, item)
    page.evaluate("document.querySelectorAll('[id^=less-]').forEach((one) => one.click())")
    both_are_shown(page, *out)


@pytest.mark.audit
def test_a_late_response_undoes_nothing_and_a_photo_is_added_on_the_list(visit, counter, out):
    page = visit(counter, PHONE)
    page.goto("/returns/")
    for item in out:
        scan(page, item)
    waiting = []
    hold(page, "**/returns/lines/*/count/", waiting)
    first, second = (
        page.locator("section.return-card", has_text=name) for name in ("overdue", "active")
    )
    first.get_by_role("button", name="Mark as missing").click()
    is_waiting(page)
    second.get_by_role("button", name="Mark as missing").click()
    both_are_shown(page, *out)
    give(page, waiting)
    both_are_shown(page, *out)

    buffer = BytesIO()
    Image.new("RGB", (40, 30)).save(buffer, "PNG")
    first.locator("input[type=file]").set_input_files(
        {"name": "crack.png", "mimeType": "image/png", "buffer": buffer.getvalue()}
    )
    expect(first.get_by_role("link", name="Photo 1 of")).to_be_visible()
    both_are_shown(page, *out)
