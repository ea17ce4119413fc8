"""Disks and memories, and the proof that each is erased: what opens the gate, and nothing else."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Event
from core.operations import operation
from inventory.lifecycle import (
    IN_USE,
    DeviceStatus,
    ErasureMethod,
    ErasureResult,
    MediumKind,
    MediumStatus,
)
from inventory.models import Device, Erasure, Medium
from inventory.operations.stock import check_in_the_house
from people.models import User

FLASH = {MediumKind.SSD, MediumKind.NVME}


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
    if not device.needs_erasure:
        device.needs_erasure = True
        device.save(update_fields=["needs_erasure"])
    medium = Medium(
        device=device, kind=kind, serial=serial.strip().upper(), capacity_gb=capacity_gb
    )
    _check_serial_free(medium)
    medium.save()
    Event.objects.record("device.medium_added", device, by=by, medium=medium.pk)
    return medium


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
    _check_serial_free(medium)
    _check_still_proven(medium)
    medium.full_clean()
    medium.save(update_fields=["kind", "serial", "capacity_gb"])
    return medium


def _check_serial_free(medium: Medium) -> None:
    """Raise `Refused` when another medium of the device has this serial number: one is not two."""
    others = medium.device.media.exclude(pk=medium.pk)
    if medium.serial and others.filter(serial=medium.serial).exists():
        raise Refused(
            _("Another disk of this device has the serial number %(serial)s: look again.")
            % {"serial": medium.serial}
        )


def _check_still_proven(medium: Medium) -> None:
    """Raise `Refused` when a medium, as it is now said to be, is no more the one proven erased."""
    since = medium.erasures.filter(
        result=ErasureResult.PASSED, ended_at__gt=medium.device.received_at
    )
    proofs = since.filter(medium_serial=medium.serial)
    if medium.kind in FLASH:
        proofs = proofs.exclude(method=ErasureMethod.OVERWRITE)
    if since.exists() and not proofs.exists():
        raise Refused(_("What was recorded does not prove this disk erased: erase it again first."))


@operation("inventory.erase_medium")
def record_erasure(
    medium: Medium,
    *,
    by: User,
    method: ErasureMethod,
    tool: str,
    tool_version: str,
    medium_serial: str,
    result: ErasureResult,
    started_at: datetime,
    ended_at: datetime,
) -> Erasure:
    """Keep the record of one erasure; the device is clean once every medium has a passed one.

    Times are aware. Refused when the erasure ended before the device came in, or has not ended yet.
    """
    device = medium.device
    device.lock()
    medium.lock()
    erasure = Erasure(
        medium=medium,
        method=method,
        tool=tool.strip(),
        tool_version=tool_version.strip(),
        medium_serial=medium_serial.strip().upper(),
        result=result,
        started_at=started_at,
        ended_at=ended_at,
        operator=by,
    )
    _check_is_there(medium)
    _check_proves(erasure)
    erasure.full_clean()
    erasure.save()
    if not medium.serial:
        medium.serial = erasure.medium_serial
        _check_serial_free(medium)
        medium.save(update_fields=["serial"])
    result = str(ErasureResult(result))
    Event.objects.record("device.erased", device, by=by, medium=medium.pk, result=result)
    _note_if_clean(device, by)
    return erasure


def _check_is_there(medium: Medium) -> None:
    """Raise `Refused` for a medium that nobody here can have in hand."""
    if medium.status == MediumStatus.DESTROYED:
        raise Refused(_("This medium was destroyed."))
    if medium.status == MediumStatus.PRESENT:
        check_in_the_house(medium.device)
        if medium.device.status == DeviceStatus.READY:
            raise Refused(_("Take the device to the bench first."))


def _check_proves(erasure: Erasure) -> None:
    """Raise `Refused` for what would prove nothing of its medium, whatever its result."""
    medium = erasure.medium
    if erasure.ended_at > timezone.now():
        raise Refused(_("An erasure that has not ended proves nothing: record it afterwards."))
    if erasure.ended_at <= medium.device.received_at:
        raise Refused(_("This erasure ended before the device came in: erase it again."))
    if erasure.started_at > erasure.ended_at:
        raise Refused(_("An erasure does not end before it starts."))
    if medium.serial and erasure.medium_serial != medium.serial:
        raise Refused(
            _("The serial number of this medium is %(serial)s: look which one was erased.")
            % {"serial": medium.serial}
        )
    if medium.kind in FLASH and erasure.method == ErasureMethod.OVERWRITE:
        raise Refused(
            _(
                "Overwriting proves nothing on an SSD: use its own sanitize command"
                " or cryptographic erase."
            )
        )


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
    medium.move_to(MediumStatus.PRESENT)
    Event.objects.record("device.medium_added", medium.device, by=by, medium=medium.pk)
    return medium


@operation("inventory.erase_medium")
def destroy_medium(medium: Medium, *, by: User) -> Medium:
    """Note that a medium was taken out and destroyed: nothing can be read from it again."""
    device = medium.device
    device.lock()
    medium.lock()
    _check_is_there(medium)
    medium.move_to(MediumStatus.DESTROYED)
    Event.objects.record("device.medium_destroyed", device, by=by, medium=medium.pk)
    _note_if_clean(device, by)
    return medium


def _note_if_clean(device: Device, by: User) -> None:
    media = device.media.with_last_erasure()
    for medium in media:
        medium.device = device
    is_clean = bool(media) and all(medium.is_proven for medium in media)
    if device.needs_erasure and is_clean:
        device.needs_erasure = False
        device.save(update_fields=["needs_erasure"])
        Event.objects.record("device.clean", device, by=by)
    elif not device.needs_erasure and not is_clean and device.status not in IN_USE:
        device.needs_erasure = True
        device.save(update_fields=["needs_erasure"])
