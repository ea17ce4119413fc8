"""Queries about chargers: which charger a device needs, and which stocks of a site fit it.

A request asks for “a charger”, not for a plug type: any charger in stock satisfies it.
"""

from collections import Counter
from typing import NamedTuple

from django.db.models import Q

from catalogue.models import AccessoryKind, Connector
from inventory.accessories.lifecycle import ChargerSupply
from inventory.accessories.operations import is_answered
from inventory.models import AccessoryStock, DeviceCharger

MAX_CHARGERS_SHOWN = 6


class Need(NamedTuple):
    """The connector and the minimum power in watts (None if unknown) that a device needs."""

    connector: str
    watts: int | None

    def __str__(self):
        plug = Connector(self.connector).label
        return f"{plug} {self.watts}\u00a0W" if self.watts else str(plug)


class Charge(NamedTuple):
    """The charger of a device: connector, power, and the latest answer about its presence."""

    need: Need | None
    supply: str  # a `ChargerSupply` value, or "" while unanswered
    kind: object = None

    @property
    def is_missing(self):
        return self.supply == ChargerSupply.MISSING

    @property
    def is_here(self):
        return self.supply in {ChargerSupply.OWN, ChargerSupply.STOCK}


def charge_of(device, charger=None):
    """Return the `Charge` of a device, or None if it takes no charger. Reads category and model.

    Pass `charger` if the row was already read.
    """
    charger = charger or DeviceCharger.objects.filter(device=device).select_related("kind").first()
    if charger:
        charger.device = device
    need = _need_of(device, charger)
    if need is None and not device.category.needs_charger and charger is None:
        return None
    if charger is None or not is_answered(charger):
        return Charge(need, "")
    return Charge(need, charger.supply, charger.kind)


def charges_of(devices):
    """Map the id of each device that takes a charger to its `Charge`, in one query."""
    rows = DeviceCharger.objects.filter(device__in=devices).select_related("kind")
    by_device = {row.device_id: row for row in rows}
    charges = {}
    for device in devices:
        row = by_device.get(device.pk) or DeviceCharger(device=device)
        charge = charge_of(device, row)
        if charge.need or charge.supply or device.category.needs_charger:
            charges[device.pk] = charge
    return charges


def without_charger(items, site):
    """Return (device, `Charge`, stocks of the site that fit) for devices that lack a charger.

    Each fitting accessory among the items of the loan serves one of the devices.
    """
    spare = Counter(item.accessory_id for item in items for _each in range(item.quantity))
    devices = {item.device_id: item.device for item in items if item.device_id}
    lacking = []
    for pk, charge in charges_of(devices.values()).items():
        need, category = charge.need, devices[pk].category
        kind = charge.is_missing and +spare and _kinds(need, category, pk__in=+spare).first()
        if kind:
            spare[kind.pk] -= 1
        elif charge.is_missing:
            lacking.append((devices[pk], charge, list(fitting(need, site, category))))
    return lacking


def came_with_of(device, number=1):
    """The accessories that intake asks about, as (kind, whether it came with the device).

    Pass `number=0` to save a query if no accessory came with the device.
    """
    ticked = set(device.came_with.values_list("pk", flat=True)) if number else ()
    offered = AccessoryKind.objects.offered_at_intake(device.category_id)
    return [(kind, kind.pk in ticked) for kind in offered]


def _need_of(device, charger):
    if charger and charger.connector:
        return Need(charger.connector, charger.watts)
    if device.model and device.model.charger_connector:
        return Need(device.model.charger_connector, device.model.charger_watts)
    return None


def fitting(need, site, category):
    """Stocks of the site that can charge a device of this category, weakest first."""
    rows = AccessoryStock.objects.filter(kind__in=_kinds(need, category), site=site, quantity__gt=0)
    return rows.select_related("kind", "site").order_by("kind__watts", "kind__code")


def _kinds(need, category, **more):
    if need is None:
        return AccessoryKind.objects.none()
    suits = Q(categories=None) | Q(categories=category)
    plug = {"connector": need.connector, "watts__gte": need.watts or 0}
    return AccessoryKind.objects.filter(suits, **plug, **more)
