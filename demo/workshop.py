"""Today at the bench: accessories and parts, repairs of each stage, what computers are made of."""

from datetime import timedelta
from random import Random

from django.db.models import Case, Value, When

from catalogue.models import AccessoryKind, FaultType
from demo import words
from demo.book import in_turn, write_all, write_events
from inventory.accessories import operations as accessory_operations
from inventory.accessories.fitting import charges_of, fitting
from inventory.accessories.lifecycle import ChargerSupply, CountReason, MovementKind
from inventory.devices.lifecycle.devices import DeviceStatus, ErasureResult, MediumStatus
from inventory.devices.lifecycle.repairs import Barrier, RepairOutcome
from inventory.models import (
    AccessoryMovement,
    AccessoryStock,
    Device,
    DeviceCharger,
    Medium,
    Specification,
)
from inventory.repairs import operations as repair_operations
from people.base.roles import Role

# Kind, its minimum, and at each site what came, some weeks ago, then what was left when counted.
SHELVES = [
    ("charger-usbc-45", 5, [(20, 12), (6, 3)]),
    ("charger-usbc-65", 10, [(30, 14), (10, 10)]),
    ("charger-74mm-65", 6, [(25, 8), (8, 7)]),
    ("charger-45mm-65", 6, [(15, 2), (4, 4)]),
    ("charger-flat-65", 4, [(10, 6)]),
    ("charger-lightning-12", 5, [(20, 9), (5, 5)]),
    ("charger-microusb-10", 5, [(12, 11)]),
    ("bag", 10, [(40, 22), (15, 4)]),
    ("mouse", 10, [(30, 7), (10, 10)]),
    ("keyboard", 3, [(12, 9)]),
    ("sim-adapter", 20, [(100, 64), (40, 35)]),
    ("power-cable", 8, [(25, 19)]),
    ("ram-ddr4-8", 6, [(16, 5)]),
    ("ssd-sata", 8, [(20, 13)]),
    ("ssd-m2", 4, [(6, 1)]),
    ("battery-laptop", 3, [(5, 4)]),
    ("keyboard-laptop", 2, [(4, 3)]),
]
LACKING = 16  # of those without a charger that are looked at: every other one gets one of ours
COMPUTERS = {row[1]: row[3:] for rows in words.MODELS.values() for row in rows if len(row) > 3}


# --- Accessories ----------------------------------------------------------------------------------
def fill_shelves(world):
    """Boxes that came, a count that corrected them, and the chargers of what is on the bench."""
    for code, minimum, sites in SHELVES:
        for site, (came, left) in zip(world.sites, sites, strict=False):
            kind = world.accessories[code]
            stock = AccessoryStock.objects.create(kind=kind, site=site, minimum=minimum)
            weeks = world.dice.randint(4, 30)
            day = world.ago(7 * weeks)
            _move(world, stock, world.at(day, 10), MovementKind.RECEIVED, came)
            if left != came:
                day += timedelta(days=world.dice.randint(8, 7 * weeks - 2))
                stock.counted_at = world.at(day, 17)
                _move(world, stock, stock.counted_at, MovementKind.COUNTED, left - came)
    _note_chargers(world)


def _move(world, stock, at, kind, change):
    by = world.any_user(Role.VOLUNTEER)
    stock.quantity += change
    facts = {"reason": CountReason.COUNT} if kind == MovementKind.COUNTED else {}
    AccessoryMovement.objects.create(
        stock=stock, at=at, by=by, kind=kind, change=change, balance=stock.quantity, **facts
    )
    stock.save()
    count = stock.quantity if facts else change
    write_events([(at, f"stock.{kind}", stock, by, {"count": count})])


def _note_chargers(world):
    """Most have theirs; one in seven came without, and some of those got one of ours."""
    missing = []
    on_site = Device.objects.filter(status__in=[DeviceStatus.REFURBISHING, DeviceStatus.READY])
    for devices in in_turn(on_site.for_list()):
        charges, rows = charges_of(devices), []
        for device in (device for device in devices if device.pk in charges):
            if device.status == DeviceStatus.REFURBISHING and world.chance(0.4):
                continue
            supply = ChargerSupply.MISSING if world.chance(0.15) else ChargerSupply.OWN
            if supply == ChargerSupply.MISSING and len(missing) < LACKING:
                missing.append((device, charges[device.pk].need))
            since = max(device.received_at, device.status_since)
            rows.append(DeviceCharger(device=device, supply=supply, said_at=since))
        write_all(rows)
    for device, need in missing[::2]:
        stock = fitting(need, device.site, device.category).first()
        if stock:
            accessory_operations.take_charger(device, by=world.technician, kind=stock.kind)


# --- Repairs --------------------------------------------------------------------------------------
def repair(world):
    """Repairs of each stage, with parts of the stock and of other devices."""
    by, kinds = world.technician, {kind.code: kind for kind in AccessoryKind.objects.parts()}
    _move_disk(by, kinds["ssd-sata"])
    devices = iter(_broken(world.sites[0]))
    _more_memory(next(devices), by, kinds["ram-ddr4-8"])
    _wait(next(devices), by, kinds)
    _battery_of_another(next(devices), next(devices), by, kinds["battery-laptop"])
    _open(next(devices), by, "power", "Ne démarre pas, aucun voyant.")
    ends = [
        ("board", RepairOutcome.END_OF_LIFE, Barrier.WORN_OUT),
        ("screen", RepairOutcome.REPAIRABLE, Barrier.TOO_EXPENSIVE),
    ]
    for device, (fault, outcome, barrier) in zip(devices, ends, strict=False):
        row = _open(device, by, fault)
        repair_operations.take_repair(row, by=by)
        repair_operations.end_repair(row, by=by, outcome=outcome, barrier=barrier, minutes=40)


def _broken(site):
    """Laptops with us that nobody repairs yet, those on the bench first."""
    first = Case(When(status=DeviceStatus.REFURBISHING, then=Value(0)), default=Value(1))
    free = {"transfer": None, "repairs": None, "parts_taken": None}
    statuses = [DeviceStatus.REFURBISHING, DeviceStatus.RECEIVED]
    rows = Device.objects.filter(status__in=statuses, site=site, category__code="laptop", **free)
    return rows.order_by(first, "pk")


def _open(device, by, fault, reported=""):
    fault = FaultType.objects.get(code=fault)
    return repair_operations.open_repair(device, by=by, fault=fault, reported=reported)


def _fix(row, by, done, minutes):
    repair_operations.end_repair(
        row, by=by, outcome=RepairOutcome.FIXED, done=done, minutes=minutes
    )


def _more_memory(device, by, kind):
    """Fixed with a part of the stock; another repair was opened by mistake."""
    row = _open(device, by, "performance", "Très lent, 4 Go de mémoire.")
    repair_operations.take_out_part(repair_operations.fit_part(row, by=by, kind=kind), by=by)
    repair_operations.fit_part(row, by=by, kind=kind)
    _fix(row, by, "Barrette défectueuse remplacée, test de mémoire passé.", 25)
    mistake = _open(device, by, "keyboard")
    repair_operations.cancel_repair(mistake, by=by, reason="Ce n’était pas cet appareil.")


def _wait(device, by, kinds):
    """Add an awaited part to a repair, and one no longer awaited."""
    row = _open(device, by, "keyboard", "Quatre touches manquent.")
    repair_operations.await_part(row, by=by, kind=kinds["keyboard-laptop"], reference="AZERTY, 14″")
    battery = repair_operations.await_part(row, by=by, kind=kinds["battery-laptop"])
    repair_operations.give_up_part(battery, by=by)


def _battery_of_another(device, donor, by, kind):
    row = _open(device, by, "battery", "S’éteint dès qu’on le débranche.")
    repair_operations.take_part(row, by=by, kind=kind, donor=donor)
    _fix(row, by, "Batterie prise sur un appareil qui ne démarre pas.", 15)


def _move_disk(by, kind):
    """A disk proven erased goes from one laptop to another of its site."""
    proven = Medium.objects.with_last_erasure().filter(
        status=MediumStatus.PRESENT,
        device__status=DeviceStatus.REFURBISHING,
        device__category__code="laptop",
        device__transfer=None,
        device__repairs=None,
        erasures__result=ErasureResult.PASSED,
    )
    for medium in proven.select_related("device").order_by("pk"):
        donor = medium.device
        device = _broken(donor.site).exclude(pk=donor.pk).first()
        if device and donor.media.count() == 1 and medium.is_proven:
            row = _open(device, by, "storage", "Le disque claque.")
            repair_operations.take_part(row, by=by, kind=kind, donor=donor)
            return


# --- Specifications -------------------------------------------------------------------------------
def describe(_world):
    """Computers that have been on a bench; one in eight is not described."""
    unspecified = Device.objects.filter(model__name__in=COMPUTERS, specification=None)
    rows = unspecified.exclude(status__in=[DeviceStatus.RECEIVED, DeviceStatus.WITHDRAWN])
    for devices in in_turn(rows.select_related("model").prefetch_related("media")):
        write_all([spec for spec in map(_specification, devices) if spec])


def _specification(device):
    dice = Random(device.asset_tag)  # noqa: S311  (dice, no secret)
    if dice.random() < 1 / 8:
        return None
    cpu, speed, cores, inches, tpm = COMPUTERS[device.model.name]
    disk = next(iter(device.media.all()), None)
    facts = _screen_and_battery(dice, inches) if inches else {}
    return Specification(
        device=device,
        cpu=f"Intel(R) Core(TM) {cpu} CPU @ {speed}GHz",
        cores=cores,
        ram_gb=dice.choice([8, 8, 8, 16, 4]),
        storage_gb=disk.capacity_gb if disk else None,
        storage_kind=disk.kind if disk and disk.kind != "unknown" else "",
        tpm=tpm,
        firmware="uefi" if dice.random() < 0.9 else "bios",
        licence="digital",
        **facts,
    )


def _screen_and_battery(dice, inches):
    new, cycles = dice.choice([48_000, 51_000, 60_000, 68_000]), dice.randint(60, 700)
    return {
        "screen_inches": inches,
        "screen_width": 1920,
        "screen_height": 1080,
        "keyboard": "azerty_fr",
        "has_webcam": True,
        "has_cellular": False,
        "battery_design_mwh": new,
        "battery_full_mwh": int(new * (1 - cycles / 1_500) * dice.uniform(0.9, 1)),
        "battery_cycles": cycles,
    }
