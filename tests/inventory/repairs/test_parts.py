"""Parts of a repair: awaited, taken cannot come from the device, or removed again."""

import pytest
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.accessories import operations as accessory_operations
from inventory.devices.lifecycle.repairs import Gap, PartStatus, RepairOutcome, RepairStatus
from inventory.erasure.operations import erasure as erasure_operations
from inventory.models import AccessoryStock, RepairPart
from inventory.repairs.operations import parts as part_operations
from inventory.repairs.operations import repairs as repair_operations
from inventory.workshop.operations.bench import left_to_do
from inventory.workshop.workbench.progress import media_of
from tests.factories import AccessoryKindFactory, DeviceFactory, RepairFactory, RepairPartFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def repair():
    return RepairFactory(open=True)


@pytest.fixture
def kind():
    return AccessoryKindFactory(names__en="Battery")


@pytest.fixture
def disk():
    return AccessoryKindFactory(names__en="SSD", holds_data=True)


def donor_with(**traits):
    """Create a device, by default on the bench, whose only disk has a proven erasure."""
    return DeviceFactory(**(traits or {"refurbishing": True}), erased=True)


def test_a_repair_waits_for_its_parts_and_goes_on(technician, repair, kind):
    first = part_operations.await_part(repair, by=technician, kind=kind, reference="L17C3P52")
    second = part_operations.await_part(
        repair, by=technician, kind=AccessoryKindFactory(is_part=True)
    )
    repair.refresh_from_db()
    assert (repair.status, repair.technician) == (RepairStatus.WAITING, technician)
    part_operations.give_up_part(first, by=technician)
    repair.refresh_from_db()
    assert repair.status == RepairStatus.WAITING
    part_operations.give_up_part(second, by=technician)
    repair.refresh_from_db()
    assert repair.status == RepairStatus.UNDERWAY
    with pytest.raises(Refused):
        part_operations.give_up_part(second, by=technician)


def test_a_part_taken_from_another_device_leaves_a_gap(technician, repair, kind):
    donor = donor_with()
    part_operations.take_part(repair, by=technician, kind=kind, donor=donor)
    part = RepairPart.objects.get()
    assert (part.status, part.taken_from, part.gap) == ("fitted", donor, Gap.LACKING)
    assert left_to_do(donor) == [
        f"This device is missing a part, now fitted in {repair.device}: Battery"
    ]
    event = Event.objects.about(donor).first()
    assert (event.kind, event.data["device"]) == ("device.part_taken", repair.device.asset_tag)
    event = Event.objects.about(repair.device).first()
    assert (event.kind, event.data["device"]) == ("device.part_received", donor.asset_tag)


def test_the_awaited_part_is_the_one_that_is_fitted(technician, kind):
    part = RepairPartFactory(awaited=True, repair__waiting=True, kind=kind, quantity=2)
    part_operations.take_part(part.repair, by=technician, kind=kind, donor=donor_with())
    part.refresh_from_db()
    assert (part.status, part.quantity) == (PartStatus.FITTED, 1)
    part.repair.refresh_from_db()
    assert part.repair.status == RepairStatus.UNDERWAY
    assert RepairPart.objects.count() == 1


def test_a_part_is_not_taken_twice(technician, kind):
    part = RepairPartFactory(taken=True, kind=kind)
    with pytest.raises(Refused) as refusal:
        part_operations.take_part(
            RepairFactory(open=True), by=technician, kind=kind, donor=part.taken_from
        )
    message = f"Battery of {part.taken_from} is already in {part.repair.device}."
    assert refusal.value.messages == [message]


@pytest.mark.parametrize("trait", ["ready", "reserved", "on_loan", "given", "lost", "withdrawn"])
def test_no_part_is_taken_from_a_device_in_use_or_away(technician, repair, kind, trait):
    with pytest.raises(Refused):
        part_operations.take_part(
            repair, by=technician, kind=kind, donor=DeviceFactory(**{trait: True})
        )
    assert not RepairPart.objects.exists()


def test_no_part_is_taken_from_the_device_itself(technician, repair, kind):
    with pytest.raises(Refused, match="cannot come from the device"):
        part_operations.take_part(repair, by=technician, kind=kind, donor=repair.device)


def test_parts_are_taken_from_a_device_retired_for_parts(technician, repair, kind):
    donor = DeviceFactory(retired=True, retire_reason="parts")
    part_operations.take_part(repair, by=technician, kind=kind, donor=donor)
    assert donor.parts_taken.get().repair == repair


def test_a_waived_part_no_longer_blocks_its_device(technician, kind):
    donor = donor_with()
    part = RepairPartFactory(taken=True, taken_from=donor, kind=kind)
    part_operations.waive_part(part, by=technician)
    assert left_to_do(donor) == []
    with pytest.raises(Refused):
        part_operations.waive_part(part, by=technician)
    with pytest.raises(Refused, match="already"):
        part_operations.take_part(RepairFactory(open=True), by=technician, kind=kind, donor=donor)


def test_a_replacement_part_fills_the_gap(technician, kind):
    given = RepairPartFactory(taken=True, taken_from=donor_with(), kind=kind)
    repair = RepairFactory(open=True, device=given.taken_from)
    part_operations.take_part(repair, by=technician, kind=kind, donor=donor_with())
    given.refresh_from_db()
    assert given.gap == Gap.REPLACED
    repair_operations.end_repair(repair, by=technician, outcome=RepairOutcome.FIXED)
    assert left_to_do(given.taken_from) == []


def test_a_removed_part_returns_to_its_origin(technician, repair, kind):
    donor = donor_with()
    part = part_operations.take_part(repair, by=technician, kind=kind, donor=donor)
    part_operations.take_out_part(part, by=technician)
    assert left_to_do(donor) == []
    assert Event.objects.about(donor).first().kind == "device.part_given_back"
    with pytest.raises(Refused):
        part_operations.take_out_part(part, by=technician)
    part_operations.take_part(repair, by=technician, kind=kind, donor=donor)


def test_parts_are_not_removed_after_the_repair_ended(technician):
    part = RepairPartFactory()
    repair_operations.end_repair(part.repair, by=technician, outcome=RepairOutcome.FIXED)
    with pytest.raises(Refused):
        part_operations.take_out_part(part, by=technician)


# --- Disks ----------------------------------------------------------------------------------------
def test_a_moved_disk_needs_erasure_in_its_new_device(technician, disk):
    repair = RepairFactory(open=True, device__erased=True)
    donor = donor_with()
    part = part_operations.take_part(repair, by=technician, kind=disk, donor=donor)
    old, new = donor.media.get(), repair.device.media.get(pk=part.fitted_as_id)
    assert (old.status, new.status) == ("moved", "present")
    assert (new.serial, new.kind) == (old.serial, old.kind)
    repair.device.refresh_from_db()
    donor.refresh_from_db()
    assert (repair.device.needs_erasure, donor.needs_erasure) == (True, False)
    assert left_to_do(donor) == [
        f"This device is missing a part, now fitted in {repair.device}: SSD"
    ]


def test_an_unerased_disk_is_not_taken(technician, repair, disk):
    donor = DeviceFactory(refurbishing=True)
    with pytest.raises(Refused, match="erase it first"):
        part_operations.take_part(repair, by=technician, kind=disk, donor=donor)
    assert donor.media.get().status == "present"


def test_one_of_two_disks_is_identified_by_number(technician, repair, disk):
    donor = donor_with()
    erasure_operations.add_medium(donor, by=technician, kind="hdd", serial="wd-2")
    erasure_operations.record_erasure(
        donor.media.get(serial="WD-2"), by=technician, **erasure_of("WD-2")
    )
    with pytest.raises(Refused, match="WD-2"):
        part_operations.take_part(repair, by=technician, kind=disk, donor=donor)
    part = part_operations.take_part(
        repair, by=technician, kind=disk, donor=donor, medium_serial="wd-2"
    )
    assert part.medium.serial == "WD-2"


def erasure_of(serial):
    now = timezone.now()
    return {
        "method": "ata_sanitize",
        "tool": "nwipe",
        "tool_version": "0.38",
        "medium_serial": serial,
        "result": "passed",
        "started_at": now,
        "ended_at": now,
    }


def test_a_disk_elsewhere_is_not_erased_put_back_or_destroyed_here(technician, repair, disk):
    donor = donor_with()
    part_operations.take_part(repair, by=technician, kind=disk, donor=donor)
    medium = donor.media.get()
    with pytest.raises(Refused):
        erasure_operations.put_back_medium(medium, by=technician)
    with pytest.raises(Refused):
        erasure_operations.destroy_medium(medium, by=technician, method="shred")
    with pytest.raises(Refused, match="another device"):
        erasure_operations.record_erasure(medium, by=technician, **erasure_of(medium.serial))


def test_a_device_whose_disk_is_elsewhere_can_be_erased_and_used_again(technician, repair, disk):
    donor = donor_with()
    part_operations.take_part(repair, by=technician, kind=disk, donor=donor)
    erasure_operations.add_medium(donor, by=technician, kind="ssd", serial="NEW1")
    erasure_operations.record_erasure(
        donor.media.get(serial="NEW1"), by=technician, **erasure_of("NEW1")
    )
    donor.refresh_from_db()
    assert not donor.needs_erasure


def test_a_removed_disk_still_needs_erasure(technician, repair, disk):
    donor = donor_with()
    part = part_operations.take_part(repair, by=technician, kind=disk, donor=donor)
    part_operations.take_out_part(part, by=technician)
    assert donor.media.get().status == "removed"
    part.fitted_as.refresh_from_db()
    assert part.fitted_as.status == "removed"
    repair.device.refresh_from_db()
    assert repair.device.needs_erasure


def test_the_proof_of_a_disk_ends_when_it_was_in_another_device(technician, repair, disk):
    donor = donor_with()
    part = part_operations.take_part(repair, by=technician, kind=disk, donor=donor)
    failed = erasure_of(part.fitted_as.serial) | {"result": "failed"}
    erasure_operations.record_erasure(part.fitted_as, by=technician, **failed)
    part_operations.take_out_part(part, by=technician)
    medium = donor.media.get()
    with pytest.raises(Refused, match="erase it first"):
        part_operations.take_part(repair, by=technician, kind=disk, donor=donor)
    before = erasure_of(medium.serial) | dict.fromkeys(
        ("started_at", "ended_at"), medium.erasures.get().ended_at
    )
    with pytest.raises(Refused, match="another device"):
        erasure_operations.record_erasure(medium, by=technician, **before)
    erasure_operations.put_back_medium(medium, by=technician)
    donor.refresh_from_db()
    assert donor.needs_erasure
    assert [m.is_proven for m in media_of(donor)] == [False]
    erasure_operations.record_erasure(medium, by=technician, **erasure_of(medium.serial))
    donor.refresh_from_db()
    assert not donor.needs_erasure


# --- The stock ------------------------------------------------------------------------------------
def stock_of(kind, repair):
    return AccessoryStock.objects.get(kind=kind, site=repair.device.site)


def test_a_stock_part_is_subtracted_and_put_back(technician, repair, kind):
    site = repair.device.site
    accessory_operations.receive_stock(kind, by=technician, site=site, quantity=3)
    part = part_operations.fit_part(repair, by=technician, kind=kind, quantity=2)
    assert stock_of(kind, repair).quantity == 1
    assert Event.objects.about(repair.device).first().kind == "device.part_fitted"
    part_operations.take_out_part(part, by=technician)
    assert stock_of(kind, repair).quantity == 3


def test_no_more_parts_are_fitted_than_in_stock(technician, repair, kind):
    accessory_operations.receive_stock(kind, by=technician, site=repair.device.site, quantity=1)
    with pytest.raises(Refused, match="in stock"):
        part_operations.fit_part(repair, by=technician, kind=kind, quantity=2)
    assert not RepairPart.objects.exists()


def test_a_part_in_stock_unblocks_the_repair(technician, kind):
    part = RepairPartFactory(awaited=True, repair__waiting=True, kind=kind, quantity=2)
    site = part.repair.device.site
    accessory_operations.receive_stock(kind, by=technician, site=site, quantity=1)
    assert not RepairPart.objects.arrived().exists()
    accessory_operations.receive_stock(kind, by=technician, site=site, quantity=1)
    assert RepairPart.objects.arrived().get() == part
    part_operations.fit_part(part.repair, by=technician, kind=kind, quantity=2)
    part.repair.refresh_from_db()
    assert (part.repair.status, RepairPart.objects.get().status) == ("underway", "fitted")


def test_a_disk_from_stock_needs_erasure(technician, disk):
    repair = RepairFactory(open=True, device__erased=True)
    part = part_operations.fit_part(repair, by=technician, kind=disk)
    repair.device.refresh_from_db()
    assert repair.device.needs_erasure
    assert part.fitted_as.device == repair.device
