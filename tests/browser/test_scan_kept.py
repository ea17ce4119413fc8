"""Storage of unanswered scans: where, for whom, and for how long."""

import pytest
from playwright.sync_api import expect

from desk.scan_sessions.operations import end
from tests.browser.conftest import PHONE
from tests.browser.hands import size_of
from tests.browser.line import Line
from tests.browser.scans import (
    answered,
    box_of,
    sign_in_as,
    stored_by_tab,
    stored_scans,
    trouble,
    usb,
    usb_on_the_page,
)
from tests.factories import (
    DeviceFactory,
    LoanFactory,
    RequestFactory,
    ScanSessionFactory,
    VoucherFactory,
)


@pytest.fixture
def devices(site):
    return DeviceFactory.create_batch(6, received=True, site=site)


@pytest.fixture
def session(coordinator, site):
    return ScanSessionFactory(act="refurbish", owner=coordinator, site=site)


# --- Storage of scans ---
def keep_a_scan(page, device):
    """Scan `device` while the server is unreachable."""
    page.route("**/scan/", lambda route: route.abort())
    usb_on_the_page(page, device)
    expect(trouble(page)).to_be_visible()


@pytest.mark.audit
def test_queued_scans_wait_for_their_page(scan_into, session, devices, coordinator):
    """The scans are listed on other pages, and on their page once its session has ended."""
    page = scan_into(session.get_absolute_url())
    elsewhere = page.locator("[data-scan-elsewhere]")
    keep_a_scan(page, devices[0])
    page.goto("/devices/")
    expect(elsewhere).to_contain_text(devices[0].asset_tag)
    page.unroute("**/scan/")
    page.get_by_role("link", name="Open the page").click()
    expect(answered(page)).to_have_count(1)
    assert [line.device for line in session.lines.all()] == [devices[0]]

    keep_a_scan(page, devices[1])
    end(session, by=coordinator)
    page.goto(session.get_absolute_url())
    expect(elsewhere).to_contain_text(devices[1].asset_tag)
    page.get_by_role("button", name="Discard the scans").click()
    expect(elsewhere).to_be_hidden()
    assert stored_scans(page) == []


@pytest.mark.audit
def test_no_scan_stays_for_another_user_of_the_tab_nor_after_signing_out(
    scan_into, session, devices, counter, coordinator
):
    page = scan_into(session.get_absolute_url())
    keep_a_scan(page, devices[0])
    sign_in_as(page, counter)
    page.goto("/profile/")
    expect(page.locator("[data-scan-elsewhere]")).to_be_hidden()
    assert devices[0].asset_tag not in stored_by_tab(page)

    sign_in_as(page, coordinator)
    page.goto(session.get_absolute_url())
    keep_a_scan(page, devices[0])
    page.goto("/profile/")
    assert devices[0].asset_tag in stored_by_tab(page)
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("input[type=password]")).to_be_visible()
    assert devices[0].asset_tag not in stored_by_tab(page)


def test_a_voucher_code_is_removed_from_the_browser_once_it_is_answered(scan_into, session, site):
    VoucherFactory(in_stock=True, batch__site=site, code="CODE47110815")
    page = scan_into(session.get_absolute_url())
    line = Line(page, fates=[503])
    usb_on_the_page(page, "CODE47110815")
    line.next()
    expect(trouble(page)).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    line.next()
    expect(answered(page)).to_contain_text("the code of a voucher")
    assert "4711" not in stored_by_tab(page)
    assert "4711" not in page.content()


# --- Scans that lead to another page ---
def test_scans_after_a_request_code_go_to_its_hand_over(scan_into, site):
    loan_request = RequestFactory(accepted=True, site=site)
    opened = LoanFactory(
        prepared=True, site=site, request=loan_request, organisation=loan_request.organisation
    )
    loan = LoanFactory(prepared=True, site=site)
    device = DeviceFactory(ready=True, site=site)
    page = scan_into(f"{loan.counter_url}what/")
    line = Line(page, 600)
    usb_on_the_page(page, opened.number)
    usb_on_the_page(page, device)
    line.next()
    page.wait_for_url(f"**{opened.counter_url}what/")
    line.next()
    expect(answered(page)).to_have_count(1)
    assert len(line.sent) == 2


def test_a_scan_that_opens_a_page_is_kept_as_well(scan_into, devices):
    page = scan_into("/profile/")
    for path, device in zip(["/scan/", "/devices/"], devices, strict=False):
        page.goto(path)
        page.context.set_offline(True)
        usb_on_the_page(page, device)
        expect(trouble(page)).to_contain_text("No network. Your scans are kept")
        page.context.set_offline(False)
        expect(page.get_by_role("heading", level=1)).to_contain_text(device.asset_tag)
        expect(page.locator("[data-sound=success]")).to_contain_text(device.asset_tag)


def test_on_a_phone_the_latest_response_is_visible(scan_into, session, devices):
    page = scan_into(session.get_absolute_url(), PHONE)
    box_of(page).focus()
    usb(page, devices[0], end="Tab")
    expect(answered(page)).to_have_count(1)
    expect(box_of(page)).to_have_value("")
    for device in devices[1:]:
        usb_on_the_page(page, device)
    expect(answered(page)).to_have_count(len(devices))
    expect(answered(page).first).to_be_in_viewport()
    assert size_of(box_of(page))[0] == 390
    assert session.lines.filter(status="done").count() == len(devices)
