"""Two raw writes for each guard of devices, disks, labels and stock that reads other rows."""

from datetime import timedelta

from django.utils import timezone

from inventory.models import Medium
from tests import factories as make
from tests.law import copy, delete, write

PIECES = {"method": "shred", "standard": "destroy", "verification": "look"}
NO_TOOL = {"tool": "", "tool_version": ""}
ATTESTED = {"is_attested": True, "method": "", "verification": "", "medium_serial": "", **NO_TOOL}


def now():
    return timezone.now()


def each(*writes):
    return lambda: [write_one() for write_one in writes]


# Labels


def relabelled():
    """A device that is named by a label that is not on it yet; the one before was taken off."""
    device, label = make.DeviceFactory(), make.TagFactory()
    before = device.tags.get()
    write(device, asset_tag=label.code)
    return device, before, label


def label_elsewhere_beside_naming():
    device, other = make.DeviceFactory.create_batch(2)
    label = make.TagFactory()
    return (
        lambda: write(label, status="foreign", device_id=other.pk),
        lambda: write(device, asset_tag=label.code),
    )


def naming_beside_step():
    device, label = make.DeviceFactory(), make.TagFactory()
    return (
        lambda: write(device, asset_tag=label.code),
        lambda: write(device, status="quarantined"),
    )


def naming_beside_putting_on():
    device, before, label = relabelled()
    write(before, status="replaced")
    another = make.TagFactory()
    return (
        lambda: write(device, asset_tag=another.code),
        lambda: write(label, status="current", device_id=device.pk),
    )


def naming_beside_taking_off():
    device, before, _label = relabelled()
    return (
        lambda: write(device, asset_tag=before.code),
        lambda: write(before, status="replaced"),
    )


def role_beside_word():
    coordinator, device = make.UserFactory(coordinator=True), make.DeviceFactory()
    return (
        lambda: write(coordinator, role="volunteer"),
        lambda: write(device, serial_shared_by_id=coordinator.pk),
    )


# Transfers, stock, counts


def staying_beside_leaving():
    freight = make.FreightFactory(sent=True)
    write(freight.device, transfer=None)
    return (
        lambda: write(freight, status="stayed"),
        lambda: write(freight.device, transfer=freight.transfer),
    )


def two_movements():
    stock = make.AccessoryStockFactory(holding=2)
    last = stock.movements.get()
    return [lambda: copy(last, change=1, balance=3)] * 2


def movement_beside_sum():
    stock = make.AccessoryStockFactory(holding=2)
    moved = copy(stock.movements.get(), change=1, balance=3)

    def sum_and_move():
        write(stock, quantity=3)
        copy(moved, change=1, balance=4)

    return sum_and_move, lambda: write(stock, quantity=3)


def line_beside_closing():
    line, device = make.CountLineFactory(), make.DeviceFactory()
    closed = {"status": "counted", "counted_by": make.UserFactory(), "counted_at": now()}
    return lambda: write(line.count, **closed), lambda: copy(line, device_id=device.pk)


def finding_beside_end():
    line = make.CountLineFactory()
    who = {"counted_by": make.UserFactory(), "counted_at": now()}
    write(line.count, status="counted", **who)
    ended = {"finalised_by": make.UserFactory(), "finalised_at": now()}
    return (
        lambda: write(line.count, status="finalised", **ended),
        lambda: write(line, finding="missing"),
    )


def scan_beside_end():
    scan, finaliser = make.CountScanFactory(), make.UserFactory(coordinator=True)

    def end():
        write(scan.count, status="counted", counted_by=scan.by, counted_at=now())
        write(scan.count, status="finalised", finalised_by=finaliser, finalised_at=now())

    return lambda: copy(scan, by_id=finaliser.pk), end


# Checks and repairs


def fault_beside_step(flags, old, new):
    device = make.DeviceFactory(**{old: True}, erased=True, grade="B")
    item = make.ChecklistItemFactory(checklist__category=device.category, **flags)
    passed = make.TestResultFactory(device=device, item=item)
    return (
        lambda: copy(passed, outcome="fail", at=now()),
        lambda: write(device, status=new),
    )


def end_beside_part():
    part = make.RepairPartFactory()
    ended = {"status": "ended", "outcome": "fixed", "ended_at": now()}
    return lambda: write(part.repair, **ended), lambda: copy(part)


def ready_beside_taking():
    part, giver = make.RepairPartFactory(taken=True), make.DeviceFactory(refurbishing=True)
    write(giver, grade="B", needs_erasure=True)
    return (
        lambda: write(giver, transfer=make_transfer_of(giver)),
        lambda: copy(part, taken_from_id=giver.pk),
    )


def make_transfer_of(device):
    return make.FreightFactory(sent=True, device=device).transfer


def removed_disk():
    """A disk proven erased that was taken out of its device, which is clean."""
    device = make.DeviceFactory(refurbishing=True, erased=True)
    disk = device.media.get()
    write(disk, status="removed")
    return device, disk, disk.erasures.get()


def failed(erasure):
    return lambda: copy(erasure, result="failed", recorded_at=now(), report_id=None)


def failure_beside_fitting():
    _device, disk, erasure = removed_disk()
    part = make.RepairPartFactory(kind__holds_data=True, taken=True)
    facts = {"medium_id": disk.pk, "taken_from_id": disk.device_id}
    return failed(erasure), lambda: copy(part, **facts)


def taking_out_beside_moving():
    _device, disk, _erasure = removed_disk()
    part = make.RepairPartFactory(kind__holds_data=True, taken=True)
    fitted = copy(part, medium_id=disk.pk, taken_from_id=disk.device_id)
    return lambda: write(fitted, status="taken_out"), lambda: write(disk, status="moved")


# The erasure gate


def disk_beside_return():
    """The disk that a device without memory got is in pieces: it held data all the same."""
    device = make.DeviceFactory(lost=True, category__holds_data=False)
    sample = make.ErasureFactory(shredded=True)

    def with_disk():
        write(device, needs_erasure=True)
        [disk] = Medium.objects.bulk_create([Medium(device=device)])
        here = {"medium_id": disk.pk, "device_received_at": device.received_at}
        copy(sample, **here, parent_serial=device.serial)
        write(disk, status="destroyed")

    back = {"status": "received", "received_at": now(), "needs_erasure": False}
    return with_disk, lambda: write(device, **back)


def failure_beside_putting_in():
    _device, disk, erasure = removed_disk()
    return failed(erasure), lambda: write(disk, status="present")


def lifting_beside_kind():
    device = make.DeviceFactory()
    erasure = make.ErasureFactory(medium=device.media.get())
    return (
        lambda: write(device, needs_erasure=False),
        lambda: write(erasure.medium, kind="nvme"),
    )


def kind_beside_erasure():
    erasure = make.ErasureFactory()
    return lambda: write(erasure.medium, kind="nvme"), lambda: copy(erasure)


def return_beside_attestation():
    taken_over = now() - timedelta(hours=1)
    device = make.DeviceFactory(taken_over_at=taken_over, lost=True)
    before = {"ended_at": taken_over - timedelta(hours=2)}
    erasure = make.ErasureFactory(medium=device.media.get(), attested=True, **before)
    return lambda: write(device, status="received", received_at=now()), lambda: copy(erasure)


def kind_beside_certificate():
    device = make.DeviceFactory(erased=True)
    made = make.ErasureCertificateFactory(device=device)
    [certified] = made.proofs.all()
    again = copy(certified.erasure)
    write(device, needs_erasure=True)
    return (
        lambda: write(again.medium, kind="nvme"),
        lambda: copy(certified, erasure_id=again.pk),
    )


# The way out


def on_a_list(**facts):
    """A retired device on the list of a batch that is about to leave with it."""
    line = make.ExitLineFactory(**facts)
    write(line, status="sent")
    return line, line.device


def cancelling_beside_leaving():
    line, device = on_a_list()
    return (
        each(
            lambda: write(line, status="taken_out"), lambda: write(line.batch, status="cancelled")
        ),
        lambda: write(device, left_with=line.batch),
    )


def with_a_disk_outside():
    device = make.DeviceFactory(retired=True)
    disk = device.media.get()
    write(disk, status="removed")
    line, _device = on_a_list(device=device)
    return line, device, disk


def disk_beside_leaving():
    line, device, disk = with_a_disk_outside()
    return lambda: write(disk, status="present"), lambda: write(device, left_with=line.batch)


def listing_beside_sending():
    line, device = on_a_list()
    write(device, left_with=line.batch)
    other = make.ExitLineFactory(taken_out=True).device
    return (
        lambda: copy(line, device_id=other.pk, status="listed"),
        lambda: write(line.batch, status="sent", sent_on=timezone.localdate()),
    )


def weight_beside_sending():
    weight = make.ExitWeightFactory()
    return (
        lambda: delete(weight),
        lambda: write(weight.batch, status="sent", sent_on=timezone.localdate()),
    )


def certificate_beside_weight():
    weight = make.ExitWeightFactory(batch__sent=True)
    facts = {"certified_on": weight.batch.sent_on, "certificate": make.DocumentFactory()}
    return (
        lambda: write(weight.batch, status="certified", **facts),
        lambda: write(weight, grams=1),
    )


INVENTORY_RACES = {
    "inventory_device_tag_current": label_elsewhere_beside_naming,
    "inventory_device_tagged": naming_beside_step,
    "inventory_tag_names_its_device": naming_beside_putting_on,
    "inventory_tag_last": naming_beside_taking_off,
    "inventory_device_serial_word": role_beside_word,
    "inventory_device_travels_with": staying_beside_leaving,
    "inventory_freight_travels": lambda: staying_beside_leaving()[::-1],
    "inventory_accessorymovement_follows": two_movements,
    "inventory_accessorystock_sum": movement_beside_sum,
    "inventory_countline_while_open": line_beside_closing,
    "inventory_countline_while_open: what it says": finding_beside_end,
    "inventory_stockcount_others_finalise": scan_beside_end,
    "inventory_device_fault_free": lambda: fault_beside_step(
        {"blocking": True}, "refurbishing", "ready"
    ),
    "inventory_device_unlocked": lambda: fault_beside_step(
        {"lock": True}, "quarantined", "refurbishing"
    ),
    "inventory_repairpart_of_open_repair": end_beside_part,
    "inventory_repairpart_at_hand": ready_beside_taking,
    "inventory_repairpart_disk_clean": failure_beside_fitting,
    "inventory_medium_moved": taking_out_beside_moving,
    "inventory_device_return_unerased": disk_beside_return,
    "inventory_medium_back_unproven": failure_beside_putting_in,
    "inventory_medium_kind_proven": lifting_beside_kind,
    "inventory_erasure_applies": kind_beside_erasure,
    "inventory_erasure_attested_past": return_beside_attestation,
    "inventory_certifiederasure_proof": kind_beside_certificate,
    "inventory_device_leaves_with": cancelling_beside_leaving,
    "inventory_device_leaves_clean": disk_beside_leaving,
    "inventory_medium_stays_out": lambda: disk_beside_leaving()[::-1],
    "inventory_exitbatch_leaves_whole": listing_beside_sending,
    "inventory_exitbatch_leaves_whole: not empty": weight_beside_sending,
    "inventory_exitweight_until_certified": certificate_beside_weight,
}
