"""A closed count: another user decides, and all decisions are applied, or none."""

import pytest
from django.core.exceptions import PermissionDenied

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices import operations as device_operations
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.exits import operations as exit_operations
from modules.stocktakes.forms import DecideForm
from modules.stocktakes.lifecycle import CountStatus, Decision, Finding
from modules.stocktakes.models import CountLine
from modules.stocktakes.operations import counts as count_operations
from modules.stocktakes.operations import resolution as resolution_operations
from modules.stocktakes.operations import scans as scan_operations
from tests.cases import tried
from tests.factories import DeviceFactory, PlaceFactory, SiteFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def shelf(site):
    return PlaceFactory(site=site, code="A1")


@pytest.fixture
def other_shelf(site):
    return PlaceFactory(site=site, code="B2")


@pytest.fixture
def missing(site, shelf):
    return DeviceFactory(site=site, place=shelf, refurbishing=True)


@pytest.fixture
def present(site, shelf):
    return DeviceFactory(site=site, place=shelf, ready=True)


@pytest.fixture
def misplaced(site, other_shelf):
    return DeviceFactory(site=site, place=other_shelf, ready=True)


@pytest.fixture
def lost(site):
    return DeviceFactory(site=site, lost=True)


@pytest.fixture
def count(volunteer, site, shelf, missing, present, misplaced, lost):
    """Shelf A1, counted by the volunteer: one missing, one found, one of B2, one lost, one code."""
    count = count_operations.open_count(by=volunteer, site=site, place=shelf)
    for code in (present.asset_tag, misplaced.asset_tag, lost.asset_tag, "no-such-code"):
        scan_operations.count_code(count, by=volunteer, code=code)
    return count_operations.close_count(count, by=volunteer)


@pytest.fixture
def decide(count, coordinator):
    """`decide(device, decision)` decides for the line of one device."""

    def decide(device, decision, reason=""):
        lines = CountLine.objects.filter(device=device)
        resolution_operations.decide(
            count, by=coordinator, lines=lines, decision=decision, reason=reason
        )

    return decide


@pytest.fixture
def decided(count, coordinator, decide, missing, misplaced, lost):
    """The count with a decision for each difference."""
    decide(missing, Decision.LOST)
    decide(misplaced, Decision.MOVE)
    decide(lost, Decision.FOUND)
    decide(None, Decision.IGNORE, "a sticker of the maker")
    return count


def state(device):
    device.refresh_from_db()
    return device.status, device.place


# --- Deciding -------------------------------------------------------------------------------------
def test_a_resolution_applies_only_to_lines_that_allow_it(count, coordinator, missing, misplaced):
    done = resolution_operations.decide(
        count, by=coordinator, lines=CountLine.objects.all(), decision=Decision.MOVE
    )
    assert done == 1
    assert count.lines.get(device=misplaced).decision == Decision.MOVE
    assert count.lines.get(device=missing).decision == ""


def test_lent_or_given_devices_are_not_found_by_a_count(volunteer, coordinator, site, shelf):
    device = DeviceFactory(site=site, on_loan=True)
    count = count_operations.open_count(by=volunteer, site=site, place=shelf)
    scan_operations.count_code(count, by=volunteer, code=device.asset_tag)
    count_operations.close_count(count, by=volunteer)
    lines = count.lines.all()
    done = resolution_operations.decide(count, by=coordinator, lines=lines, decision=Decision.FOUND)
    assert (done, lines.get().is_with_somebody) == (0, True)
    offered = DecideForm(count=count, finding="astray").fields["decision"].choices
    assert [value for value, _label in offered] == [Decision.IGNORE]


def test_counters_do_not_resolve_their_own_count(site, shelf, missing):
    first, second = UserFactory.create_batch(2, coordinator=True)
    count = count_operations.open_count(by=first, site=site, place=shelf)
    scan_operations.count_code(count, by=second, code="X-1")
    count_operations.close_count(count, by=first)
    for who in (first, second):
        with pytest.raises(Refused, match="someone else"):
            resolution_operations.decide(
                count, by=who, lines=count.lines.all(), decision=Decision.IGNORE, reason="no"
            )
        with pytest.raises(Refused, match="someone else"):
            resolution_operations.finalise(count, by=who)


def test_undone_scans_do_not_make_a_counter(volunteer, coordinator, site, shelf):
    count = count_operations.open_count(by=volunteer, site=site, place=shelf)
    scan = scan_operations.count_code(count, by=coordinator, code="X-1").line.scan
    scan_operations.undo_scan(scan, by=coordinator)
    count_operations.close_count(count, by=volunteer)
    assert resolution_operations.finalise(count, by=coordinator).finalised_by == coordinator


def test_reopening_a_count_clears_resolutions(decided, volunteer):
    count_operations.reopen_count(decided, by=volunteer)
    assert not decided.lines.exclude(decision="").exists()


# --- Finalising -----------------------------------------------------------------------------------
def test_each_resolution_is_applied_with_its_event_only_on_finalising(
    decided, coordinator, shelf, other_shelf, present, missing, misplaced, lost
):
    assert state(missing) == (DeviceStatus.REFURBISHING, shelf)
    assert not decided.lines.undecided().exists()
    with pytest.raises(Refused):
        count_operations.file_report(decided, by=coordinator, pdf=b"%PDF-")
    resolution_operations.finalise(decided, by=coordinator)
    assert (decided.status, decided.finalised_by) == (CountStatus.FINALISED, coordinator)
    assert state(missing) == (DeviceStatus.LOST, shelf)
    assert state(misplaced) == (DeviceStatus.READY, shelf)
    assert state(lost) == (DeviceStatus.RECEIVED, shelf)
    assert lost.needs_erasure
    assert state(present) == (DeviceStatus.READY, shelf)
    kinds = {
        device: {event.kind for event in Event.objects.about(device)}
        for device in (present, missing, misplaced, lost)
    }
    assert kinds == {
        present: set(),
        missing: {"device.lost"},
        misplaced: {"device.moved"},
        lost: {"device.found", "device.moved"},
    }
    event = Event.objects.about(decided).first()
    assert event.data == {"moved": 1, "lost": 1, "found": 1, "ignored": 1}
    assert misplaced.seen_at == decided.lines.get(device=misplaced).scan.at
    shelf.refresh_from_db()
    other_shelf.refresh_from_db()
    assert (shelf.counted_at, other_shelf.counted_at) == (decided.counted_at, None)
    count_operations.file_report(decided, by=coordinator, pdf=b"%PDF-first")
    count_operations.file_report(decided, by=coordinator, pdf=b"%PDF-second")
    assert decided.document.read() == b"%PDF-first"


def test_missing_devices_are_declared_stolen(decided, coordinator, decide, missing):
    decide(missing, Decision.STOLEN)
    resolution_operations.finalise(decided, by=coordinator)
    assert state(missing)[0] == DeviceStatus.STOLEN


def test_a_site_count_dates_all_shelves_and_a_category_count_none(coordinator, site, shelf):
    for is_whole in (True, False):
        with tried(is_whole):
            device = DeviceFactory(site=site, place=shelf, ready=True)
            category = None if is_whole else device.category
            count = count_operations.open_count(by=coordinator, site=site, category=category)
            scan_operations.count_code(count, by=coordinator, code=device.asset_tag)
            count_operations.close_count(count, by=coordinator)
            resolution_operations.finalise(count, by=UserFactory(coordinator=True))
            shelf.refresh_from_db()
            assert (shelf.counted_at is not None) == is_whole


def test_unresolved_differences_prevent_finalising(
    count, coordinator, technician, decide, present, missing, misplaced, lost
):
    findings = {line.device: line.finding for line in count.lines.select_related("device")}
    assert findings == {
        present: Finding.FOUND,
        missing: Finding.MISSING,
        misplaced: Finding.ELSEWHERE,
        lost: Finding.ASTRAY,
        None: Finding.UNKNOWN,
    }
    with pytest.raises(PermissionDenied):
        resolution_operations.finalise(count, by=technician)
    for reason in ("", "   "):
        with pytest.raises(Refused):
            decide(missing, Decision.IGNORE, reason)
    decide(missing, Decision.LOST)
    with pytest.raises(Refused, match="3 differences"):
        resolution_operations.finalise(count, by=coordinator)
    assert state(missing)[0] == DeviceStatus.REFURBISHING


def test_a_change_meanwhile_is_reported_and_not_overwritten(
    decided, coordinator, technician, missing, misplaced, shelf
):
    somewhere = PlaceFactory(site=shelf.site, code="C3")
    device_operations.move_to_place(missing, by=technician, place=somewhere)
    device_operations.quarantine(misplaced, by=technician)
    with pytest.raises(Refused) as refusal:
        resolution_operations.finalise(decided, by=coordinator)
    assert [str(device) in "".join(refusal.value.messages) for device in (missing, misplaced)] == [
        True,
        True,
    ]
    decided.refresh_from_db()
    assert decided.status == CountStatus.COUNTED
    assert resolution_operations.ignore_changed(decided, by=coordinator) == 2
    resolution_operations.finalise(decided, by=coordinator)
    assert state(missing) == (DeviceStatus.REFURBISHING, somewhere)
    assert state(misplaced)[0] == DeviceStatus.QUARANTINED


def test_devices_seen_since_are_not_lost(decided, coordinator, technician, missing):
    type(missing).objects.filter(pk=missing.pk).saw()
    with pytest.raises(Refused, match=str(missing)):
        resolution_operations.finalise(decided, by=coordinator)


def test_one_refused_resolution_rolls_back_all(
    decided, coordinator, shelf, missing, misplaced, lost
):
    """A reservation made since the scan refuses the loss, and no other decision is applied."""
    exit_operations.retire(missing, by=coordinator, reason="parts")
    with pytest.raises(Refused):
        resolution_operations.finalise(decided, by=coordinator)
    assert state(lost)[0] == DeviceStatus.LOST
    assert state(misplaced)[1] != shelf


def test_a_reserved_device_is_not_declared_lost(volunteer, coordinator, site, shelf):
    device = DeviceFactory(site=site, place=shelf, reserved=True)
    count = count_operations.open_count(by=volunteer, site=site, place=shelf)
    count_operations.close_count(count, by=volunteer)
    lines = count.lines.all()
    assert (
        resolution_operations.decide(count, by=coordinator, lines=lines, decision=Decision.LOST)
        == 0
    )
    done = resolution_operations.decide(
        count, by=coordinator, lines=lines, decision=Decision.IGNORE, reason="being prepared"
    )
    assert done == 1
    resolution_operations.finalise(count, by=coordinator)
    assert state(device)[0] == DeviceStatus.RESERVED


def test_a_device_of_another_site_stays_where_it_was_found(volunteer, coordinator, site, shelf):
    for status in ("ready", "lost"):
        with tried(status):
            device = DeviceFactory(site=SiteFactory(), **{status: True})
            count = count_operations.open_count(by=volunteer, site=site, place=shelf)
            scan_operations.count_code(count, by=volunteer, code=device.asset_tag)
            count_operations.close_count(count, by=volunteer)
            decision = Decision.MOVE if status == "ready" else Decision.FOUND
            resolution_operations.decide(
                count, by=coordinator, lines=count.lines.all(), decision=decision
            )
            resolution_operations.finalise(count, by=coordinator)
            device.refresh_from_db()
            assert (device.site, device.place) == (site, shelf)
            assert "device.settled" in {event.kind for event in Event.objects.about(device)}


def test_lent_or_retired_devices_do_not_change_site(coordinator, site):
    for state_ in ("reserved", "on_loan", "lost", "withdrawn"):
        with tried(state_), pytest.raises(Refused):
            resolution_operations.settle(DeviceFactory(**{state_: True}), by=coordinator, site=site)
