"""Media of a device: add, identify, remove, put back."""

from django.utils.translation import gettext as _

from core.lives import NeedsConfirmation, Refused
from core.models import Event
from core.operations import operation
from inventory.lifecycle import GONE, IN_USE, DeviceStatus, ErasureResult, MediumKind, MediumStatus
from inventory.lifecycle.erasure import methods_for
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
    override: bool = False,
) -> Medium:
    """Note another disk or memory of a device: the device needs erasure until it is proven.

    `NeedsConfirmation` when another machine has a disk with this number, unless `override`.
    """
    device.lock()
    check_in_the_house(device)
    if device.status == DeviceStatus.READY:
        raise Refused(_("Take the device to the bench first."))
    facts = {"kind": kind, "serial": serial, "capacity_gb": capacity_gb}
    return note_medium(device, by, **facts, override=override)


def note_medium(
    device: Device,
    by: User,
    *,
    kind: MediumKind,
    serial: str,
    capacity_gb: int | None,
    override: bool = False,
) -> Medium:
    """The row of another medium of a device that is locked, and at hand."""
    unclean(device)
    medium = Medium(
        device=device, kind=kind, serial=serial.strip().upper(), capacity_gb=capacity_gb
    )
    check_serial_free(medium, override=override)
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
    override: bool = False,
) -> Medium:
    """Say what a disk or memory is, once it was looked at.

    Its device needs erasure again if what was recorded proves nothing of a medium of this kind.
    `NeedsConfirmation` when another machine has a disk with this number, unless `override`.
    """
    medium.device.lock()
    medium.lock()
    had = medium.serial
    medium.kind, medium.serial, medium.capacity_gb = kind, serial.strip().upper(), capacity_gb
    check_serial_free(medium, override=override or medium.serial == had)
    check_still_proven(medium)
    medium.full_clean()
    medium.save(update_fields=["kind", "serial", "capacity_gb"])
    return medium


def check_serial_free(medium: Medium, *, override: bool = False) -> None:
    """Raise `Refused` when another medium of the device has this serial number: one is not two.

    `NeedsConfirmation` when one of another machine has it, unless `override`.
    """
    if not medium.serial:
        return
    others = Medium.objects.filter(serial=medium.serial).exclude(pk=medium.pk)
    if others.filter(device=medium.device_id).exists():
        raise Refused(
            _("Another disk of this device has the serial number %(serial)s: look again.")
            % {"serial": medium.serial}
        )
    elsewhere = others.still_ours().select_related("device").first()
    if elsewhere and not override:
        raise NeedsConfirmation(
            _(
                "A disk with the serial number %(serial)s is noted in %(device)s: look at the"
                " number again. If there really are two, confirm it."
            )
            % {"serial": medium.serial, "device": elsewhere.device}
        )


def check_still_proven(medium: Medium) -> None:
    """Raise `Refused` when a medium's new facts contradict the proof of its erasure.

    By another kind alone it may be the same: its device then needs erasure again, unless the method
    applies to that kind. An attested erasure of a legacy import applies to each disk.
    """
    proof = medium.erasures.in_force().filter(result=ErasureResult.PASSED).first()
    if proof is None or proof.is_attested or medium.status in GONE:
        return
    applies = proof.method in methods_for(medium.kind)
    device = medium.device
    if proof.medium_serial != medium.serial or (not applies and device.status in IN_USE):
        raise Refused(_("What was recorded does not prove this disk erased: erase it again first."))
    if not applies:
        unclean(device)


@operation("inventory.erase_medium")
def remove_medium(medium: Medium, *, by: User) -> Medium:
    """Note that a medium was taken out; it must still be erased or destroyed."""
    medium.device.lock()
    medium.lock()
    check_in_the_house(medium.device)
    medium.transition_to(MediumStatus.REMOVED)
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
    medium.transition_to(MediumStatus.PRESENT)
    Event.objects.record("device.medium_added", medium.device, by=by, medium=medium.pk)
    return medium


def is_proven(medium: Medium) -> bool:
    """Whether the latest erasure of a medium since its device came in has passed."""
    return medium.device.media.with_last_erasure().get(pk=medium.pk).is_proven
