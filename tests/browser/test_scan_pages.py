"""Pages that scan, on a phone: the scanned items come first, with one field and small bars."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.scans import check_fits_a_phone, scan
from tests.factories import DeviceFactory, LoanFactory, LoanItemFactory, ScanSessionFactory


@pytest.mark.audit
def test_a_hand_over_a_return_and_a_batch_fit_the_screen_of_a_phone(visit, counter, site):
    devices = DeviceFactory.create_batch(5, ready=True, site=site)
    away = DeviceFactory(ready=True)
    loan = LoanFactory(prepared=True, site=site)
    page = visit(counter, PHONE)
    page.goto(f"/hand-overs/{loan.pk}/what/")
    for device in [*devices, away]:
        scan(page, device.asset_tag)
    check_fits_a_phone(page, page.locator("#handing li"))
    expect(page.locator(".refusals li")).to_contain_text("is registered at another site.")
    page.mouse.wheel(0, 2000)
    scan(page, away.asset_tag)
    expect(page.locator("[data-scan-log] .alert[data-sound]")).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name=f"Dismiss {away}").click()
    expect(page.locator(".refusals")).to_have_count(0)

    out = LoanItemFactory.create_batch(3, open=True, loan__site=site, device__site=site)
    page.goto("/returns/")
    for item in out:
        scan(page, item.device.asset_tag)
    check_fits_a_phone(page, page.locator("#return .item-list li > span"))

    batch = ScanSessionFactory(act="shelve", owner=counter, site=site)
    page.goto(batch.get_absolute_url())
    for device in devices:
        scan(page, device.asset_tag)
    check_fits_a_phone(page, page.locator("#run .scans li"))
