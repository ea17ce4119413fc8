"""Disks and memories of a device: noted, named, taken out, put back."""

from django.db.models import Q
from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Event
from core.operations import operation
from inventory.lifecycle import DeviceStatus, ErasureResult, MediumKind, MediumStatus
from inventory.lifecycle.erasure import FOR_HARD_DISKS
from inventory.models import Device, Medium
from inventory.operations.stock import check_in_the_house
from people.models import User


@operation("inventory.erase_medium")
def add_medium(
    device: Device,
    *,
    by: User,
    kind: MediumKind,
    serial: str = "",
    capacity_gb: int | None = None,
) -> Medium:
    """Note another disk or memory of a device: the device needs erasure until it is proven."""
    device.lock()
    check_in_the_house(device)
    if device.status == DeviceStatus.READY:
        raise Refused(_("Take the device to the bench first."))
    return note_medium(device, by, kind=kind, serial=serial, capacity_gb=capacity_gb)


def note_medium(
    device: Device, by: User, *, kind: MediumKind, serial: str, capacity_gb: int | None
) -> Medium:
    """The row of another medium of a device that is locked, and at hand."""
    unclean(device)
    medium = Medium(
        device=device, kind=kind, serial=serial.strip().upper(), capacity_gb=capacity_gb
    )
    check_serial_free(medium)
    medium.save()
    Event.objects.record("device.medium_added", device, by=by, medium=medium.pk)
    return medium


def unclean(device: Device) -> None:
    """Say that a device, locked, needs erasure: before anything makes it so."""
    if not device.needs_erasure:
        device.needs_erasure = True
        device.save(update_fields=["needs_erasure"])


@operation("inventory.erase_medium")
def identify_medium(
    medium: Medium,
    *,
    by: User,
    kind: MediumKind,
    serial: str = "",
    capacity_gb: int | None = None,
) -> Medium:
    """Say what a disk or memory is, once it was looked at; what proves its erasure still does."""
    medium.device.lock()
    medium.lock()
    medium.kind, medium.serial, medium.capacity_gb = kind, serial.strip().upper(), capacity_gb
    check_serial_free(medium)
    check_still_proven(medium)
    medium.full_clean()
    medium.save(update_fields=["kind", "serial", "capacity_gb"])
    return medium


def check_serial_free(medium: Medium) -> None:
    """Raise `Refused` when another medium of the device has this serial number: one is not two."""
    others = medium.device.media.exclude(pk=medium.pk)
    if medium.serial and others.filter(serial=medium.serial).exists():
        raise Refused(
            _("Another disk of this device has the serial number %(serial)s: look again.")
            % {"serial": medium.serial}
        )


def check_still_proven(medium: Medium) -> None:
    """Raise `Refused` when a medium, as it is now said to be, is no more the one proven erased."""
    since = medium.erasures.filter(
        result=ErasureResult.PASSED, ended_at__gt=medium.device.received_at
    )
    # What was attested when the device was taken over names no disk: it is said of each.
    proofs = since.filter(Q(medium_serial=medium.serial) | Q(is_attested=True))
    if medium.kind != MediumKind.HDD:
        proofs = proofs.exclude(is_attested=False, method__in=FOR_HARD_DISKS)
    if since.exists() and not proofs.exists():
        raise Refused(_("What was recorded does not prove this disk erased: erase it again first."))


@operation("inventory.erase_medium")
def remove_medium(medium: Medium, *, by: User) -> Medium:
    """Note that a medium was taken out; it must still be erased or destroyed."""
    medium.device.lock()
    medium.lock()
    check_in_the_house(medium.device)
    medium.move_to(MediumStatus.REMOVED)
    Event.objects.record("device.medium_removed", medium.device, by=by, medium=medium.pk)
    return medium


@operation("inventory.erase_medium")
def put_back_medium(medium: Medium, *, by: User) -> Medium:
    """Note that a medium taken out is in its device again."""
    medium.device.lock()
    medium.lock()
    check_in_the_house(medium.device)
    if medium.device.status == DeviceStatus.READY:
        raise Refused(_("Take the device to the bench first."))
    if not is_proven(medium):
        unclean(medium.device)
    medium.move_to(MediumStatus.PRESENT)
    Event.objects.record("device.medium_added", medium.device, by=by, medium=medium.pk)
    return medium


def is_proven(medium: Medium) -> bool:
    """Whether the latest erasure of a medium since its device came in has passed."""
    current = medium.device.media.with_last_erasure().get(pk=medium.pk)
    current.device = medium.device
    return current.is_proven
