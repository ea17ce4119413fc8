"""The shelves of accessories and parts, what came and went there, and who has a charger."""

from datetime import timedelta

from catalogue.models import AccessoryKind
from core.models import Event
from demo.book import event, in_turn, write_all
from inventory import operations
from inventory.accessories import charges_of, fitting
from inventory.lifecycle import DeviceStatus
from inventory.lifecycle.accessories import ChargerSupply, CountReason, MovementKind
from inventory.models import AccessoryMovement, AccessoryStock, Device, DeviceCharger
from people.roles import Role

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


def happen(world):
    """Boxes that came, a count that corrected them, and the chargers of what is on the bench."""
    kinds = {kind.code: kind for kind in AccessoryKind.objects.all()}
    for code, minimum, sites in SHELVES:
        for site, (came, left) in zip(world.sites, sites, strict=False):
            _fill(world, kinds[code], site, minimum, came, left)
    _say_chargers(world)


def _fill(world, kind, site, minimum, came, left):
    stock = AccessoryStock.objects.create(kind=kind, site=site, minimum=minimum)
    weeks = world.dice.randint(4, 30)
    day = world.ago(7 * weeks)
    _move(world, stock, world.at(day, 10), MovementKind.RECEIVED, came)
    if left != came:
        counted = world.at(day + timedelta(days=world.dice.randint(8, 7 * weeks - 2)), 17)
        stock.counted_at = counted
        why = {"reason": CountReason.COUNT}
        _move(world, stock, counted, MovementKind.COUNTED, left - came, **why)


def _move(world, stock, at, kind, change, **said):
    by = world.somebody(Role.VOLUNTEER)
    stock.quantity += change
    AccessoryMovement.objects.create(
        stock=stock, at=at, by=by, kind=kind, change=change, balance=stock.quantity, **said
    )
    stock.save()
    count = stock.quantity if kind == MovementKind.COUNTED else change
    Event.objects.bulk_create([event(at, f"stock.{kind}", stock, by, count=count)])


def _say_chargers(world):
    """Most have theirs; one in seven came without, and some of those got one of ours."""
    statuses = [DeviceStatus.REFURBISHING, DeviceStatus.READY]
    missing = []
    for devices in in_turn(Device.objects.filter(status__in=statuses).for_list()):
        charges, said = charges_of(devices), []
        for device in (device for device in devices if device.pk in charges):
            if device.status == DeviceStatus.REFURBISHING and world.chance(0.4):
                continue
            supply = ChargerSupply.MISSING if world.chance(0.15) else ChargerSupply.OWN
            if supply == ChargerSupply.MISSING and len(missing) < LACKING:
                missing.append((device, charges[device.pk].need))
            since = max(device.received_at, device.status_since)
            said.append(DeviceCharger(device=device, supply=supply, said_at=since))
        write_all(said)
    technician = world.staff[Role.TECHNICIAN][0]
    for device, need in missing[::2]:
        stock = fitting(need, device.site, device.category).first()
        if stock:
            operations.take_charger(device, by=technician, kind=stock.kind)
