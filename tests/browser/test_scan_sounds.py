"""The sound and the voice of a scan are those of its own answer, also where it replaces a part."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, LISTEN
from tests.factories import (
    DeviceFactory,
    LoanFactory,
    PlaceFactory,
    ScanSessionFactory,
    SiteFactory,
    StockCountFactory,
    TransferFactory,
)

RISES, FALLS = [660, 880], [330, 196]


def batch(user, site):
    return ScanSessionFactory(owner=user, site=site, place=PlaceFactory(site=site))


def count(user, site):
    return StockCountFactory(site=site)


def transfer(user, site):
    return TransferFactory(origin=site, destination=SiteFactory())


@pytest.fixture
def listened(visit, coordinator, site):
    """`listened(page_of)` is a page to scan into, which keeps what it plays."""

    def listened(page_of):
        page = visit(coordinator, DESK)
        page.add_init_script(f"({LISTEN})()")
        page.goto(page_of)
        return page

    return listened


def scanned(page, code):
    """The sounds played for this scan."""
    page.evaluate("heard.length = 0")
    box = page.locator("[data-scan-target] input[name=code]")
    box.fill(code)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        box.press("Enter")
    expect(page.locator("[data-sound]")).to_contain_text(code)
    return [round(tone) for tone in page.evaluate("heard")]


@pytest.mark.parametrize("make", [batch, count, transfer])
def test_each_scan_result_has_its_own_sound_and_text(listened, coordinator, site, make):
    good = [device.asset_tag for device in DeviceFactory.create_batch(2, site=site)]
    page = listened(make(coordinator, site).get_absolute_url())
    for code, tune in [
        (good[0], RISES),
        ("NOT-KNOWN-1", FALLS),
        (good[1], RISES),
        ("NOT-KNOWN-2", FALLS),
    ]:
        assert scanned(page, code) == tune
        expect(page.locator("[data-scan-said]")).to_contain_text(code)


def test_a_scan_on_a_hand_over_has_its_own_sound(listened, site):
    device = DeviceFactory(ready=True, site=site)
    page = listened(f"{LoanFactory(prepared=True, site=site).counter_url}what/")
    for code, tune in [(device.asset_tag, RISES), ("NOT-KNOWN", FALLS)]:
        assert scanned(page, code) == tune
