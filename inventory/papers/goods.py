"""Inventory of a lot for its papers: type, make, model, serial number, quantity, state."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from donations.models import DonationLine
from inventory.lifecycle import DeviceStatus
from inventory.lots import account_of
from inventory.models import Device


@dataclass
class Good:
    """One row of a list: a device, or a quantity of identical ones."""

    brand: str = ""
    model: str = ""
    serial: str = ""
    tag: str = ""
    state: str = ""
    quantity: int = 1
    devices: list = field(default_factory=list)

    @property
    def value(self):
        """What the donor declares of this one device; None if it declared nothing of it."""
        return self.devices[0].declared_value if len(self.devices) == 1 else None

    @property
    def bought_on(self):
        return self.devices[0].bought_on if self.devices else None


@dataclass
class Kind:
    """One category of a lot: its account, what the donor declares of all of it, and its rows."""

    account: object
    declared: DonationLine
    goods: list
    cap: object = None

    @property
    def category(self):
        return self.account.category

    @property
    def quantity(self):
        """How many there are, as far as is known: entered, counted, or announced."""
        return sum(good.quantity for good in self.goods)

    @property
    def valued(self):
        """The devices that carry a declared value of their own."""
        devices = (device for good in self.goods for device in good.devices)
        return [device for device in devices if device.declared_value is not None]


def goods_of(donation, caps=None):
    """The `Kind`s of a lot, in the order of their categories; `caps` are those of `caps_of`."""
    lines = {line.category_id: line for line in donation.lines.all()}
    devices = Device.objects.filter(donation=donation).exclude(status=DeviceStatus.WITHDRAWN)
    by_category = {}
    for device in devices.select_related("brand", "model").order_by("pk"):
        by_category.setdefault(device.category_id, []).append(device)
    return [
        Kind(
            account=row,
            declared=lines.get(row.category.pk, DonationLine()),
            goods=_rows(by_category.get(row.category.pk, []), row.expected),
            cap=(caps or {}).get(row.category.pk),
        )
        for row in account_of(donation)
    ]


def _rows(devices, expected):
    """A row per device that has a number or a value; the others together by model and state.

    Those that are expected and not entered make a last row.
    """
    rows = {}
    for device in devices:
        model, brand = str(device.model or ""), str(device.brand or "")
        state, number = state_of(device), device.serial or device.imei or ""
        is_alone = number or device.declared_value is not None or device.bought_on
        key = device.pk if is_alone else (brand, model, state)
        row = rows.setdefault(key, Good(brand, model, number, device.asset_tag, state, 0))
        row.quantity += 1
        row.devices.append(device)
    for row in rows.values():
        if row.quantity > 1:
            row.tag = _("%(first)s and others") % {"first": row.tag}
    missing = expected - len(devices)
    if missing > 0:
        rows[None] = Good(state=_("to be described on arrival"), quantity=missing)
    return list(rows.values())


def state_of(device):
    """Its state in a few words: the fault that the donor named, its grade, or to be checked."""
    if device.fault:
        return device.fault
    if device.grade:
        return device.get_grade_display()
    return _("to be checked")
