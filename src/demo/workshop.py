"""Accessories and chargers, repairs in each stage, specifications of computers."""

from django.db.models import Case, Value, When

from catalogue.models import AccessoryKind, FaultType
from demo.book import in_turn, write_all
from demo.words import words
from inventory.accessories import operations as accessories
from inventory.accessories.fitting import charges_of
from inventory.accessories.lifecycle import ChargerSupply
from inventory.devices.lifecycle.devices import ErasureResult
from inventory.devices.lifecycle.repairs import Barrier, RepairOutcome
from inventory.models import Device, DeviceCharger, Medium, Specification
from inventory.repairs.operations import parts as part_operations
from inventory.repairs.operations import repairs as repair_operations

HOPELESS = {
    RepairOutcome.END_OF_LIFE: Barrier.WORN_OUT,
    RepairOutcome.REPAIRABLE: Barrier.TOO_EXPENSIVE,
}
COMPUTERS = {row[1]: row[3:] for rows in words.models.values() for row in rows if len(row) > 3}


# --- Accessories ----------------------------------------------------------------------------------
def fill_shelves(world):
    """Record deliveries and corrected counts of accessories, and the chargers of ready devices."""
    by = world.coordinator
    for code, minimum, *sites in words.stocks:
        for site, (came, left) in zip(world.sites, sites, strict=False):
            kind, where = world.accessories[code], {"by": by, "site": site}
            accessories.set_minimum(kind, minimum=minimum, **where)
            stock = accessories.receive_stock(kind, quantity=came, **where)
            if left != came:
                accessories.count_stock(stock, by=by, quantity=left)
    _note_chargers(world)


def _note_chargers(world):
    """Record the chargers of ready devices; one device in seven came without its charger."""
    ready = Device.objects.filter(status=Device.Status.READY)
    for devices in in_turn(ready.for_list()):
        charges, rows = charges_of(devices), []
        for device in (device for device in devices if device.pk in charges):
            supply = ChargerSupply.MISSING if world.chance(0.15) else ChargerSupply.OWN
            rows.append(
                DeviceCharger(device=device, supply=supply, recorded_at=device.status_since)
            )
        write_all(rows)


# --- Repairs --------------------------------------------------------------------------------------
def repair(world):
    """Create repairs in each stage, with parts from stock and from other devices."""
    by, kinds = world.technician, {kind.code: kind for kind in AccessoryKind.objects.parts()}
    _move_disk(by, kinds["ssd-sata"])
    slow, mistaken, unused, tired, donor, dead, *hopeless = _broken(world.sites[0])[:8]
    _open(dead, by, "power")

    row, memory = _open(slow, by, "performance"), kinds["ram-ddr4-8"]
    part_operations.take_out_part(part_operations.fit_part(row, by=by, kind=memory), by=by)
    part_operations.fit_part(row, by=by, kind=memory)
    _fix(row, by)
    repair_operations.cancel_repair(_open(mistaken, by, "keyboard"), by=by, reason=words.mistake)

    row = _open(unused, by, "keyboard")
    part_operations.await_part(row, by=by, kind=kinds["keyboard-laptop"], reference="AZERTY, 14″")
    battery = part_operations.await_part(row, by=by, kind=kinds["battery-laptop"])
    part_operations.give_up_part(battery, by=by)

    row = _open(tired, by, "battery")
    part_operations.take_part(row, by=by, kind=kinds["battery-laptop"], donor=donor)
    _fix(row, by)
    for device, (outcome, barrier) in zip(hopeless, HOPELESS.items(), strict=True):
        row = _open(device, by, "board")
        repair_operations.take_repair(row, by=by)
        repair_operations.end_repair(row, by=by, outcome=outcome, barrier=barrier, minutes=40)


def _broken(site):
    """Laptops in stock without a repair; laptops on the bench come first."""
    first = Case(When(status=Device.Status.REFURBISHING, then=Value(0)), default=Value(1))
    free = {"transfer": None, "repairs": None, "parts_taken": None}
    statuses = [Device.Status.REFURBISHING, Device.Status.RECEIVED]
    rows = Device.objects.filter(status__in=statuses, site=site, category__code="laptop", **free)
    return rows.order_by(first, "pk")


def _open(device, by, code):
    fault = FaultType.objects.get(code=code)
    return repair_operations.open_repair(
        device, by=by, fault=fault, reported=words.reported.get(code, "")
    )


def _fix(row, by):
    done = words.done[row.fault.code]
    repair_operations.end_repair(row, by=by, outcome=RepairOutcome.FIXED, done=done, minutes=25)


def _move_disk(by, kind):
    """Move a disk with a proven erasure from one laptop to another at the same site."""
    proven = Medium.objects.with_last_erasure().filter(
        status=Medium.Status.PRESENT,
        device__status=Device.Status.REFURBISHING,
        device__category__code="laptop",
        device__transfer=None,
        device__repairs=None,
        erasures__result=ErasureResult.PASSED,
    )
    for medium in proven.select_related("device").order_by("pk"):
        donor = medium.device
        device = _broken(donor.site).exclude(pk=donor.pk).first()
        if device and donor.media.count() == 1 and medium.is_proven:
            part_operations.take_part(_open(device, by, "storage"), by=by, kind=kind, donor=donor)
            return


# --- Specifications -------------------------------------------------------------------------------
def describe(world):
    """Describe computers that have been on a bench, except one in eight."""
    rows = Device.objects.filter(model__name__in=COMPUTERS, specification=None)
    rows = rows.exclude(status__in=[Device.Status.RECEIVED, Device.Status.WITHDRAWN])
    for devices in in_turn(rows.select_related("model").prefetch_related("media")):
        write_all([_specification(world, row) for row in devices if world.chance(7 / 8)])


def _specification(world, device):
    cpu, speed, cores, tpm, *inches = COMPUTERS[device.model.name]
    disk = next(iter(device.media.all()), None)
    screen = {"screen_inches": inches[0], **words.laptop} if inches else {}
    return Specification(
        device=device,
        cpu=f"Intel(R) Core(TM) {cpu} CPU @ {speed}GHz",
        cores=cores,
        ram_gb=world.pick([8, 8, 8, 16, 4]),
        storage_gb=disk.capacity_gb if disk else None,
        storage_kind=disk.kind if disk and disk.kind != "unknown" else "",
        tpm=tpm,
        firmware="uefi" if world.chance(0.9) else "bios",
        licence="digital",
        battery_full_mwh=world.dice.randint(30_000, 50_000) if inches else None,
        battery_cycles=world.dice.randint(60, 700) if inches else None,
        **screen,
    )
