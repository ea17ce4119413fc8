"""Scan modes at the bench and the counter, each with its own operation and undo."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from core.models import Event
from core.workflow.lifecycle import Refused
from desk import lifecycle
from desk.scan_sessions import operations
from desk.scan_sessions.modes import MODES, modes_for
from desk.scan_sessions.undo import UNDOS
from inventory.devices.lifecycle.devices import DeviceStatus, Outcome
from inventory.models import Device
from inventory.workshop.operations.checklists import record_results
from loans.allocation.operations.preparation import free
from loans.models import LoanItem
from tests.factories import (
    CategoryFactory,
    ChecklistItemFactory,
    DeviceFactory,
    DeviceModelFactory,
    LoanFactory,
    PlaceFactory,
    RequestLineFactory,
    SiteFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def status_of(device):
    return Device.objects.get(pk=device.pk).status


def kinds(device):
    return [event.kind for event in Event.objects.about(device)]


def test_every_mode_is_configured_and_every_result_has_an_undo():
    assert set(MODES) == set(lifecycle.MODES)
    assert set(UNDOS) == set(lifecycle.RESULTS)


def test_modes_need_their_permission(begin, volunteer, technician, counter):
    def acts(user):
        return [act.value for act, _way in modes_for(user)]

    assert acts(volunteer) == ["receive", "shelve"]
    assert acts(technician) == ["receive", "shelve", "refurbish", "finish"]
    assert acts(counter) == list(lifecycle.MODES)
    with pytest.raises(PermissionDenied):
        begin("refurbish", volunteer)


def test_a_session_stops_without_permission(begin, technician, site):
    _run, scan = begin("refurbish", technician)
    device = DeviceFactory(site=site)
    technician.role = "volunteer"
    with pytest.raises(PermissionDenied):
        scan(device)
    assert status_of(device) == "received"


# --- Start refurbishing ---------------------------------------------------------------------------
def test_scanned_devices_go_to_the_bench(begin, technician, site, lines_of):
    run, scan = begin("refurbish", technician)
    new, quarantined = DeviceFactory(site=site), DeviceFactory(site=site, quarantined=True)
    lent = DeviceFactory(site=site, on_loan=True)
    scan(new, quarantined, lent, new)
    assert lines_of(run) == [
        (str(new), "done", "On the bench"),
        (str(quarantined), "refused", f"{quarantined} is in quarantine: release it first."),
        (str(lent), "refused", f"{lent} is on loan: if it came back, record its return first."),
    ]
    assert kinds(new)[0] == "device.refurbishing"


def test_undoing_a_bench_scan_restores_the_status(begin, technician, site):
    _run, scan = begin("refurbish", technician)
    for state in ("received", "ready"):
        device = DeviceFactory(site=site, **{state: True})
        operations.undo(scan(device), by=technician)
        assert status_of(device) == state
        assert kinds(device)[0] == "device.off_bench"


def test_a_device_worked_on_stays_on_the_bench(begin, technician, site):
    _run, scan = begin("refurbish", technician)
    device = DeviceFactory(site=site)
    item = ChecklistItemFactory(checklist__category=device.category)
    line = scan(device)
    record_results(device, by=technician, outcomes={item: (Outcome.PASS, "")})
    with pytest.raises(Refused, match="has been worked on since"):
        operations.undo(line, by=technician)
    line.refresh_from_db()
    assert (line.status, status_of(device)) == ("done", "refurbishing")


# --- Mark ready -----------------------------------------------------------------------------------
def test_only_checked_and_erased_devices_become_ready_others_get_a_reason(
    begin, technician, site, lines_of
):
    run, scan = begin("finish", technician, grade="B")
    good = DeviceFactory(refurbishing=True, erased=True, site=site, known_limits="Weak battery")
    dirty = DeviceFactory(refurbishing=True, site=site)
    unchecked = DeviceFactory(refurbishing=True, erased=True, site=site)
    ChecklistItemFactory(checklist__category=unchecked.category)
    scan(good, dirty, unchecked, good)
    assert lines_of(run) == [
        (str(good), "done", "Ready, grade B"),
        (dirty.asset_tag, "refused", lines_of(run)[1][2]),
        (unchecked.asset_tag, "refused", "1 checklist item has no answer."),
    ]
    assert "must be erased" in lines_of(run)[1][2]
    good.refresh_from_db()
    assert (good.status, good.grade, good.known_limits) == ("ready", "B", "Weak battery")


def test_a_changed_grade_applies_to_later_scans_which_are_undone(begin, technician, site):
    run, scan = begin("finish", technician, grade="B")
    first, second = (DeviceFactory(refurbishing=True, erased=True, site=site) for _ in "12")
    scan(first)
    operations.change(run, by=technician, grade="A")
    scan(second)
    assert set(Device.objects.values_list("pk", "grade")) == {(first.pk, "B"), (second.pk, "A")}
    operations.undo(run.lines.get(device=second), by=technician)
    assert status_of(second) == "refurbishing"


def test_a_device_reserved_since_is_not_undone(begin, counter, site):
    _run, scan = begin("finish", counter, grade="B")
    device = DeviceFactory(refurbishing=True, erased=True, site=site)
    line = scan(device)
    _other, add = begin("lend", counter, loan=LoanFactory(site=site))
    add(device)
    with pytest.raises(Refused, match="has changed since"):
        operations.undo(line, by=counter)
    assert status_of(device) == "reserved"


# --- Add to a loan --------------------------------------------------------------------------------
def test_scanned_devices_are_reserved_on_the_loan(begin, counter, site, lines_of):
    loan = LoanFactory(site=site, number="P26-00001")
    run, scan = begin("lend", counter, loan=loan)
    ready, raw = DeviceFactory(ready=True, site=site), DeviceFactory(site=site)
    scan(ready, raw, ready)
    assert lines_of(run) == [
        (str(ready), "done", "Set aside for P26-00001"),
        (raw.asset_tag, "refused", f"{raw} is “to check”: only a ready device can be handed over."),
    ]
    assert loan.items.get().device == ready


def test_no_more_devices_are_reserved_than_requested(begin, counter, site):
    laptop = CategoryFactory(holding_data=True)
    line = RequestLineFactory(category=laptop, requested=1, accepted=1, request__accepted=True)
    loan = LoanFactory(site=site, request=line.request, organisation=line.request.organisation)
    loan.recipient = None
    _run, scan = begin("lend", counter, loan=loan)
    first, second = DeviceFactory.create_batch(2, ready=True, site=site, category=laptop)
    scan(first)
    assert "already has its full quantity:" in scan(second).says
    assert status_of(second) == "ready"


def test_an_undone_reservation_makes_the_device_ready(begin, counter, site):
    loan = LoanFactory(site=site)
    _run, scan = begin("lend", counter, loan=loan)
    device = DeviceFactory(ready=True, site=site)
    line = scan(device)
    operations.undo(line, by=counter)
    assert status_of(device) == DeviceStatus.READY
    again = scan(device)
    assert (again.status, status_of(device)) == ("done", "reserved")
    free(LoanItem.objects.get(pk=again.data["item"]), by=counter)
    with pytest.raises(Refused):
        operations.undo(again, by=counter)


# --- Messages -------------------------------------------------------------------------------------
def test_a_refusal_is_in_the_language_of_its_reader(begin, technician, site):
    run, scan = begin("refurbish", technician)
    device = DeviceFactory(site=site, retired=True)
    line = scan(device)
    assert "had left permanently: the workshop must receive it again." in line.says
    with override("fr"):
        assert "left us" not in run.lines.get().says
        assert str(device) in run.lines.get().says


CODES = {
    "RB2600001X": ": this number is not valid. Check it, or scan the label.",
    "https://elsewhere.example/x": "an address of elsewhere.example",
    "NOTHING-LIKE-IT": "Unknown code: NOTHING-LIKE-IT",
    "TWIN": "Several devices have the code TWIN",
    "GONE": "was entered in error",
    "SHELF9": "is not a device.",
    "HIDDEN": "Unknown code: HIDDEN",
}


def test_codes_that_are_no_device_are_refused_with_a_reason(begin, technician, coordinator, site):
    for word in (None, coordinator):
        DeviceFactory(site=site, serial="TWIN", model=DeviceModelFactory(), serial_shared_by=word)
    DeviceFactory(site=site, serial="GONE", withdrawn=True)
    DeviceFactory(site=SiteFactory(), serial="HIDDEN")
    PlaceFactory(site=site, code="SHELF9")
    run, scan = begin("refurbish", technician)
    for code, words in CODES.items():
        assert words in scan(code).says, code
    assert run.counts()["refused"] == len(CODES)


def test_a_scan_session_is_changed_by_its_owner_only(begin, technician, site):
    run, scan = begin("refurbish", technician)
    device = DeviceFactory(site=site)
    other = UserFactory(technician=True, sites=[site])
    with pytest.raises(Refused, match="somebody else"):
        operations.scan(run, by=other, code=device.asset_tag)
    line = scan(device)
    with pytest.raises(Refused, match="somebody else"):
        operations.undo(line, by=other)
    operations.end(run, by=technician)
    with pytest.raises(Refused, match="has ended"):
        scan(device)
    operations.go_on(run, by=technician)
    assert scan(device) is None
