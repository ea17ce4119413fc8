"""Check-in: confirm presence and record identifiers."""

from django.utils import timezone
from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Event
from core.operations import operation
from inventory.identifiers import SERIAL_MAX, clean_imei, clean_serial
from inventory.lifecycle import DeviceStatus
from inventory.models import Device
from inventory.operations.stock import check_lies_here
from people.models import User


@operation("inventory.receive_device")
def confirm_presence(device: Device, *, by: User) -> Device:
    """Check-in: confirm that a device is present, with somebody holding it."""
    device.lock()
    check_lies_here(device)
    device.seen_at = timezone.now()
    device.save(update_fields=["seen_at"])
    Event.objects.record("device.seen", device, by=by)
    return device


@operation("inventory.receive_device")
def note_number(device: Device, *, by: User, number: str) -> str:
    """Write the serial number of a device that just came in, or its IMEI if it is one.

    Returns which of its numbers it is. What is known already stays.
    """
    device.lock()
    if device.status != DeviceStatus.RECEIVED:
        raise Refused(
            _("%(device)s is “%(status)s”: its numbers are corrected on its page.")
            % {"device": device, "status": device.status_label}
        )
    name, value = _number(device, number)
    if value is None or len(value) > SERIAL_MAX:
        raise Refused(_("%(number)s is no serial number.") % {"number": number})
    if getattr(device, name):
        raise Refused(
            _("%(device)s has a serial number already: %(serial)s.")
            % {"device": device, "serial": getattr(device, name)}
        )
    setattr(device, name, value)
    device.save(update_fields=[name])
    Event.objects.record("device.numbered", device, by=by, number=value)
    return name


def _number(device: Device, text: str) -> tuple[str, str | None]:
    """Which number of this device a text is: (name of the field, its value)."""
    if device.category.has_imei:
        try:
            imei = clean_imei(text)
        except ValueError:
            imei = None
        if imei:
            return ("imei2" if device.imei else "imei"), imei
    return "serial", clean_serial(text)


@operation("inventory.receive_device")
def forget_number(device: Device, *, by: User, name: str, number: str) -> Device:
    """Undo `note_number`: the device has no such number again."""
    device.lock()
    if device.status != DeviceStatus.RECEIVED or getattr(device, name) != number:
        raise Refused(_("%(device)s has changed since.") % {"device": device})
    setattr(device, name, None)
    device.serial_shared_by = None if name == "serial" else device.serial_shared_by
    device.save(update_fields=[name, "serial_shared_by"])
    Event.objects.record("device.unnumbered", device, by=by, number=number)
    return device
