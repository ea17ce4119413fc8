"""On pages that accept scans, a late response never replaces a newer one."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK
from tests.browser.holding import give, hold, is_waiting
from tests.factories import (
    DeviceFactory,
    ExitBatchFactory,
    ScanSessionFactory,
    TransferFactory,
)


def a_batch(site, user):
    session = ScanSessionFactory(act="refurbish", owner=user, site=site)
    return f"/batch/{session.pk}/", "#run", {"received": True}


def a_transfer(site, user):
    transfer = TransferFactory(prepared=True, origin=site)
    return transfer.get_absolute_url(), "#freight", {}


def an_exit(site, user):
    batch = ExitBatchFactory(open=True, site=site)
    return batch.get_absolute_url(), "#exit", {"retired": True}


@pytest.fixture
def waiting():
    """Requests with delayed responses: (route, response)."""
    return []


def scan(page, device):
    box = page.locator("main [data-scan-target] input[name=code]")
    box.fill(device.asset_tag)
    box.press("Enter")


def undo(page, device):
    page.get_by_role("button", name=f"Undo: {device}").click()


@pytest.mark.audit
def test_a_late_response_to_an_undo_or_a_scan_replaces_nothing_newer(
    visit, coordinator, site, waiting
):
    page = visit(coordinator, DESK)
    for noun in (a_batch, a_transfer, an_exit):
        path, part, state = noun(site, coordinator)
        first, second, third = DeviceFactory.create_batch(3, site=site, **state)
        page.goto(path)
        shown = page.locator(part)
        last = page.locator("[data-scan-log] [data-sound]")
        scan(page, first)
        expect(shown).to_contain_text(first.asset_tag)
        hold(page, "**/undo/", waiting)
        undo(page, first)
        is_waiting(page)
        scan(page, second)
        expect(last).to_contain_text(second.asset_tag)
        give(page, waiting)
        expect(last).to_contain_text(second.asset_tag)
        expect(shown.locator(".item-list")).to_contain_text(second.asset_tag)

        hold(page, "**/scan/", waiting)
        scan(page, third)
        is_waiting(page)
        undo(page, second)
        expect(shown.locator("[data-sound]")).to_contain_text("Undone")
        expect(shown.locator(".item-list")).to_contain_text(third.asset_tag)
        give(page, waiting)
        expect(shown.locator("[data-sound]")).to_contain_text("Undone")
        scan(page, second)  # the field is free again
        expect(last).to_contain_text(second.asset_tag)
        expect(shown.locator(".item-list")).to_contain_text(second.asset_tag)
