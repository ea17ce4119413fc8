"""What can happen to a device in the house, outside the workshop."""

from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.names import kind_named
from core.lives import Refused
from core.models import Event
from core.operations import operation
from inventory.lifecycle import DeviceStatus, RetireReason
from inventory.models import Device, Medium, Place
from people.models import User

# What a person may correct of a device; the rest has acts of its own.
FACTS = [
    "category",
    "brand",
    "model",
    "serial",
    "imei",
    "imei2",
    "year_made",
    "age_years",
    "fault",
    "remark",
    "known_limits",
]


def check_in_the_house(device: Device) -> None:
    """Raise `Refused` for a device that only the counter can free, naming the act that does."""
    if device.is_out:
        act = {
            DeviceStatus.RESERVED: _("Lift its reservation first."),
            DeviceStatus.ON_LOAN: _("Take it back first."),
            DeviceStatus.GIVEN: _("It was given: take it back first."),
        }[device.status]
        raise Refused(_("%(thing)s: %(words)s") % {"thing": device, "words": act})


@operation("inventory.change_device")
def correct(
    device: Device, *, by: User, brand: str | None = None, model: str | None = None
) -> Device:
    """Write corrected plain facts of a device; its status and tag stay as they are.

    `brand` and `model` are names as typed, made if missing; None leaves what stands there. A device
    that turns out to hold data needs erasure; one that is out keeps its category.
    """
    held = Device.objects.filter(pk=device.pk).lock()[0]
    if held.category_id != device.category_id:
        check_in_the_house(held)
    if brand is not None or model is not None:
        device.brand, device.model = kind_named(brand or "", model or "")
    gains_medium = device.category.holds_data and not device.media.exists()
    if gains_medium:
        device.needs_erasure = True
    device.full_clean()
    device.save(update_fields=[*FACTS, "needs_erasure"] if gains_medium else FACTS)
    if gains_medium:
        Medium.objects.create(device=device)
    Event.objects.record("device.changed", device, by=by)
    return device


@operation("inventory.move_device")
def move_to_place(device: Device, *, by: User, place: Place) -> Device:
    """Put a device of the house, reserved or not, on another shelf of its site."""
    device.lock()
    if device.status != DeviceStatus.RESERVED:
        check_in_the_house(device)
    if device.status in {DeviceStatus.LOST, DeviceStatus.STOLEN, DeviceStatus.WITHDRAWN}:
        raise Refused(
            _("%(device)s is “%(status)s”: it lies on no shelf.")
            % {"device": device, "status": device.status_label}
        )
    if place.site_id != device.site_id:
        raise Refused(_("%(place)s is at another site.") % {"place": place})
    device.place = place
    device.save(update_fields=["place"])
    Event.objects.record("device.moved", device, by=by, place=place.pk)
    return device


@operation("inventory.retire_device")
def retire(device: Device, *, by: User, reason: RetireReason) -> Device:
    """End a device's use with us, and say why."""
    device.lock()
    check_in_the_house(device)
    device.move_to(DeviceStatus.RETIRED, retire_reason=reason)
    Event.objects.record("device.retired", device, by=by, reason=str(RetireReason(reason)))
    return device


@operation("inventory.retire_device")
def revive(device: Device, *, by: User) -> Device:
    """Take a retired device back: a new arrival, to check and to erase."""
    device.lock()
    if device.status != DeviceStatus.RETIRED:
        raise Refused(_("%(device)s is not retired.") % {"device": device})
    device.move_to(DeviceStatus.RECEIVED, retire_reason="", grade="", **arrival(device))
    Event.objects.record("device.revived", device, by=by)
    return device


def arrival(device: Device) -> dict:
    """What changes on a device each time it arrives: when, and that it needs erasure again.

    One with a disk holds data, whatever it is called now.
    """
    holds_data = device.category.holds_data or device.media.exists()
    return {"received_at": timezone.now(), "needs_erasure": holds_data}


@operation("inventory.quarantine_device")
def quarantine(device: Device, *, by: User) -> Device:
    """Set a locked or blacklisted device apart: it can't be used until released."""
    device.lock()
    check_in_the_house(device)
    device.move_to(DeviceStatus.QUARANTINED)
    Event.objects.record("device.quarantined", device, by=by)
    return device


@operation("inventory.quarantine_device")
def release(device: Device, *, by: User) -> Device:
    """Send a device from quarantine back to the workshop."""
    device.lock()
    if device.status != DeviceStatus.QUARANTINED:
        raise Refused(_("%(device)s is not in quarantine.") % {"device": device})
    device.move_to(DeviceStatus.REFURBISHING)
    Event.objects.record("device.released", device, by=by)
    return device


@operation("inventory.declare_loss")
def declare_lost(device: Device, *, by: User, is_stolen: bool = False) -> Device:
    """Say that a device of the house is lost or stolen."""
    device.lock()
    check_in_the_house(device)
    device.move_to(DeviceStatus.STOLEN if is_stolen else DeviceStatus.LOST)
    Event.objects.record("device.stolen" if is_stolen else "device.lost", device, by=by)
    return device


@operation("inventory.declare_loss")
def find_again(device: Device, *, by: User) -> Device:
    """Take a lost or stolen device back: a new arrival, to check and to erase."""
    device.lock()
    if device.status not in {DeviceStatus.LOST, DeviceStatus.STOLEN}:
        raise Refused(_("%(device)s is neither lost nor stolen.") % {"device": device})
    device.move_to(DeviceStatus.RECEIVED, grade="", **arrival(device))
    Event.objects.record("device.found", device, by=by)
    return device
