"""The charger of a device: which it takes, whether it has one, and one of our stock if not."""

from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import AccessoryKind, DeviceModel
from core.lives import Refused
from core.models import Event
from core.operations import operation
from inventory.lifecycle.accessories import ChargerSupply, MovementKind
from inventory.models import Device, DeviceCharger
from inventory.operations.accessories import put_in_stock, take_from_stock
from inventory.operations.stock import check_in_the_house
from people.models import User


@operation("inventory.change_device")
def set_charging(
    device: Device,
    *,
    by: User,
    connector: str,
    watts: int | None = None,
    for_model: bool = False,
) -> DeviceCharger:
    """Record the charger connector and power of a device.

    With `for_model`, of all devices of its model that have no other answer.
    """
    device.lock()
    charger = _charger_of(device)
    if for_model:
        if device.model is None:
            raise Refused(_("Its model is not known: say it for this device alone."))
        model = DeviceModel.objects.select_for_update(of=("self",), no_key=True).get(
            pk=device.model_id
        )
        model.charger_connector, model.charger_watts = connector, watts
        model.full_clean()
        model.save(update_fields=["charger_connector", "charger_watts"])
        device.model = model
        Event.objects.record("reference.changed", model, by=by)
    # A value that equals its model's is not recorded.
    charger.connector, charger.watts = ("", None) if for_model else (connector, watts)
    charger.full_clean()
    charger.save()
    Event.objects.record("device.charger_known", device, by=by)
    return charger


@operation("inventory.change_device")
def set_charger(device: Device, *, by: User, is_here: bool) -> DeviceCharger:
    """Say whether a device has its charger with it; one that left with it may have come back."""
    device.lock()
    check_in_the_house(device)
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


@operation("inventory.change_device")
def take_charger(device: Device, *, by: User, kind: AccessoryKind) -> DeviceCharger:
    """Take a charger off the shelf for a device that has none; it goes with it from then on."""
    device.lock()
    check_in_the_house(device)
    charger = _charger_of(device)
    if charger.supply and charger.supply != ChargerSupply.MISSING and is_answered(charger):
        raise Refused(_("%(device)s has its charger already.") % {"device": device})
    take_from_stock(kind, by=by, site=device.site, reason=MovementKind.TAKEN, device=device)
    _set_supply(charger, ChargerSupply.STOCK, kind)
    Event.objects.record("device.charger_taken", device, by=by, accessory=kind.code)
    return charger


@operation("inventory.change_device")
def put_charger_back(device: Device, *, by: User) -> DeviceCharger:
    """Put the charger that was taken for a device back on the shelf: the device has none."""
    device.lock()
    check_in_the_house(device)
    charger = _charger_of(device)
    if charger.supply != ChargerSupply.STOCK:
        raise Refused(_("%(device)s has no charger of our stock.") % {"device": device})
    kind = charger.kind
    put_in_stock(kind, by=by, site=device.site, reason=MovementKind.PUT_BACK, device=device)
    _set_supply(charger, ChargerSupply.MISSING)
    Event.objects.record("device.charger_put_back", device, by=by, accessory=kind.code)
    return charger


def is_answered(charger: DeviceCharger) -> bool:
    """Whether it was answered since the device's last arrival. Needs the device."""
    return charger.said_at is not None and charger.said_at >= charger.device.received_at


def _charger_of(device: Device) -> DeviceCharger:
    """The charger row of a locked device, or a new one."""
    charger = DeviceCharger.objects.filter(device=device).select_related("kind").first()
    charger = charger or DeviceCharger()
    charger.device = device
    return charger


def _set_supply(
    charger: DeviceCharger, supply: ChargerSupply, kind: AccessoryKind | None = None
) -> None:
    charger.supply, charger.kind, charger.said_at = supply, kind, timezone.now()
    charger.full_clean()
    charger.save()
