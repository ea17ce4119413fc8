"""Buttons of a page wait for the scans made before them."""

import pytest
from playwright.sync_api import expect

from desk.lifecycle import ScanSessionStatus
from tests.browser.conftest import PHONE
from tests.browser.line import Line, until
from tests.browser.scans import answered, stored_scans, trouble, usb_on_the_page
from tests.factories import (
    AgreementTextFactory,
    BriefingFactory,
    DeviceFactory,
    LoanFactory,
    LoanItemFactory,
    ScanSessionFactory,
)


@pytest.fixture
def session(coordinator, site):
    return ScanSessionFactory(act="refurbish", owner=coordinator, site=site)


@pytest.fixture
def loan(site):
    """A hand-over complete except for its signature, and another device to scan."""
    loan = LoanFactory(prepared=True, site=site)
    AgreementTextFactory(language=loan.recipient.language)
    LoanItemFactory(reserved=True, loan=loan, device__site=site)
    BriefingFactory(loan=loan)
    return loan


def test_the_agreement_waits_for_queued_scans(scan_into, loan, site):
    devices = DeviceFactory.create_batch(2, ready=True, site=site)
    page = scan_into(f"{loan.counter_url}what/")
    line = Line(page, 1500)
    for device in devices:
        usb_on_the_page(page, device)
    page.get_by_role("link", name="Next: Terms").click()
    expect(page.locator("[data-scan-pressed]")).to_be_visible()
    line.next()
    line.next()
    page.wait_for_url("**/terms/")
    page.goto(f"{loan.counter_url}sign/")
    assert loan.items.count() == 3
    assert stored_scans(page) == []
    for device in devices:
        expect(page.locator("main")).to_contain_text(device.asset_tag)


def test_a_scan_session_ends_after_its_queued_scans(scan_into, session, site):
    device = DeviceFactory(received=True, site=site)
    page = scan_into(session.get_absolute_url(), PHONE)
    line = Line(page, 600)
    usb_on_the_page(page, device)
    page.get_by_role("button", name="End this batch").click()
    expect(page.locator("[data-scan-pressed]")).to_be_visible()
    line.next()
    until(page, lambda: session.lines.filter(status="done").exists())
    expect(page.get_by_text("The batch has ended.")).to_be_visible()
    session.refresh_from_db()
    assert session.status == ScanSessionStatus.ENDED
    assert [row.device for row in session.lines.filter(status="done")] == [device]


@pytest.mark.audit
def test_without_network_a_button_waits_until_the_scan_is_dropped(scan_into, session, site):
    page = scan_into(session.get_absolute_url())
    page.route("**/scan/", lambda route: route.abort())
    usb_on_the_page(page, DeviceFactory(received=True, site=site))
    expect(trouble(page)).to_be_visible()
    page.get_by_role("button", name="End this batch").click()
    expect(page.locator("[data-scan-pressed]")).to_be_visible()
    expect(page.locator("[data-scan-trouble]")).to_contain_text("No network")
    page.get_by_role("button", name="Discard this scan").click()
    expect(page.get_by_text("The batch has ended.")).to_be_visible()
    expect(answered(page)).to_have_count(0)
