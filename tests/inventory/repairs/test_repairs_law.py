"""Guards of repairs and parts: devices in repair are not in use, parts are in one device."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.models import FaultAlias
from inventory.devices.lifecycle.repairs import NOT_IN_REPAIR, OPEN_REPAIRS
from inventory.models import Repair, RepairPart
from tests.cases import tried
from tests.factories import (
    AccessoryKindFactory,
    DeviceFactory,
    ErasureFactory,
    FaultAliasFactory,
    FaultTypeFactory,
    MediumFactory,
    RepairFactory,
    RepairFileFactory,
    RepairPartFactory,
    UserFactory,
)
from tests.law import copy, delete, refused, refused_as, unique_sentence, write

pytestmark = pytest.mark.django_db


# --- A device in repair ---------------------------------------------------------------------------
def test_a_device_in_repair_is_not_ready_nor_gone():
    for status in ("ready", "retired", "withdrawn"):
        for state in OPEN_REPAIRS:
            with tried(status, state):
                repair = RepairFactory(
                    status=state, device=DeviceFactory(received=True, erased=True)
                )
                with refused("inventory_device_in_repair"):
                    write(repair.device, status=status, retire_reason="recycled")


def test_no_repair_is_open_on_a_device_that_is_ready_or_away():
    for trait in ("ready", "reserved", "on_loan", "given", "retired", "withdrawn"):
        with tried(trait):
            assert trait in NOT_IN_REPAIR
            ended = RepairFactory(fixed=True, device=DeviceFactory(**{trait: True}))
            with refused("inventory_repair_of_device_here"):
                write(ended, status="open", outcome="", ended_at=None)
            with refused("inventory_repair_of_device_here"):
                copy(ended, status="waiting", outcome="", ended_at=None)


def test_a_device_has_one_open_repair():
    repair = RepairFactory(open=True)
    with refused("inventory_repair_one_open"):
        copy(repair)
    assert RepairFactory(fixed=True, device=repair.device).pk


# --- A repair -------------------------------------------------------------------------------------
def test_a_repair_has_a_valid_status():
    with refused("inventory_repair_status_known"):
        write(RepairFactory(), status="asleep")
    with refused("inventory_repairpart_status_known"):
        write(RepairPartFactory(), status="asleep")


def test_an_ended_repair_has_result_and_date():
    for changes in (
        {"outcome": ""},
        {"ended_at": None},
        {"status": "open"},
        {"ended_at": timezone.now() - timedelta(days=900)},
    ):
        with tried(changes), refused("inventory_repair_ended"):
            write(RepairFactory(fixed=True), **changes)


def test_an_unfixed_repair_has_a_barrier():
    for trait, barrier in [("fixed", "no_parts"), ("repairable", ""), ("end_of_life", "mood")]:
        with refused("inventory_repair_barrier"):
            write(RepairFactory(**{trait: True}), barrier=barrier)


def test_only_unfixed_repairs_are_accepted():
    with refused("inventory_repair_accepted"):
        write(RepairFactory(fixed=True), is_accepted=True)
    assert write(RepairFactory(repairable=True), is_accepted=True) == 1


def test_a_cancelled_repair_has_a_reason_and_is_final():
    repair = RepairFactory(cancelled=True)
    with refused("inventory_repair_cancelled"):
        write(repair, cancel_reason="")
    with refused("inventory_repair_cancelled"):
        write(RepairFactory(), cancel_reason="a whim")
    with refused("inventory_repair_stays_cancelled"):
        write(repair, status="open", cancel_reason="")


def test_a_repair_stays_with_its_device():
    repair = RepairFactory()
    with refused("inventory_repair_frozen"):
        write(repair, device=DeviceFactory())
    with refused("inventory_repair_frozen"):
        write(repair, opened_at=timezone.now())
    with refused("inventory_repair_kept"):
        delete(repair)


def test_a_closed_repair_is_frozen():
    for trait in ("fixed", "cancelled"):
        with tried(trait):
            repair = RepairFactory(**{trait: True})
            for changes in [
                {"minutes": 600},
                {"fault": FaultTypeFactory()},
                {"technician": UserFactory()},
            ]:
                with refused("inventory_repair_closed"):
                    write(repair, **changes)


# --- Parts ----------------------------------------------------------------------------------------
def test_a_part_has_a_quantity_of_one_from_a_device():
    with refused("inventory_repairpart_quantity"):
        write(RepairPartFactory(awaited=True), quantity=0)
    with refused("inventory_repairpart_quantity"):
        copy(RepairPartFactory(taken=True), quantity=2, position=2)


def test_a_taken_part_has_a_gap():
    for changes in [{"gap": ""}, {"taken_from": None}, {"gap": "hole"}]:
        with refused("inventory_repairpart_origin"):
            copy(RepairPartFactory(taken=True), position=2, **changes)
    with refused("inventory_repairpart_origin"):
        copy(RepairPartFactory(taken=True), status="awaited")
    with refused("inventory_repairpart_origin"):
        copy(
            RepairPartFactory(),
            medium_id=MediumFactory(removed=True, erased=True).pk,
            status="taken_out",
        )


def test_a_part_is_taken_once_from_a_device():
    part = RepairPartFactory(taken=True)
    other = RepairFactory(underway=True)
    with refused("inventory_repairpart_taken_once"):
        copy(part, repair=other)
    assert copy(part, repair=other, position=2).pk


def test_a_replaced_part_may_be_taken_again():
    part = RepairPartFactory(taken=True)
    write(part, gap="replaced")
    assert copy(part, repair=RepairFactory(underway=True)).pk


def clean_disk():
    """Create a removed disk with a proven erasure."""
    return MediumFactory(removed=True, erased=True, device=DeviceFactory(refurbishing=True))


def disk_part(medium):
    return RepairPartFactory(disk=True, medium=medium)


def test_a_disk_is_in_one_repair_at_a_time():
    before = timezone.now() - timedelta(days=30)
    past = RepairPartFactory(disk=True, taken_out=True, status_since=before, medium=clean_disk())
    copy(past, status="fitted")
    with refused("inventory_repairpart_disk_once"):
        copy(past, status="fitted", position=2)


def came_back(medium):
    """Let the device come in again after the erasure."""
    write(medium.device, received_at=timezone.now())
    return medium


def test_a_disk_is_out_and_erased_before_it_moves():
    for medium in [
        MediumFactory(removed=True),
        MediumFactory(erased=True),
        came_back(MediumFactory(removed=True, erased=True)),
    ]:
        with refused("inventory_repairpart_disk_clean"):
            disk_part(medium)
    part = RepairPartFactory(awaited=True)
    dirty = MediumFactory(removed=True)
    with refused("inventory_repairpart_disk_clean"):
        write(part, status="fitted", taken_from=dirty.device, gap="lacking", medium=dirty)


def test_a_taken_disk_is_of_its_donor_device():
    part, other = disk_part(clean_disk()), clean_disk()
    with refused("inventory_repairpart_disk_clean"):
        copy(part, medium=other, position=2)


def test_a_disk_is_marked_as_elsewhere_while_fitted():
    medium = clean_disk()
    with refused("inventory_medium_moved"):
        write(medium, status="moved")
    part = disk_part(medium)
    for status in ["present", "removed"]:
        with refused("inventory_medium_moved"):
            write(medium, status=status)
    write(part, status="taken_out")
    assert write(medium, status="removed") == 1


def test_a_new_disk_is_not_elsewhere():
    with refused("inventory_medium_moved"):
        copy(clean_disk(), status="moved")


def test_a_proof_before_a_move_does_not_count_after_it():
    medium = clean_disk()
    device = medium.device
    part = disk_part(medium)
    write(part, status="taken_out")
    write(medium, status="removed")
    with refused("inventory_repairpart_disk_clean"):
        copy(part, status="fitted", position=2)
    for other in device.media.exclude(pk=medium.pk):
        ErasureFactory(medium=other)
    with refused("inventory_device_erasure_proven"):
        write(device, needs_erasure=False)
    ErasureFactory(medium=medium)
    assert copy(part, status="fitted", position=2)


def test_repair_parts_are_not_deleted():
    part = RepairPartFactory(taken=True)
    with refused("inventory_repairpart_frozen"):
        write(part, repair=RepairFactory(underway=True))
    with refused("inventory_repairpart_frozen"):
        write(part, kind=AccessoryKindFactory())
    for changes in [{"position": 3}, {"taken_from": DeviceFactory(refurbishing=True)}]:
        with refused("inventory_repairpart_origin_kept"):
            write(part, **changes)
    with refused("inventory_repairpart_kept"):
        delete(part)


def test_the_parts_of_an_ended_repair_are_frozen():
    part = RepairPartFactory()
    Repair.objects.filter(pk=part.repair_id).update(
        status="ended", outcome="fixed", ended_at=timezone.now()
    )
    with refused("inventory_repairpart_of_open_repair"):
        write(part, status="taken_out")
    with refused("inventory_repairpart_of_open_repair"):
        copy(part)


def test_no_part_comes_from_the_device_itself():
    part = RepairPartFactory(taken=True)
    with refused("inventory_repairpart_of_another"):
        copy(part, taken_from=part.repair.device)
    awaited = RepairPartFactory(awaited=True)
    with refused("inventory_repairpart_of_another"):
        write(awaited, taken_from=awaited.repair.device, status="fitted", gap="lacking")


def test_no_part_comes_from_a_device_in_use_or_away():
    for trait in ("ready", "on_loan", "given", "lost", "withdrawn"):
        with tried(trait):
            device = DeviceFactory(**{trait: True})
            with refused("inventory_repairpart_at_hand"):
                RepairPartFactory(taken_from=device, gap="lacking")
            with refused("inventory_repairpart_at_hand"):
                write(
                    RepairPartFactory(awaited=True),
                    taken_from=device,
                    status="fitted",
                    gap="lacking",
                )


def test_parts_come_from_a_device_retired_for_parts():
    device = DeviceFactory(retired=True, retire_reason="parts")
    assert RepairPartFactory(taken_from=device, gap="lacking").pk
    assert RepairPart.objects.lacking().count() == 1


# --- The list of faults ---------------------------------------------------------------------------
def test_a_fault_type_is_not_deleted():
    with refused("catalogue_faulttype_kept"):
        delete(FaultTypeFactory())


def test_a_fault_alias_is_unique():
    alias = FaultAliasFactory(name="Écran cassé")
    with refused_as(unique_sentence(FaultAlias, "key")):
        copy(alias, fault=FaultTypeFactory(), name="écran CASSÉ")


def test_files_of_repairs_are_append_only():
    file = RepairFileFactory()

    with refused("inventory_repairfile_append_only"):
        write(file, by=UserFactory())
    with refused("inventory_repairfile_append_only"):
        delete(file)
