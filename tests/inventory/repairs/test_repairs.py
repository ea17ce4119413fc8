"""Repairs: open, take, end, reopen, cancel."""

import pytest

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.repairs import Barrier, RepairOutcome, RepairStatus
from inventory.exits import operations as exit_operations
from inventory.models import Device, Repair
from inventory.repairs.operations import parts as part_operations
from inventory.repairs.operations import repairs as repair_operations
from inventory.workshop.operations import bench as bench_operations
from inventory.workshop.operations.bench import left_to_do
from tests.cases import tried
from tests.factories import (
    AccessoryKindFactory,
    DeviceFactory,
    FaultTypeFactory,
    RepairFactory,
    RepairPartFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def kinds(device):
    return list(Event.objects.about(device).order_by("pk").values_list("kind", flat=True))


def test_a_repair_is_opened_for_a_device_with_us(technician):
    for trait in ("received", "refurbishing", "quarantined"):
        with tried(trait):
            device, fault = DeviceFactory(**{trait: True}), FaultTypeFactory()
            repair = repair_operations.open_repair(
                device, by=technician, fault=fault, reported=" no image "
            )
            assert (repair.status, repair.reported, repair.fault) == ("open", "no image", fault)
            assert kinds(device) == ["device.repair_opened"]


def test_no_repair_is_opened_for_a_ready_or_absent_device(technician):
    for trait in ("ready", "reserved", "on_loan", "given", "lost", "retired"):
        with tried(trait):
            with pytest.raises(Refused):
                repair_operations.open_repair(
                    DeviceFactory(**{trait: True}), by=technician, fault=FaultTypeFactory()
                )
            assert not Repair.objects.exists()


def test_a_second_open_repair_is_refused(technician):
    repair = RepairFactory(open=True)
    with pytest.raises(Refused, match="already under repair"):
        repair_operations.open_repair(repair.device, by=technician, fault=repair.fault)


def test_a_device_in_repair_is_not_finished(technician):
    repair = RepairFactory(underway=True, device__erased=True)
    with pytest.raises(Refused) as refusal:
        bench_operations.finish(repair.device, by=technician, grade="B")
    assert refusal.value.messages == [f"Under repair: {repair.fault}"]
    repair_operations.end_repair(repair, by=technician, outcome=RepairOutcome.FIXED)
    bench_operations.finish(repair.device, by=technician, grade="B")
    assert Device.objects.get().status == "ready"


def test_a_device_in_repair_is_not_retired(technician):
    repair = RepairFactory(open=True)
    with pytest.raises(Refused, match="end the repair first"):
        exit_operations.retire(repair.device, by=technician, reason="parts")


def test_recording_findings_starts_the_repair(technician):
    repair, fault = RepairFactory(open=True), FaultTypeFactory()
    repair_operations.note_repair(
        repair,
        by=technician,
        fault=fault,
        reported="no sound",
        found="jack unsoldered",
        done="",
        minutes=25,
    )
    repair.refresh_from_db()
    assert (repair.status, repair.technician) == (RepairStatus.UNDERWAY, technician)
    assert (repair.fault, repair.found, repair.minutes) == (fault, "jack unsoldered", 25)


def test_a_repair_is_taken_over_once(technician):
    repair = RepairFactory(underway=True)
    repair_operations.take_repair(repair, by=technician)
    assert Repair.objects.get().technician == technician
    with pytest.raises(Refused):
        repair_operations.take_repair(repair, by=technician)


def test_a_repair_ends_with_its_result(technician):
    repair = RepairFactory(open=True)
    repair_operations.end_repair(
        repair, by=technician, outcome=RepairOutcome.FIXED, done="new paste", minutes=40
    )
    repair.refresh_from_db()
    assert (repair.status, repair.outcome, repair.barrier) == ("ended", "fixed", "")
    assert (repair.done, repair.minutes, repair.technician) == ("new paste", 40, technician)
    assert repair.ended_at is not None
    assert left_to_do(repair.device)[0].startswith("The data")
    assert kinds(repair.device)[-1] == "device.repaired"


def test_an_unfixed_repair_needs_a_barrier(technician):
    for outcome in (RepairOutcome.REPAIRABLE, RepairOutcome.END_OF_LIFE):
        with tried(outcome):
            repair = RepairFactory(open=True)
            with pytest.raises(Refused, match="obstacle to the repair"):
                repair_operations.end_repair(repair, by=technician, outcome=outcome)
            repair_operations.end_repair(
                repair, by=technician, outcome=outcome, barrier=Barrier.NO_MANUAL
            )
            event = Event.objects.about(repair.device).first()
            assert event.data["barrier"] == "no_manual"
            assert "no repair information" in event.sentence
            assert "no repair information" in left_to_do(repair.device)[0]


def test_ending_a_repair_cancels_awaited_parts(technician):
    part = RepairPartFactory(awaited=True)
    repair_operations.end_repair(part.repair, by=technician, outcome=RepairOutcome.FIXED)
    part.refresh_from_db()
    assert part.status == "given_up"


def test_an_ended_repair_is_not_ended_again(technician):
    repair = RepairFactory(fixed=True)
    with pytest.raises(Refused):
        repair_operations.end_repair(
            repair, by=technician, outcome=RepairOutcome.END_OF_LIFE, barrier=Barrier.WORN_OUT
        )


def test_an_accepted_fault_becomes_a_known_limitation(technician):
    repair = RepairFactory(repairable=True, device__erased=True, device__known_limits="No charger.")
    assert len(left_to_do(repair.device)) == 1
    repair_operations.accept_fault(repair, by=technician, limit="The webcam does not work.")
    device = Device.objects.get()
    assert left_to_do(device) == []
    assert device.known_limits == "No charger. The webcam does not work."
    with pytest.raises(Refused):
        repair_operations.accept_fault(repair, by=technician, limit="The webcam does not work.")


def test_fixed_and_end_of_life_repairs_are_not_accepted(technician):
    for trait in ["fixed", "end_of_life"]:
        with pytest.raises(Refused):
            repair_operations.accept_fault(
                RepairFactory(**{trait: True}), by=technician, limit="so"
            )


def test_a_limit_too_long_for_the_agreement_is_refused(technician):
    repair = RepairFactory(repairable=True, device__known_limits="x" * 290)
    with pytest.raises(Exception, match="300"):
        repair_operations.accept_fault(repair, by=technician, limit="The webcam does not work.")


def test_an_ended_repair_is_reopened(technician):
    repair = RepairFactory(end_of_life=True)
    repair_operations.reopen_repair(repair, by=technician)
    repair.refresh_from_db()
    assert (repair.status, repair.outcome, repair.barrier) == ("underway", "", "")
    assert repair.ended_at is None


def test_a_repair_is_not_reopened_after_its_device_was_away(technician):
    repair = RepairFactory(repairable=True)
    exit_operations.retire(repair.device, by=technician, reason="parts")
    with pytest.raises(Refused):
        repair_operations.reopen_repair(repair, by=technician)
    exit_operations.revive(repair.device, by=technician)
    with pytest.raises(Refused, match="open another"):
        repair_operations.reopen_repair(repair, by=technician)


def test_a_repair_is_not_reopened_while_another_is_open(technician):
    repair = RepairFactory(fixed=True)
    RepairFactory(open=True, device=repair.device)
    with pytest.raises(Refused, match="already under repair"):
        repair_operations.reopen_repair(repair, by=technician)


def test_a_cancelled_repair_does_not_count(technician):
    part = RepairPartFactory(awaited=True)
    repair_operations.cancel_repair(part.repair, by=technician, reason="the wrong laptop")
    repair = Repair.objects.get()
    assert (repair.status, repair.cancel_reason) == ("cancelled", "the wrong laptop")
    assert not Repair.objects.standing().exists()
    assert not any("repair" in sentence for sentence in left_to_do(repair.device))


def test_a_repair_with_a_fitted_part_is_not_cancelled(technician):
    part = RepairPartFactory(fitted=True)
    with pytest.raises(Refused, match="take them out first"):
        repair_operations.cancel_repair(part.repair, by=technician, reason="the wrong laptop")


def test_repairs_of_another_site_are_out_of_scope(technician):
    RepairFactory()
    mine = RepairFactory(device__site=technician.sites.get())
    assert list(Repair.objects.visible_to(technician)) == [mine]
    assert Repair.objects.visible_to(UserFactory(coordinator=True)).count() == 2
    assert not Repair.objects.visible_to(UserFactory(association=True)).exists()


# --- Bulk -----------------------------------------------------------------------------------------
def facts(devices, **more):
    common = {"fault": FaultTypeFactory(), "outcome": RepairOutcome.FIXED, **more}
    return [repair_operations.RepairFacts(device=device, **common) for device in devices]


def test_many_repairs_are_written_in_a_few_statements(technician, django_assert_max_num_queries):
    devices = DeviceFactory.create_batch(30)
    ended = [
        *facts(devices[:10]),
        *facts(devices[10:20], outcome=RepairOutcome.REPAIRABLE),
        *facts(devices[20:], outcome=RepairOutcome.END_OF_LIFE, barrier=Barrier.WORN_OUT),
    ]
    with django_assert_max_num_queries(12):
        repairs = repair_operations.record_repairs(ended, by=technician)
    assert [repair.device for repair in repairs] == devices
    outcomes = Repair.objects.order_by("pk").values_list("outcome", "barrier")
    assert {*outcomes[:10]} == {("fixed", "")}
    assert {*outcomes[10:20]} == {("repairable", "unknown")}
    assert {*outcomes[20:]} == {("end_of_life", "worn_out")}
    assert kinds(devices[0]) == ["device.repair_opened", "device.repaired"]
    assert kinds(devices[29]) == ["device.repair_opened", "device.not_repaired"]


def test_all_are_written_or_none(technician):
    devices = [DeviceFactory(), DeviceFactory(ready=True)]
    with pytest.raises(Refused, match=str(devices[1])):
        repair_operations.record_repairs(facts(devices), by=technician)
    busy = RepairFactory(open=True).device
    with pytest.raises(Refused, match="already under repair"):
        repair_operations.record_repairs(facts([DeviceFactory(), busy]), by=technician)
    assert Repair.objects.count() == 1


def test_an_empty_list_of_repairs_writes_nothing(technician):
    assert repair_operations.record_repairs([], by=technician) == []


def test_a_part_with_two_positions_is_identified_by_position(technician):
    donor, kind = DeviceFactory(refurbishing=True), AccessoryKindFactory()
    repair = RepairFactory(underway=True)
    part_operations.take_part(repair, by=technician, kind=kind, donor=donor)
    with pytest.raises(Refused, match="already"):
        part_operations.take_part(repair, by=technician, kind=kind, donor=donor)
    part_operations.take_part(repair, by=technician, kind=kind, donor=donor, position=2)
    assert donor.parts_taken.count() == 2
