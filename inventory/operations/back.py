"""Undo operations for mistakes made just before, each with its own event."""

from datetime import datetime

from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Event
from core.operations import operation
from inventory.lifecycle import DeviceStatus
from inventory.models import Device, Place
from inventory.operations.stock import check_lies_here, move_to_place
from people.models import User

# What may happen to a device on the bench without anybody working on it.
IDLE = [
    "device.changed",
    "device.moved",
    "device.unplaced",
    "device.seen",
    "device.unseen",
    "device.numbered",
    "device.unnumbered",
]


@operation("inventory.move_device")
def move_back(device: Device, *, by: User, place: Place, former: Place | None) -> Device:
    """Undo the move to `place`: the device lies where it did, on no shelf if `former` is None."""
    device.lock()
    if device.place_id != place.pk:
        raise Refused(_("%(device)s has been moved since.") % {"device": device})
    if former is not None:
        return move_to_place(device, by=by, place=former)
    check_lies_here(device)
    device.place = None
    device.save(update_fields=["place"])
    Event.objects.record("device.unplaced", device, by=by, place=place.pk)
    return device


@operation("inventory.receive_device")
def undo_presence(device: Device, *, by: User, seen_at: datetime | None) -> Device:
    """Undo `confirm_presence`: nobody has had the device in hand since `seen_at`."""
    device.lock()
    device.seen_at = seen_at
    device.save(update_fields=["seen_at"])
    Event.objects.record("device.unseen", device, by=by)
    return device


@operation("inventory.refurbish_device")
def undo_refurbish(device: Device, *, by: User) -> Device:
    """Undo `refurbish`: restore the former status, unless the device was worked on."""
    device.lock()
    last = Event.objects.about(device).exclude(kind__in=IDLE).first()
    is_untouched = last is not None and last.kind == "device.refurbishing"
    if device.status != DeviceStatus.REFURBISHING or not is_untouched:
        raise Refused(
            _("%(device)s has been worked on since: it stays as it is.") % {"device": device}
        )
    was = DeviceStatus(last.data.get("was", DeviceStatus.RECEIVED))
    device.transition_to(was, bench_by=last.data.get("had"))
    Event.objects.record("device.off_bench", device, by=by)
    return device
