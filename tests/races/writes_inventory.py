"""Pairs of raw writes for the guards of devices, media, labels and stock."""

from django.utils import timezone

from tests import factories as make
from tests.law import copy, write
from tests.races.writes_erasure import failed, removed_disk


def now():
    return timezone.now()


# Labels


def relabelled():
    """Return a device named by a label not attached yet, its previous label, and the new label."""
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


# Transfers, stock, stocktakes


def staying_beside_leaving():
    freight = make.FreightFactory(sent=True)
    write(freight.device, transfer=None)
    return (
        lambda: write(freight, status="stayed"),
        lambda: write(freight.device, transfer=freight.transfer),
    )


def withdrawn_consent_beside_sending():
    outing = make.TransferFactory(sent=True, outside=True)
    lot = make.DonationFactory(received=True, outside_eraser=outing.refurbisher.name)
    facts = {"category__holds_data": True, "site": outing.origin, "donation": lot}
    device = make.DeviceFactory(**facts)
    write(make.FreightFactory(device=device, transfer=outing), status="sent")
    return lambda: write(lot, outside_eraser=""), lambda: write(device, transfer=outing)


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


INVENTORY_RACES = {
    "inventory_device_tag_current": label_elsewhere_beside_naming,
    "inventory_device_tagged": naming_beside_step,
    "inventory_tag_names_its_device": naming_beside_putting_on,
    "inventory_tag_last": naming_beside_taking_off,
    "inventory_device_serial_word": role_beside_word,
    "inventory_device_travels_with": staying_beside_leaving,
    "inventory_device_erased_where_agreed": withdrawn_consent_beside_sending,
    "inventory_freight_travels": lambda: staying_beside_leaving()[::-1],
    "inventory_accessorymovement_follows": two_movements,
    "inventory_accessorystock_sum": movement_beside_sum,
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
}
