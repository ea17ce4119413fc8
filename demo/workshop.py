"""Today at the bench: accessories and parts, repairs of each stage, what computers are made of."""

from random import Random

from django.db.models import Case, Value, When

from catalogue.models import AccessoryKind, FaultType
from demo.book import in_turn, write_all
from demo.words import words
from inventory.accessories import operations as accessory_operations
from inventory.accessories.fitting import charges_of, fitting
from inventory.accessories.lifecycle import ChargerSupply
from inventory.devices.lifecycle.devices import ErasureResult
from inventory.devices.lifecycle.repairs import Barrier, RepairOutcome
from inventory.models import Device, DeviceCharger, Medium, Specification
from inventory.repairs import operations as repair_operations

LACKING = 16  # of those without a charger that are looked at: every other one gets one of ours
HOPELESS = [RepairOutcome.END_OF_LIFE, RepairOutcome.REPAIRABLE]
BARRIERS = [Barrier.WORN_OUT, Barrier.TOO_EXPENSIVE]
COMPUTERS = {row[1]: row[3:] for rows in words.models.values() for row in rows if len(row) > 3}


# --- Accessories ----------------------------------------------------------------------------------
def fill_shelves(world):
    """Boxes that came, and counts that corrected them; the chargers of what is on the bench."""
    by = world.coordinator
    for code, minimum, *sites in words.stocks:
        for site, (came, left) in zip(world.sites, sites, strict=False):
            kind, where = world.accessories[code], {"by": by, "site": site}
            accessory_operations.set_minimum(kind, minimum=minimum, **where)
            stock = accessory_operations.receive_stock(kind, quantity=came, **where)
            if left != came:
                accessory_operations.count_stock(stock, by=by, quantity=left)
    _note_chargers(world)


def _note_chargers(world):
    """Most have theirs; one in seven came without, and some of those got one of ours."""
    missing = []
    on_site = Device.objects.filter(status__in=[Device.Status.REFURBISHING, Device.Status.READY])
    for devices in in_turn(on_site.for_list()):
        charges, rows = charges_of(devices), []
        for device in (device for device in devices if device.pk in charges):
            if device.status == Device.Status.REFURBISHING and world.chance(0.4):
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
    for device, outcome, barrier in zip(devices, HOPELESS, BARRIERS, strict=False):
        row = _open(device, by, "board")
        repair_operations.take_repair(row, by=by)
        repair_operations.end_repair(row, by=by, outcome=outcome, barrier=barrier, minutes=40)


def _broken(site):
    """Laptops with us without a repair, those on the bench first."""
    first = Case(When(status=Device.Status.REFURBISHING, then=Value(0)), default=Value(1))
    free = {"transfer": None, "repairs": None, "parts_taken": None}
    statuses = [Device.Status.REFURBISHING, Device.Status.RECEIVED]
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
            row = _open(device, by, "storage", "Le disque claque.")
            repair_operations.take_part(row, by=by, kind=kind, donor=donor)
            return


# --- Specifications -------------------------------------------------------------------------------
def describe(_world):
    """Computers that have been on a bench; one in eight is not described."""
    unspecified = Device.objects.filter(model__name__in=COMPUTERS, specification=None)
    rows = unspecified.exclude(status__in=[Device.Status.RECEIVED, Device.Status.WITHDRAWN])
    for devices in in_turn(rows.select_related("model").prefetch_related("media")):
        write_all([spec for spec in map(_specification, devices) if spec])


def _specification(device):
    dice = Random(device.asset_tag)  # noqa: S311  (dice, no secret)
    if dice.random() < 1 / 8:
        return None
    cpu, speed, cores, tpm, *inches = COMPUTERS[device.model.name]
    disk = next(iter(device.media.all()), None)
    facts = _screen_and_battery(dice, *inches) if inches else {}
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
