"""Operations on accessory stock; the quantity is the sum of the movements.

A site counts the kinds for which it has a row; movements of other kinds are not recorded.

A shortage never blocks a hand-over, since the recipient already holds the items: the stock becomes
zero, records the shortage and asks for a count. At the bench, a missing part cannot be fitted, so a
shortage is refused.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import AccessoryKind, AccessorySort, DeviceModel
from core.models import Event
from core.models.bulk_insert import bulk_insert
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid
from inventory.accessories.lifecycle import ChargerSupply, CountReason, MovementKind
from inventory.devices.operations import check_on_hand
from inventory.models import AccessoryMovement, AccessoryStock, Device, DeviceCharger
from people.models import Site, User


@operation("inventory.move_stock")
def receive_stock(
    kind: AccessoryKind, *, by: User, site: Site, quantity: int, note: str = ""
) -> AccessoryStock:
    """Add a received quantity to a site's stock, which is counted from then on."""
    _check_some(quantity)
    stock = _lock_or_create_stock(kind, site)
    _move(stock, MovementKind.RECEIVED, quantity, by, note=note.strip())
    return stock


@operation("inventory.move_stock")
def take_from_stock(
    kind: AccessoryKind,
    *,
    by: User,
    site: Site,
    quantity: int = 1,
    reason: MovementKind = MovementKind.TAKEN,
    device: Device | None = None,
    reference: str = "",
) -> AccessoryStock | None:
    """Subtract a quantity from a site's stock for `reason`.

    Return None if the site does not count the kind. Raise `Refused` if the stock is too low, except
    at a hand-over: the items have left, so the stock becomes 0 and records the shortage until the
    next count.
    """
    _check_some(quantity)
    stock = _lock_stock(kind, site)
    if stock is None:
        return None
    short = max(quantity - stock.quantity, 0)
    if short and reason != MovementKind.HANDED_OVER:
        raise Refused(
            _("%(kind)s: %(left)s in stock at %(site)s. If there are more, count them.")
            % {"kind": kind, "left": stock.quantity, "site": site}
        )
    _move(stock, reason, short - quantity, by, short=short, device=device, reference=reference)
    return stock


@operation("inventory.move_stock")
def put_in_stock(
    kind: AccessoryKind,
    *,
    by: User,
    site: Site,
    quantity: int = 1,
    reason: MovementKind = MovementKind.PUT_BACK,
    device: Device | None = None,
    reference: str = "",
) -> AccessoryStock | None:
    """Add a quantity to a site's stock for `reason`.

    Return None if the site does not count the kind.
    """
    _check_some(quantity)
    stock = _lock_stock(kind, site)
    if stock:
        _move(stock, reason, quantity, by, device=device, reference=reference)
    return stock


@operation("inventory.move_stock", locks=True)
def count_stock(
    stock: AccessoryStock,
    *,
    by: User,
    quantity: int,
    reason: CountReason = CountReason.COUNT,
    note: str = "",
    seen: int | None = None,
) -> AccessoryStock:
    """Record a count and the reason for the difference; clear the recorded shortage.

    `seen` is the quantity that the page showed; raise `Refused` if it has changed since.
    """
    if seen is not None and seen != stock.quantity:
        raise Refused(
            _(
                "%(kind)s: someone took or added some in the meantime; the stock is "
                "now %(now)s. Count again."
            )
            % {"kind": stock.kind, "now": stock.quantity}
        )
    stock.short, stock.counted_at = 0, timezone.now()
    change = quantity - stock.quantity
    _move(stock, MovementKind.COUNTED, change, by, reason=reason, note=note.strip())
    return stock


@operation("inventory.move_stock")
def count_shelf(
    counted: list[tuple[AccessoryStock, int, int]], *, by: User
) -> list[AccessoryStock]:
    """Record the counts of a shelf, as (stock, quantity that the page showed, counted quantity).

    Raise `Refused`, and record nothing, if a stock has changed since.
    """
    if not counted:
        raise Refused(_("Enter the quantity of at least one item."))
    by_pk = {stock.pk: (seen, quantity) for stock, seen, quantity in counted}
    stocks = AccessoryStock.objects.filter(pk__in=by_pk).select_related("kind", "site").lock()
    return [
        count_stock(stock, by=by, quantity=by_pk[stock.pk][1], seen=by_pk[stock.pk][0])
        for stock in stocks
    ]


@operation("inventory.move_stock")
def send_stock(
    stock: AccessoryStock, *, by: User, site: Site, quantity: int, note: str = ""
) -> AccessoryStock:
    """Send a quantity to another site, which counts it from then on; return the stock there."""
    _check_some(quantity)
    if site.pk == stock.site_id:
        raise Refused(_("These items are already at this site."))
    there, _is_new = AccessoryStock.objects.get_or_create(kind=stock.kind, site=site)
    rows = AccessoryStock.objects.filter(pk__in=[stock.pk, there.pk]).select_related("kind", "site")
    locked = {row.pk: row for row in rows.lock()}
    here, there = locked[stock.pk], locked[there.pk]
    if here.quantity < quantity:
        raise Refused(
            _("%(kind)s: %(left)s in stock at %(site)s. If there are more, count them.")
            % {"kind": here.kind, "left": here.quantity, "site": here.site}
        )
    note = note.strip()
    _move(here, MovementKind.SENT, -quantity, by, other=there.site, note=note)
    _move(there, MovementKind.ARRIVED, quantity, by, other=here.site, note=note)
    return there


@operation("inventory.set_minimum")
def set_minimum(kind: AccessoryKind, *, by: User, site: Site, minimum: int) -> AccessoryStock:
    """Set the alert minimum of a kind at a site, which counts the kind from then on."""
    stock = _lock_or_create_stock(kind, site)
    if stock.minimum != minimum:
        stock.minimum = minimum
        save_valid(stock, update_fields=["minimum"])
        Event.objects.record("stock.minimum", stock, by=by, count=minimum)
    return stock


@operation("inventory.set_minimum")
def set_minimums(
    minimums: dict[AccessoryStock, int], *, by: User, shown: dict[AccessoryStock, int]
) -> list[AccessoryStock]:
    """Set the alert minimums of several stocks; return the changed stocks.

    `shown` maps stocks to the values on the form; raise `Refused` if another user changed them.
    """
    rows = AccessoryStock.objects.filter(pk__in=[stock.pk for stock in minimums])
    now = rows.select_related("kind", "site").lock()
    changed = [stock for stock in now if stock.minimum != minimums[stock]]
    for stock in changed:
        if stock.minimum != shown[stock]:
            raise Refused(
                _(
                    "%(kind)s: someone else set the minimum to %(minimum)s. Save again to "
                    "replace it."
                )
                % {"kind": stock.kind, "minimum": stock.minimum}
            )
    for stock in changed:
        set_minimum(stock.kind, by=by, site=stock.site, minimum=minimums[stock])
    return changed


def lock_stocks(site: Site, kinds: list[AccessoryKind]) -> None:
    """Lock the stocks of these kinds at a site in a fixed order, to avoid deadlocks."""
    AccessoryStock.objects.filter(site=site, kind__in=kinds).lock()


def _check_some(quantity: int) -> None:
    if quantity < 1:
        raise Refused(_("Enter a quantity of at least one."))


def _lock_stock(kind: AccessoryKind, site: Site) -> AccessoryStock | None:
    """Lock the stock of this kind at this site until the transaction ends; None if not counted."""
    rows = AccessoryStock.objects.filter(kind=kind, site=site).select_related("kind", "site")
    return next(iter(rows.lock()), None)


def _lock_or_create_stock(kind: AccessoryKind, site: Site) -> AccessoryStock:
    """Lock the stock of this kind at this site; create it if missing."""
    AccessoryStock.objects.get_or_create(kind=kind, site=site)
    return _lock_stock(kind, site)


def _move(
    stock: AccessoryStock, kind: MovementKind, change: int, by: User, **extra: object
) -> AccessoryMovement:
    """Record a movement of a locked stock, the resulting quantity and the event."""
    kind = MovementKind(kind)
    balance = stock.quantity + change
    movement = AccessoryMovement.objects.create(
        stock=stock, by=by, kind=kind, change=change, balance=balance, **extra
    )
    stock.quantity = balance
    stock.short += movement.short
    stock.save(update_fields=["quantity", "short", "counted_at"])
    count = balance if kind == MovementKind.COUNTED else abs(change) + movement.short
    Event.objects.record(f"stock.{kind}", stock, by=by, count=count)
    return movement


# Charger of a device: its type, whether the device has it, and the stock charger that replaces it.


@operation("inventory.change_device", locks=True)
def set_charging(
    device: Device,
    *,
    by: User,
    connector: str,
    watts: int | None = None,
    for_model: bool = False,
) -> DeviceCharger:
    """Record the charger connector and power of a device.

    With `for_model`, record them for the model, which applies to devices without their own values.
    """
    charger = _charger_of(device)
    if for_model:
        if device.model is None:
            raise Refused(_("Its model is unknown: record the charger for this device only."))
        model = DeviceModel.objects.select_for_update(of=("self",), no_key=True).get(
            pk=device.model_id
        )
        model.charger_connector, model.charger_watts = connector, watts
        save_valid(model, update_fields=["charger_connector", "charger_watts"])
        device.model = model
        Event.objects.record("reference.changed", model, by=by)
    # A value equal to the model's is left empty, so that it follows the model.
    charger.connector, charger.watts = ("", None) if for_model else (connector, watts)
    save_valid(charger)
    Event.objects.record("device.charger_known", device, by=by)
    return charger


@operation("inventory.change_device", locks=True)
def set_charger(device: Device, *, by: User, is_here: bool) -> DeviceCharger:
    """Record whether a device has its charger, including a charger that was returned with it."""
    check_on_hand(device)
    charger = _charger_of(device)
    if not is_here:
        _set_supply(charger, ChargerSupply.MISSING)
    elif charger.supply == ChargerSupply.STOCK:
        _set_supply(charger, ChargerSupply.STOCK, charger.kind)
    else:
        _set_supply(charger, ChargerSupply.OWN)
    kind = "device.charger_here" if is_here else "device.charger_missing"
    Event.objects.record(kind, device, by=by)
    return charger


@operation("inventory.change_device", locks=True)
def take_charger(device: Device, *, by: User, kind: AccessoryKind) -> DeviceCharger:
    """Assign a charger from stock to a device that lacks a charger."""
    check_on_hand(device)
    charger = _charger_of(device)
    if charger.supply and charger.supply != ChargerSupply.MISSING and is_answered(charger):
        raise Refused(_("%(device)s already has its charger.") % {"device": device})
    take_from_stock(kind, by=by, site=device.site, reason=MovementKind.TAKEN, device=device)
    _set_supply(charger, ChargerSupply.STOCK, kind)
    Event.objects.record("device.charger_taken", device, by=by, accessory=kind.names)
    return charger


@operation("inventory.change_device", locks=True)
def put_charger_back(device: Device, *, by: User) -> DeviceCharger:
    check_on_hand(device)
    charger = _charger_of(device)
    if charger.supply != ChargerSupply.STOCK:
        raise Refused(_("%(device)s has no charger from our stock.") % {"device": device})
    kind = charger.kind
    put_in_stock(kind, by=by, site=device.site, reason=MovementKind.PUT_BACK, device=device)
    _set_supply(charger, ChargerSupply.MISSING)
    Event.objects.record("device.charger_put_back", device, by=by, accessory=kind.names)
    return charger


@operation("inventory.receive_device", locks=True)
def note_came_with(device: Device, *, by: User, kinds: Iterable[AccessoryKind]) -> None:
    """Record the accessories, among those that intake asks about, that came with a device.

    A charger among `kinds` is the device's own; if it is unticked, the bench must answer again.
    """
    offered = AccessoryKind.objects.offered_at_intake(device.category_id)
    kinds = [kind for kind in offered if kind in set(kinds)]
    former = set(device.came_with.all())
    if not kinds and not former:
        return
    device.came_with.set(kinds)
    if _has_charger(kinds):
        _set_own_charger(device, ChargerSupply.OWN, timezone.now())
    elif _has_charger(former):
        _set_own_charger(device, "", None)
    Event.objects.record("device.came_with", device, by=by)


def save_came_with(devices: list[Device], codes: list[list[str]], *, by: User) -> None:
    """Record the accessories that came with each new device; `codes` has a list per device."""
    categories = {device.category_id for device in devices}
    offered = AccessoryKind.objects.accessories().filter(intake_categories__in=categories)
    kinds = {
        (kind.category, kind.code): kind
        for kind in offered.annotate(category=F("intake_categories"))
    }
    came = {
        device: [
            kinds[device.category_id, code] for code in some if (device.category_id, code) in kinds
        ]
        for device, some in zip(devices, codes, strict=True)
    }
    came = {device: some for device, some in came.items() if some}
    bulk_insert(
        Device.came_with.through,
        ({"device_id": d.pk, "accessorykind_id": k.pk} for d, some in came.items() for k in some),
    )
    own = ({"device_id": device.pk} for device, some in came.items() if _has_charger(some))
    bulk_insert(DeviceCharger, own, supply=ChargerSupply.OWN, recorded_at=timezone.now())
    Event.objects.record_many("device.came_with", [(device, {}) for device in came], by=by)


def _has_charger(kinds: Iterable[AccessoryKind]) -> bool:
    return any(kind.sort == AccessorySort.CHARGER for kind in kinds)


def _set_own_charger(device: Device, supply: str, recorded_at: datetime | None) -> None:
    """Set the charger of a device, unless a stock charger is assigned."""
    charger = _charger_of(device)
    if charger.supply != ChargerSupply.STOCK:
        charger.supply, charger.recorded_at = supply, recorded_at
        charger.save()


def is_answered(charger: DeviceCharger) -> bool:
    """Whether the charger was confirmed since the device's last arrival. Reads `charger.device`."""
    return charger.recorded_at is not None and charger.recorded_at >= charger.device.received_at


def _charger_of(device: Device) -> DeviceCharger:
    """Return the charger row of a locked device, or a new unsaved row."""
    charger = DeviceCharger.objects.filter(device=device).select_related("kind").first()
    charger = charger or DeviceCharger()
    charger.device = device
    return charger


def _set_supply(
    charger: DeviceCharger, supply: ChargerSupply, kind: AccessoryKind | None = None
) -> None:
    charger.supply, charger.kind, charger.recorded_at = supply, kind, timezone.now()
    save_valid(charger)
