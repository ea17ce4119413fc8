"""The audit of a lot: checked, applied, and compared."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.imports.kinds import RowVerdict
from core.workflow.lifecycle import Refused
from inventory.devices import operations as device_operations
from inventory.models import Device, Erasure, Medium, Repair, Transfer
from inventory.transfers import operations as transfer_operations
from modules.workshop_audits.comparison import compare
from modules.workshop_audits.tests.audits import audit, problems, taken_over
from tests.factories import (
    DeviceFactory,
    FaultTypeFactory,
    MediumFactory,
    RefurbisherFactory,
)
from tests.inventory.lists import undo_import
from tests.visits import undone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def workshop(db):
    return RefurbisherFactory(name="Ateliers Belvoir")


@pytest.fixture
def devices(site):
    """Three devices whose disks nobody has examined."""
    facts = {"site": site, "category__holds_data": True}
    facts["received_at"] = timezone.now() - timedelta(days=20)
    made = [DeviceFactory(serial=f"SN{n}", **facts) for n in range(1, 4)]
    Medium.objects.update(serial="", kind="unknown")
    FaultTypeFactory(code="unknown")
    return made


@pytest.fixture
def outing(workshop, devices, site, coordinator):
    outing = Transfer(origin=site, destination=site, refurbisher=workshop)
    transfer_operations.prepare_transfer(outing, by=coordinator)
    for device in devices:
        transfer_operations.load(outing, by=coordinator, device=device)
    return transfer_operations.send(outing, by=coordinator, carrier="Belvoir")


def test_an_audit_is_imported(outing, devices, coordinator, workshop):
    device = devices[0]
    batch = taken_over(audit(outing, coordinator, {"Tag": device.asset_tag}), coordinator)
    assert batch.status == "applied"
    device.refresh_from_db()
    proof = Erasure.objects.get(medium__device=device)
    assert (device.grade, device.known_limits) == ("B", "One dead pixel")
    assert not device.needs_erasure
    assert (proof.medium_serial, proof.tool, proof.refurbisher) == ("DISK1", "Blancco", workshop)
    assert (proof.medium.serial, proof.medium.kind) == ("DISK1", "ssd")
    assert outing.sent_at < proof.ended_at <= timezone.now()
    assert device.status == "received"


def test_repairs_of_an_audit_belong_to_the_refurbisher(outing, devices, coordinator, workshop):
    first, second, third = devices
    battery = FaultTypeFactory(names__en="Battery", names__fr="Batterie")
    no_proof = dict.fromkeys(["Disk serial", "Disk type", "Erasure", "Erased on"], "")
    no_proof |= dict.fromkeys(["Erasure method", "Erasure tool", "Version"], "")
    rows = [
        {**no_proof, "Tag": first.asset_tag, "Fault": "batterie"},
        {**no_proof, "Tag": second.asset_tag, "Outcome": "HS", "Work done": ""},
        {**no_proof, "Tag": third.asset_tag, "Work done": ""},
    ]
    taken_over(audit(outing, coordinator, *rows), coordinator)
    repairs = list(Repair.objects.order_by("device_id"))
    assert [(r.device, r.outcome, r.done) for r in repairs] == [
        (first, "fixed", "New battery"),
        (second, "end_of_life", ""),
    ]
    assert repairs[0].fault == battery
    assert {(r.refurbisher, r.technician, r.status) for r in repairs} == {(workshop, None, "ended")}


def test_a_device_ready_with_us_gets_no_repair_from_an_audit(outing, devices, coordinator):
    ready = DeviceFactory(ready=True, site=outing.origin)
    transfer_operations.prepare_transfer(
        again := Transfer(
            origin=outing.origin, destination=outing.origin, refurbisher=outing.refurbisher
        ),
        by=coordinator,
    )
    transfer_operations.load(again, by=coordinator, device=ready)
    transfer_operations.send(again, by=coordinator)
    row = {"Tag": ready.asset_tag, "Outcome": "HS", "Disk serial": ready.media.get().serial}
    assert (
        "is ready here, but not repaired according to the workshop:"
        in problems(audit(again, coordinator, row))[0]
    )


def test_audit_rows_match_by_serial_number(outing, devices, coordinator):
    batch = audit(outing, coordinator, {"Serial number": "sn 2"})
    assert problems(batch) == [""]
    taken_over(batch, coordinator)
    assert list(Device.objects.filter(needs_erasure=False)) == [devices[1]]


def test_each_disk_needs_its_own_proof(outing, devices, coordinator):
    device = devices[0]
    MediumFactory(device=device, serial="DISK2")
    tag = {"Tag": device.asset_tag}
    taken_over(audit(outing, coordinator, tag), coordinator)
    device.refresh_from_db()
    assert device.needs_erasure
    taken_over(audit(outing, coordinator, {**tag, "Disk serial": "DISK2"}), coordinator)
    device.refresh_from_db()
    assert not device.needs_erasure


def test_an_unknown_disk_of_an_audit_is_added(outing, devices, coordinator):
    device = devices[0]
    tag = {"Tag": device.asset_tag}
    rows = [tag, {**tag, "Disk serial": "DISK9", "Disk type": "disque dur"}]
    taken_over(audit(outing, coordinator, *rows), coordinator)
    media = Medium.objects.filter(device=device).values_list("serial", "kind")
    assert set(media) == {("DISK1", "ssd"), ("DISK9", "hdd")}


def test_a_failed_erasure_keeps_the_device_unerased(outing, devices, coordinator):
    row = {"Tag": devices[0].asset_tag, "Erasure": "Echec", "Erasure tool": "", "Version": ""}
    taken_over(audit(outing, coordinator, row), coordinator)
    devices[0].refresh_from_db()
    assert devices[0].needs_erasure
    assert Erasure.objects.get().result == "failed"


def test_audit_lines_without_proof_are_refused(outing, devices, coordinator):
    not_of_this_type = "This method proves nothing for this type of disk: check the"
    for row, sentence in (
        (
            {"Tag": "", "Serial number": ""},
            "No tag or serial number: we do not know which device this",
        ),
        ({"Tag": "RB0000000"}, "was not sent with this lot"),
        ({"Tag": "", "Serial number": "SN99"}, "was not sent with this lot"),
        ({"Serial number": "SN2"}, "The tag belongs to"),
        ({"Serial number": "SNX7"}, "here: is this the same machine?"),
        ({"Known faults": " ".join(["Comme", "neuf"])}, "the law forbids these words"),
        ({"Outcome": "purple"}, "is not a known word: match it above."),
        ({"Erasure": ""}, "not whether it passed"),
        ({"Erasure tool": ""}, "A passed erasure needs its date, method, tool, version and"),
        ({"Disk serial": ""}, "A passed erasure needs its date, method, tool, version and"),
        ({"Erased on": ""}, "A passed erasure needs its date, method, tool, version and"),
        ({"Erased on": "01/02/2020"}, "before the lot left: check its date."),
        ({"Erased on": "01/02/2090"}, "has not ended"),
        ({"Erased on": "soon"}, "is not a date: write it like 31/12/2025."),
        ({"Erasure method": "overwriting"}, "Overwriting proves nothing on an SSD"),
        ({"Disk type": "HDD", "Erasure method": "NVMe sanitize"}, not_of_this_type),
        ({"Disk type": "NVMe", "Erasure method": "ATA secure erase"}, not_of_this_type),
        ({"Disk type": "", "Erasure method": "ATA secure erase"}, "enter the type of this disk"),
        ({"Disk type": "HDD", "Erasure method": "factory reset"}, not_of_this_type),
    ):
        with undone():
            batch = audit(outing, coordinator, {"Tag": devices[0].asset_tag, **row})
            assert sentence in problems(batch)[0], row
            assert batch.rows.get().verdict == RowVerdict.REFUSED


def test_our_medium_kind_takes_precedence_over_the_audit(outing, devices, coordinator):
    device = devices[0]
    row = {"Tag": device.asset_tag, "Disk type": "HDD", "Erasure method": "overwriting"}
    for serial in ("", "DISK1"):
        device.media.update(kind="ssd", serial=serial)
        batch = audit(outing, coordinator, row)
        assert "Overwriting proves nothing on an SSD" in problems(batch)[0]
    device.media.update(serial="")
    taken_over(
        audit(outing, coordinator, {**row, "Erasure method": "ATA secure erase"}), coordinator
    )
    assert device.media.get().kind == "ssd"


def test_a_removed_disk_is_not_matched_by_an_audit(outing, devices, coordinator):
    device = devices[0]
    device.media.update(status="removed")
    taken_over(audit(outing, coordinator, {"Tag": device.asset_tag}), coordinator)
    media = device.media.with_last_erasure().order_by("pk")
    assert [(m.status, m.serial, m.last_result) for m in media] == [
        ("removed", "", None),
        ("present", "DISK1", "passed"),
    ]
    device.refresh_from_db()
    assert device.needs_erasure


def test_an_erasure_after_the_return_is_refused(outing, devices, coordinator):
    device = devices[0]
    Transfer.objects.filter(pk=outing.pk).update(sent_at=timezone.now() - timedelta(days=9))
    outing.refresh_from_db()
    transfer_operations.arrive(outing, by=coordinator, device=device)
    back = timezone.now() - timedelta(days=3)
    outing.freight.filter(device=device).update(status_since=back)
    tag = {"Tag": device.asset_tag}
    assert "was back here before" in problems(audit(outing, coordinator, tag))[0]
    day = timezone.localdate(back).strftime("%d/%m/%Y")
    taken_over(audit(outing, coordinator, {**tag, "Erased on": day}), coordinator)
    assert Erasure.objects.get().ended_at <= back


def test_rows_that_contradict_each_other_are_refused(outing, devices, coordinator):
    tag = {"Tag": devices[0].asset_tag}
    batch = audit(outing, coordinator, tag, {**tag, "Disk serial": "DISK2", "Grade": "C"})
    assert problems(batch)
    assert all("contradict each other about" in sentence for sentence in problems(batch))


def test_a_device_that_left_since_is_refused(outing, devices, coordinator):
    batch = audit(outing, coordinator, {"Tag": devices[0].asset_tag})
    transfer_operations.arrive(outing, by=coordinator, device=devices[0])
    device_operations.declare_lost(devices[0], by=coordinator)
    written = taken_over(batch, coordinator)
    assert written.status == "checked"
    assert "too late" in problems(written)[0]
    assert not Erasure.objects.exists()


def test_an_applied_audit_is_not_undone(outing, devices, coordinator):
    batch = taken_over(audit(outing, coordinator, {"Tag": devices[0].asset_tag}), coordinator)
    with pytest.raises(Refused, match="cannot be undone"):
        undo_import(batch, by=coordinator)


def test_sent_audited_and_returned_devices_are_compared(outing, devices, coordinator):
    first, second, third = devices
    rows = [{"Tag": d.asset_tag, "Disk serial": d.asset_tag} for d in (first, second)]
    taken_over(audit(outing, coordinator, *rows), coordinator)
    transfer_operations.arrive(outing, by=coordinator, device=first)
    transfer_operations.arrive(outing, by=coordinator, device=third)
    comparison = compare(outing, list(outing.freight.aboard().for_list()))
    assert (comparison.sent, comparison.audited, comparison.back, comparison.proven) == (3, 2, 2, 2)
    assert [row.device for row in comparison.unaudited] == [third]
    assert [row.device for row in comparison.awaited] == [second]


def test_an_erasure_of_an_audit_does_not_end_in_the_future(outing, devices, coordinator):
    Transfer.objects.filter(pk=outing.pk).update(sent_at=timezone.now() - timedelta(seconds=1))
    taken_over(audit(outing, coordinator, {"Tag": devices[0].asset_tag}), coordinator)
    assert Erasure.objects.get().ended_at <= Erasure.objects.get().recorded_at


def test_a_disk_of_another_device_is_refused_in_an_audit(outing, devices, coordinator):
    first, second = devices[:2]
    tags = [{"Tag": device.asset_tag} for device in devices]
    sentences = problems(
        audit(outing, coordinator, tags[0], tags[1], tags[2] | {"Disk serial": "D3"})
    )
    assert f"DISK1 is also in {second.asset_tag}" in sentences[0]
    assert f"DISK1 is also in {first.asset_tag}" in sentences[1]
    assert sentences[2] == ""
    second.media.update(serial="DISK1")
    assert (
        f"DISK1 is also in {second.asset_tag}" in problems(audit(outing, coordinator, tags[0]))[0]
    )
    first.media.update(serial="DISK1")
    assert problems(audit(outing, coordinator, {**tags[0], "Work done": "x"})) == [""]


def test_a_failed_erasure_of_a_ready_device_needs_the_bench_first(workshop, site, coordinator):
    device = DeviceFactory(site=site, ready=True)
    outing = Transfer(origin=site, destination=site, refurbisher=workshop)
    transfer_operations.prepare_transfer(outing, by=coordinator)
    transfer_operations.load(outing, by=coordinator, device=device)
    transfer_operations.send(outing, by=coordinator, carrier="Belvoir")
    row = {"Tag": device.asset_tag, "Disk serial": device.media.get().serial, "Erasure": "Failed"}
    assert (
        "is ready here, but its erasure did not pass according to"
        in problems(audit(outing, coordinator, row))[0]
    )
