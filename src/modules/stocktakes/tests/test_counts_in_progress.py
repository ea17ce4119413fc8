"""A count in progress: scans undone, ticked on paper, noted; closed, reopened, cancelled."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.models import Device, Transfer
from inventory.transfers import operations as transfer_operations
from inventory.vouchers.encryption import decrypt
from modules.stocktakes.lifecycle import CountStatus, Decision, Finding, ScanKind
from modules.stocktakes.operations import counts as count_operations
from modules.stocktakes.operations import resolution as resolution_operations
from modules.stocktakes.operations import scans as scan_operations
from modules.stocktakes.tests.factories import StockCountFactory
from tests.factories import DeviceFactory, PlaceFactory, SiteFactory, VoucherFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english"), pytest.mark.engine]


@pytest.fixture
def count(coordinator, site, shelf):
    """A count of the whole site, which expects one device on A1."""
    DeviceFactory(site=site, place=shelf, ready=True)
    return count_operations.open_count(by=coordinator, site=site)


# --- Undoing, ticking, noting ---------------------------------------------------------------------
def test_undoing_a_scan_makes_the_device_missing_and_restores_seen_at(count, volunteer, technician):
    line = count.lines.get()
    before = datetime(2026, 1, 5, tzinfo=UTC)
    Device.objects.update(seen_at=before)
    scan = scan_operations.count_code(count, by=volunteer, code=line.tag).line.scan
    scan_operations.undo_scan(scan, by=technician)
    line.refresh_from_db()
    assert (line.finding, line.scan, line.device.seen_at) == (Finding.MISSING, None, before)
    assert [row.kind for row in count.scans.all()] == [ScanKind.UNDONE, ScanKind.SEEN]
    with pytest.raises(Refused):
        scan_operations.undo_scan(scan, by=technician)
    assert not scan_operations.count_code(count, by=volunteer, code=line.tag).is_again


def test_undoing_the_scan_of_an_unexpected_device_removes_it_from_the_lists(count, volunteer):
    scan = scan_operations.count_code(count, by=volunteer, code="NOTHING-HAS-IT").line.scan
    line = scan_operations.undo_scan(scan, by=volunteer)
    assert line.finding == Finding.UNDONE
    assert not count.lines.differences().filter(pk=line.pk).exists()
    assert scan_operations.count_code(count, by=volunteer, code="nothing-has-it").line == line


def test_lines_ticked_on_the_sheet_are_seen_at_their_place(count, volunteer, site, shelf):
    line = count.lines.get()
    stranger = DeviceFactory(site=site, place=shelf, received=True)
    other = scan_operations.count_code(count, by=volunteer, code=stranger.asset_tag).line
    assert scan_operations.count_ticked(count, by=volunteer, lines=[line, other]) == 1
    line.refresh_from_db()
    assert (line.finding, line.scan.here, line.scan.is_from_sheet) == (Finding.FOUND, shelf, True)


def test_a_note_is_editable_until_the_count_is_over(count, volunteer, coordinator):
    line = count_operations.note_line(count.lines.get(), by=volunteer, note=" no  charger ")
    assert line.note == "no charger"
    count_operations.cancel_count(count, by=coordinator)
    with pytest.raises(Refused):
        count_operations.note_line(line, by=volunteer, note="late")


# --- Closing, reopening, cancelling ---------------------------------------------------------------
def test_a_closed_count_accepts_no_scan_until_reopened(count, volunteer, technician, coordinator):
    line = count.lines.get()
    count_operations.close_count(count, by=volunteer)
    assert (count.status, count.counted_by) == (CountStatus.COUNTED, volunteer)
    event = Event.objects.about(count).first()
    assert event.data == {"found": 0, "missing": 1, "others": 0}
    with pytest.raises(Refused):
        scan_operations.count_code(count, by=volunteer, code=line.tag)
    with pytest.raises(PermissionDenied):
        count_operations.reopen_count(count, by=technician)
    count_operations.reopen_count(count, by=volunteer)
    assert (count.status, count.counted_by) == (CountStatus.OPEN, None)
    assert scan_operations.count_code(count, by=technician, code=line.tag).line.finding == "found"


def test_a_count_may_continue_another_day(count, technician):
    line = count.lines.get()
    with time_machine.travel(datetime.now(UTC) + timedelta(days=9)):
        scan_operations.count_code(count, by=technician, code=line.tag)
        count_operations.close_count(count, by=technician)
    assert count.lines.differences().count() == 0


def test_an_empty_count_is_cancelled_by_its_opener(volunteer, site, shelf):
    count = count_operations.open_count(by=volunteer, site=site, place=shelf)
    scan_operations.count_code(count, by=volunteer, code="X-1")
    with pytest.raises(PermissionDenied):
        count_operations.cancel_count(count, by=volunteer)
    empty = count_operations.open_count(by=volunteer, site=site, place=PlaceFactory(site=site))
    count_operations.cancel_count(empty, by=volunteer)
    assert empty.status == CountStatus.CANCELLED


def test_a_voucher_code_is_stored_nowhere(site, volunteer):
    count, code = StockCountFactory(site=site), decrypt(VoucherFactory().code_encrypted)
    with pytest.raises(Refused):
        scan_operations.count_code(count, by=volunteer, code=f"{code[:4]} {code[4:].lower()}")
    assert not count.scans.exists()


def test_a_device_transferred_since_its_scan_is_not_moved_back(coordinator, volunteer, site):
    origin, third = SiteFactory(), SiteFactory()
    device = DeviceFactory(site=origin)
    count = count_operations.open_count(by=coordinator, site=site)
    scan_operations.count_code(count, by=volunteer, code=device.asset_tag)
    count_operations.close_count(count, by=volunteer)
    transfer = Transfer(origin=origin, destination=third)
    transfer_operations.prepare_transfer(transfer, by=coordinator)
    transfer_operations.load(transfer, by=coordinator, device=device)
    transfer_operations.send(transfer, by=coordinator)
    transfer_operations.arrive(transfer, by=coordinator, device=device)
    resolution_operations.decide(
        count, by=coordinator, lines=count.lines.all(), decision=Decision.MOVE
    )
    with pytest.raises(Refused):
        resolution_operations.finalise(count, by=coordinator)
    device.refresh_from_db()
    assert device.site == third
