"""Each scan plays the sound and voice of its own answer, even if the answer replaces a part."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, LISTEN
from tests.factories import (
    DeviceFactory,
    LoanFactory,
    PlaceFactory,
    ScanSessionFactory,
    SiteFactory,
    TransferFactory,
)

RISES, FALLS = [660, 880], [330, 196]


def batch(user, site):
    place = PlaceFactory(site=site)
    return ScanSessionFactory(owner=user, site=site, place=place).get_absolute_url()


def transfer(user, site):
    return TransferFactory(origin=site, destination=SiteFactory()).get_absolute_url()


def hand_over(user, site):
    return f"{LoanFactory(prepared=True, site=site).counter_url}what/"


def scanned(page, code):
    """Scan a code; return the tones played for it."""
    page.evaluate("[heard.length, window.felt] = [0, null]")
    box = page.locator("[data-scan-target] input[name=code]")
    box.fill(code)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        box.press("Enter")
    expect(page.locator("[data-sound]")).to_contain_text(code)
    return [round(tone) for tone in page.evaluate("heard")]


@pytest.mark.audit
def test_each_scan_result_has_its_own_sound_and_text(visit, coordinator, site):
    page = visit(coordinator, DESK)
    page.add_init_script(f"({LISTEN})()")
    page.add_init_script("navigator.vibrate = (pattern) => { window.felt = pattern }")
    for make in (batch, transfer, hand_over):
        good = DeviceFactory(ready=True, site=site).asset_tag
        page.goto(make(coordinator, site))
        for code, tune in [(good, RISES), ("NOT-KNOWN-1", FALLS)]:
            assert scanned(page, code) == tune, make.__name__
            assert bool(page.evaluate("felt")) == (tune == FALLS), make.__name__
            expect(page.locator("[data-scan-announced]")).to_contain_text(code)
