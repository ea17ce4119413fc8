"""The bench: check, erase with proof, grade, finish."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import (
    DeviceStatus,
    ErasureMethod,
    ErasureResult,
    Grade,
    MediumKind,
    MediumStatus,
    Outcome,
)
from inventory.erasure.operations import erasure as erasure_operations
from inventory.workshop.operations import bench as bench_operations
from inventory.workshop.operations import checklists as checklist_operations
from inventory.workshop.operations.checklists import items_to_check
from tests.cases import tried
from tests.factories import (
    AttemptFactory,
    CategoryFactory,
    ChecklistItemFactory,
    DeviceFactory,
    MediumFactory,
    TestResultFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def device():
    return DeviceFactory(refurbishing=True)


@pytest.fixture
def item(device):
    return ChecklistItemFactory(checklist__category=device.category, blocking=True)


def erase(medium, by, **changes):
    now = timezone.now()
    facts = {
        "method": ErasureMethod.ATA_SANITIZE,
        "tool": "nwipe",
        "tool_version": "0.38",
        "medium_serial": medium.serial,
        "result": ErasureResult.PASSED,
        "started_at": now - timedelta(minutes=5),
        "ended_at": now,
    }
    return erasure_operations.record_erasure(medium, by=by, **facts | changes)


def story(device):
    return [event.kind for event in Event.objects.about(device)]


def test_a_device_is_refurbished_and_becomes_ready(technician):
    device = DeviceFactory(received=True)
    item = ChecklistItemFactory(checklist__category=device.category)

    bench_operations.refurbish(device, by=technician)
    checklist_operations.record_results(device, by=technician, outcomes={item: (Outcome.PASS, "")})
    erase(device.media.get(), technician)
    device.refresh_from_db()
    bench_operations.finish(device, by=technician, grade=Grade.B, known_limits="No webcam.")

    device.refresh_from_db()
    assert device.status == DeviceStatus.READY
    assert (device.grade, device.known_limits) == ("B", "No webcam.")
    assert not device.needs_erasure
    assert story(device) == [
        "device.finished",
        "device.clean",
        "device.erased",
        "device.tested",
        "device.refurbishing",
    ]


def test_unfinished_work_is_named_and_the_status_unchanged(device, item, technician):
    with pytest.raises(Refused) as refusal:
        bench_operations.finish(device, by=technician, grade=Grade.A)

    assert refusal.value.messages == [
        "1 checklist item has no answer.",
        "The data on this device must be erased, with proof for each disk or memory.",
    ]
    device.refresh_from_db()
    assert device.status == DeviceStatus.REFURBISHING
    assert story(device) == []


def test_a_blocking_fault_keeps_a_device_on_the_bench(device, item, technician):
    checklist_operations.record_results(
        device, by=technician, outcomes={item: (Outcome.FAIL, "dead")}
    )
    erase(device.media.get(), technician)

    with pytest.raises(Refused, match="Blocking fault: "):
        bench_operations.finish(device, by=technician, grade=Grade.A)


def test_the_latest_result_counts(device, item, technician):
    checklist_operations.record_results(
        device, by=technician, outcomes={item: (Outcome.FAIL, "dead")}
    )
    checklist_operations.record_results(
        device, by=technician, outcomes={item: (Outcome.PASS, "new")}
    )

    [checked] = items_to_check(device)
    assert checked.result.outcome == Outcome.PASS
    assert device.results.count() == 2


def test_results_of_an_earlier_stay_do_not_count(device, item, technician):
    TestResultFactory(
        device=device, item=item, passed=True, at=device.received_at - timedelta(days=1)
    )

    [to_check] = items_to_check(device)
    assert to_check.result is None


def test_a_device_off_the_bench_is_not_checked(item, technician):
    device = DeviceFactory(received=True, category=item.checklist.category)

    with pytest.raises(Refused, match="Take the device to the bench first"):
        checklist_operations.record_results(
            device, by=technician, outcomes={item: (Outcome.PASS, "")}
        )


def test_an_item_of_another_checklist_is_not_checked(device, technician):
    other = ChecklistItemFactory()

    with pytest.raises(Refused, match="This checklist has changed"):
        checklist_operations.record_results(
            device, by=technician, outcomes={other: (Outcome.PASS, "")}
        )


# --- Erasure --------------------------------------------------------------------------------------
@pytest.mark.parametrize("result", [ErasureResult.FAILED, ErasureResult.UNKNOWN])
def test_an_erasure_that_did_not_pass_is_stored_and_proves_nothing(device, technician, result):
    erasure = erase(device.media.get(), technician, result=result)

    device.refresh_from_db()
    assert erasure.operator == technician
    assert device.needs_erasure


def test_a_device_is_erased_once_every_medium_is_proven(device, technician):
    second = MediumFactory(device=device)

    erase(device.media.first(), technician)
    device.refresh_from_db()
    assert device.needs_erasure

    erasure_operations.remove_medium(second, by=technician)
    erasure_operations.destroy_medium(second, by=technician, method=ErasureMethod.SHRED)
    device.refresh_from_db()
    assert not device.needs_erasure
    assert second.status == MediumStatus.DESTROYED


def test_a_failure_after_a_success_voids_it(device, technician):
    medium = device.media.get()
    erase(medium, technician)

    erase(medium, technician, result=ErasureResult.FAILED)

    device.refresh_from_db()
    assert device.needs_erasure


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"ended_at": timedelta(minutes=5)}, "has not finished proves nothing"),
        ({"ended_at": -timedelta(days=2)}, "before the device arrived"),
        ({"started_at": timedelta(minutes=1)}, "An erasure cannot end before it starts."),
    ],
)
def test_the_times_of_an_erasure_are_validated(device, technician, changes, why):
    moments = {name: timezone.now() + shift for name, shift in changes.items()}

    with pytest.raises(Refused, match=why):
        erase(device.media.get(), technician, **moments)
    assert device.media.get().erasures.count() == 0


@pytest.mark.parametrize("kind", [MediumKind.SSD, MediumKind.NVME])
def test_overwriting_proves_nothing_on_flash(device, technician, kind):
    medium = MediumFactory(device=device, kind=kind)

    with pytest.raises(Refused, match="“overwriting” proves nothing for this medium"):
        erase(medium, technician, method=ErasureMethod.OVERWRITE)
    erase(medium, technician, method=ErasureMethod.OVERWRITE, result=ErasureResult.UNKNOWN)
    assert device.needs_erasure


def test_a_destroyed_medium_is_not_erased(device, technician):
    medium = MediumFactory(device=device, destroyed=True)

    with pytest.raises(Refused, match="This medium was destroyed"):
        erase(medium, technician)


def test_the_proof_of_another_disk_does_not_count(device, technician):
    medium = device.media.get()

    with pytest.raises(Refused, match=f"serial number of this medium is {medium.serial}"):
        erase(medium, technician, medium_serial="ANOTHER")


def test_an_unidentified_medium_takes_the_serial_number_of_its_proof(device, technician):
    medium = MediumFactory(device=device, serial="", kind=MediumKind.UNKNOWN)

    with pytest.raises(Refused, match="Choose the type of this medium first"):
        erase(medium, technician, medium_serial="SSD-9")
    erase(medium, technician, kind=MediumKind.SSD, medium_serial=" ssd-9 ")

    medium.refresh_from_db()
    assert (medium.kind, medium.serial) == (MediumKind.SSD, "SSD-9")


def test_a_device_on_loan_is_not_erased(technician):
    for state in ("on_loan", "given"):
        with tried(state):
            device = DeviceFactory(**{state: True})

            with pytest.raises(Refused, match="ecord its return first"):
                erase(device.media.get(), technician)
            with pytest.raises(Refused, match="ecord its return first"):
                erasure_operations.destroy_medium(device.media.get(), by=technician, method="shred")
            with pytest.raises(Refused, match="ecord its return first"):
                erasure_operations.remove_medium(device.media.get(), by=technician)


def test_a_disk_that_stayed_behind_may_be_destroyed_while_its_device_is_out(technician):
    device = DeviceFactory(ready=True)
    medium = device.media.get()
    erasure_operations.remove_medium(medium, by=technician)
    device.refresh_from_db()

    erasure_operations.destroy_medium(medium, by=technician, method=ErasureMethod.SHRED)

    device.refresh_from_db()
    assert device.status == DeviceStatus.READY


# --- Media ----------------------------------------------------------------------------------------
def test_a_disk_found_later_makes_a_clean_device_need_erasure(technician):
    device = DeviceFactory(refurbishing=True, erased=True)

    medium = erasure_operations.add_medium(
        device, by=technician, kind=MediumKind.HDD, serial=" wd1 "
    )

    device.refresh_from_db()
    assert device.needs_erasure
    assert medium.serial == "WD1"


def test_a_ready_device_goes_to_the_bench_before_its_disk_is_noted(technician):
    device = DeviceFactory(ready=True)

    with pytest.raises(Refused, match="Take the device to the bench first"):
        erasure_operations.add_medium(device, by=technician, kind=MediumKind.HDD)


def test_a_removed_medium_is_put_back(device, technician):
    medium = device.media.get()
    erasure_operations.remove_medium(medium, by=technician)

    erasure_operations.put_back_medium(medium, by=technician)

    assert medium.status == MediumStatus.PRESENT
    assert story(device) == ["device.medium_added", "device.medium_removed"]


def test_a_medium_is_identified_after_inspection(device, technician):
    medium = device.media.get()

    erasure_operations.identify_medium(
        medium, by=technician, kind=MediumKind.NVME, serial="nv 1", capacity_gb=256
    )

    medium.refresh_from_db()
    assert (medium.kind, medium.serial, medium.capacity_gb) == ("nvme", "NV 1", 256)


def test_a_reserved_device_does_not_go_to_the_bench(technician):
    device = DeviceFactory(reserved=True)

    with pytest.raises(Refused, match="release it first"):
        bench_operations.refurbish(device, by=technician)


def test_a_serial_number_with_a_proof_is_frozen(technician):
    device = DeviceFactory(refurbishing=True, erased=True)
    medium = device.media.get()
    before = medium.serial
    with pytest.raises(Refused):
        erasure_operations.identify_medium(medium, by=technician, kind="ssd", serial="ANOTHER")
    medium.refresh_from_db()
    assert medium.serial == before


def test_the_latest_results_of_a_device_are_read_from_its_attempts(device, item):
    """Like in `items_to_check`, these are the latest of each item, for this stay and version."""
    first, second = item, ChecklistItemFactory(checklist=item.checklist)
    other = ChecklistItemFactory(checklist__category=CategoryFactory())
    last_stay = device.received_at - timedelta(days=3)
    attempts = [
        AttemptFactory(device=device, checklist=item.checklist, at=last_stay),
        AttemptFactory(device=device, checklist=item.checklist),
        AttemptFactory(device=device, checklist=other.checklist),
        AttemptFactory(device=device, checklist=item.checklist),
    ]
    for attempt, answered in zip(attempts, [first, second, other, first], strict=True):
        facts = {"device": device, "attempt": attempt, "at": attempt.at}
        TestResultFactory(item=answered, **facts)
    TestResultFactory(device=device, attempt=attempts[1], item=first, failed=True)
    expected = [item.result for item in items_to_check(device) if item.result]
    assert len(expected) == 2
    read = checklist_operations.latest_results(device, checklist_operations.attempts_of(device))
    assert read == expected
