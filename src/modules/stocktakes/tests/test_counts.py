"""A count in progress: expected devices, findings of scans, permissions."""

import pytest
from django.core.exceptions import PermissionDenied

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices import operations as device_operations
from inventory.devices.lifecycle.devices import ON_HAND, DeviceStatus
from modules.stocktakes.lifecycle import Finding
from modules.stocktakes.models import CountLine
from modules.stocktakes.operations import counts as count_operations
from modules.stocktakes.operations import scans as scan_operations
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    DeviceModelFactory,
    FreightFactory,
    PlaceFactory,
    SiteFactory,
    TagFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english"), pytest.mark.engine]


@pytest.fixture
def other_shelf(site):
    return PlaceFactory(site=site, code="B2", name="Shelf two")


@pytest.fixture
def lying(site, shelf):
    """`lying(ready=True)` creates a device on shelf A1."""

    def lying(**facts):
        return DeviceFactory(**({"site": site, "place": shelf, "refurbishing": True} | facts))

    return lying


def line_of(count, device):
    return CountLine.objects.get(count=count, device=device)


# --- Opening --------------------------------------------------------------------------------------
def test_opening_snapshots_the_devices_with_us(coordinator, site, shelf):
    for state in DeviceStatus.values:
        DeviceFactory(site=site, place=shelf, **{state: True})
    DeviceFactory(received=True)

    count = count_operations.open_count(by=coordinator, site=site)

    lines = list(count.lines.all())
    assert {line.status for line in lines} == set(ON_HAND)
    assert count.expected == len(lines) == len(ON_HAND)
    assert {line.finding for line in lines} == {Finding.MISSING}
    assert all((line.tag, line.place) == (line.device.asset_tag, shelf) for line in lines)
    event = Event.objects.about(count).get()
    assert (event.kind, event.data) == ("count.opened", {"expected": len(ON_HAND)})


def test_a_shelf_or_category_count_expects_only_its_devices(
    coordinator, volunteer, site, shelf, other_shelf
):
    here = DeviceFactory(site=site, place=shelf, ready=True)
    there = DeviceFactory(site=site, place=other_shelf, ready=True, category=here.category)
    DeviceFactory(site=site, place=other_shelf, ready=True)

    of_shelf = count_operations.open_count(by=volunteer, site=site, place=shelf)
    of_kind = count_operations.open_count(by=coordinator, site=site, category=here.category)

    assert {line.device for line in of_shelf.lines.all()} == {here}
    assert {line.device for line in of_kind.lines.all()} == {here, there}


def test_expected_lines_are_frozen(volunteer, lying, shelf, other_shelf):
    device = lying(ready=True)
    count = count_operations.open_count(by=volunteer, site=device.site, place=shelf)
    device_operations.move_to_place(device, by=volunteer, place=other_shelf)
    line = line_of(count, device)
    assert (line.status, line.place) == (DeviceStatus.READY, shelf)


def test_a_volunteer_may_only_count_a_shelf(volunteer, site, shelf):
    with pytest.raises(PermissionDenied):
        count_operations.open_count(by=volunteer, site=site)
    with pytest.raises(PermissionDenied):
        count_operations.open_count(by=volunteer, site=site, category=CategoryFactory())
    assert count_operations.open_count(by=volunteer, site=site, place=shelf).place == shelf


def test_open_counts_do_not_overlap(coordinator, site, shelf, other_shelf):
    laptop, phone = CategoryFactory.create_batch(2)
    first = count_operations.open_count(by=coordinator, site=site, place=shelf)
    count_operations.open_count(by=coordinator, site=site, place=other_shelf)
    count_operations.open_count(by=coordinator, site=site, category=laptop)
    count_operations.open_count(by=coordinator, site=site, category=phone)
    for scope in ({"place": shelf}, {"category": laptop}, {}):
        with pytest.raises(Refused, match="covers the same shelves"):
            count_operations.open_count(by=coordinator, site=site, **scope)
    count_operations.close_count(first, by=coordinator)
    with pytest.raises(Refused, match=str(first)):
        count_operations.open_count(by=coordinator, site=site, place=shelf)
    count_operations.cancel_count(first, by=coordinator)
    assert count_operations.open_count(by=coordinator, site=site, place=shelf)


def test_a_site_count_excludes_shelf_counts(coordinator, site, shelf):
    count_operations.open_count(by=coordinator, site=site)
    with pytest.raises(Refused):
        count_operations.open_count(by=coordinator, site=site, place=shelf)
    assert count_operations.open_count(by=coordinator, site=SiteFactory())


def test_a_shelf_is_of_its_site(coordinator, shelf):
    with pytest.raises(Refused):
        count_operations.open_count(by=coordinator, site=SiteFactory(), place=shelf)


# --- Scanning -------------------------------------------------------------------------------------
@pytest.fixture
def count(coordinator, site, lying):
    """A count of the whole site, which expects one device on A1."""
    lying(ready=True)
    return count_operations.open_count(by=coordinator, site=site)


def test_a_scan_marks_an_expected_device_and_stores_its_state(count, volunteer, shelf):
    line = count.lines.get()
    device = line.device
    seen = scan_operations.count_code(count, by=volunteer, code=device.serial.lower())
    assert (seen.line, seen.is_again) == (line, False)
    line.refresh_from_db()
    device.refresh_from_db()
    assert line.finding == Finding.FOUND
    scan = line.scan
    assert (scan.by, scan.code) == (volunteer, device.serial.lower())
    assert (scan.status, scan.tag, scan.place) == (DeviceStatus.READY, device.asset_tag, shelf)
    assert device.seen_at == scan.at


def test_a_second_scan_changes_nothing(count, volunteer, technician):
    line = count.lines.get()
    scan_operations.count_code(count, by=volunteer, code=line.tag)
    for by in (volunteer, technician):
        seen = scan_operations.count_code(count, by=by, code=line.device.serial)
        assert (seen.is_again, seen.line.scan.by) == (True, volunteer)
    assert count.scans.count() == 1


def test_a_device_scanned_at_another_shelf_is_misplaced(count, volunteer, technician, other_shelf):
    line = count.lines.get()
    seen = scan_operations.count_code(count, by=volunteer, code=other_shelf.code)
    assert (seen.here, seen.line) == (other_shelf, None)
    seen = scan_operations.count_code(count, by=volunteer, code=line.tag)
    assert (seen.line.finding, seen.line.scan.here) == (Finding.ELSEWHERE, other_shelf)
    # Each user has a current shelf of their own.
    assert scan_operations.shelf_of(count, technician) is None
    scan_operations.clear_shelf(count, by=volunteer)
    assert scan_operations.shelf_of(count, volunteer) is None


def test_a_device_of_another_shelf_or_site_is_misplaced(volunteer, site, shelf, other_shelf):
    count = count_operations.open_count(by=volunteer, site=site, place=shelf)
    for device in (
        DeviceFactory(site=site, place=other_shelf, ready=True),
        DeviceFactory(site=site, place=None, ready=True),
        DeviceFactory(received=True, place=PlaceFactory()),
    ):
        seen = scan_operations.count_code(count, by=volunteer, code=device.asset_tag)
        assert (seen.line.finding, seen.line.is_expected) == (Finding.ELSEWHERE, False)
        assert (seen.line.place, seen.line.site) == (device.place, device.site)
        assert seen.line.scan.here == shelf


def test_a_device_received_since_the_opening_is_no_discrepancy(count, volunteer, lying):
    device = lying(received=True)
    seen = scan_operations.count_code(count, by=volunteer, code=device.asset_tag)
    assert (seen.line.finding, seen.line.is_expected) == (Finding.FOUND, False)


def test_a_device_not_with_us_is_a_discrepancy(count, volunteer, site):
    for state in ("on_loan", "given", "lost", "stolen", "retired", "withdrawn"):
        device = DeviceFactory(site=site, **{state: True})
        seen = scan_operations.count_code(count, by=volunteer, code=device.asset_tag)
        assert (seen.line.finding, seen.line.scan.status) == (Finding.ASTRAY, state)
        device.refresh_from_db()
        assert device.status == state


def test_devices_in_transit_are_not_expected(volunteer, site, shelf):
    freight = FreightFactory(sent=True, transfer__origin=site)
    count = count_operations.open_count(by=volunteer, site=site, place=shelf)
    assert count.expected == 0
    seen = scan_operations.count_code(count, by=volunteer, code=freight.device.asset_tag)
    assert seen.line.finding == Finding.ASTRAY


def test_an_unknown_code_is_stored_once_as_scanned(count, volunteer, technician):
    seen = scan_operations.count_code(count, by=volunteer, code=" box  of\tchargers ")
    assert (seen.line.finding, seen.line.code) == (Finding.UNKNOWN, "BOX OF CHARGERS")
    assert seen.line.scan.code == "box of chargers"
    assert scan_operations.count_code(count, by=technician, code="Box of chargers").is_again


def test_a_label_on_no_device_yet_is_an_unknown_code(count, volunteer):
    tag = TagFactory(free=True)
    seen = scan_operations.count_code(count, by=volunteer, code=tag.code)
    assert (seen.line.finding, seen.line.device) == (Finding.UNKNOWN, None)


def test_a_misread_is_not_stored(count, volunteer):
    for code in (
        "",
        "RB2600001X",
        "https://evil.example/a",
        "WIFI:S:home;P:secret;;",
        "javascript:x()",
        "D26-0012",
        "CE26-0001",
        "VC26-00012",
        "RF2026-0003",
    ):
        with pytest.raises(Refused):
            scan_operations.count_code(count, by=volunteer, code=code)
    assert count.lines.count() == 1
    assert count.scans.count() == 0


def test_an_ambiguous_code_matches_no_device(count, volunteer, coordinator, site):
    twins = [
        DeviceFactory(site=site, serial="TWIN1", model=DeviceModelFactory(), serial_shared_by=word)
        for word in (None, coordinator)
    ]
    with pytest.raises(Refused, match="scan the label"):
        scan_operations.count_code(count, by=volunteer, code="TWIN1")
    assert scan_operations.count_code(count, by=volunteer, code=twins[0].asset_tag).line.device


def test_an_active_device_has_priority_over_a_retired_one(count, volunteer, site):
    DeviceFactory(site=site, serial="TWIN1", retired=True)
    ours = DeviceFactory(site=site, serial="TWIN1", received=True)
    assert scan_operations.count_code(count, by=volunteer, code="TWIN1").line.device == ours


def test_a_shelf_of_another_site_or_of_another_count_is_refused(volunteer, site, shelf):
    count = count_operations.open_count(by=volunteer, site=site, place=shelf)
    for place in (PlaceFactory(), PlaceFactory(site=site)):
        with pytest.raises(Refused):
            scan_operations.count_code(count, by=volunteer, code=place.code)
    assert scan_operations.count_code(count, by=volunteer, code=shelf.code).here == shelf


def test_a_category_count_ignores_other_categories(coordinator, site, lying):
    laptop, phone = lying(), lying()
    lost = DeviceFactory(site=site, lost=True)
    count = count_operations.open_count(by=coordinator, site=site, category=laptop.category)
    with pytest.raises(Refused, match=str(phone)):
        scan_operations.count_code(count, by=coordinator, code=phone.asset_tag)
    seen = scan_operations.count_code(count, by=coordinator, code=lost.asset_tag)
    assert seen.line.finding == Finding.ASTRAY
