"""Media of a device (added, identified, removed, put back) and their erasures.

An erasure passes only if it is verified. Without verification the result is unknown; visual
inspection verifies only destruction. The verifier is another technician or empty: small
associations have one technician, and the certificate has a line to sign.

The destruction of a disk is recorded as an erasure: method, date, person, and the serial number, or
the reason why it could not be read. IEEE 2883 classes degaussing as a purge; here it also ends the
use of the disk.
"""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Event
from core.text_input import line_of
from core.workflow.lifecycle import NeedsConfirmation, Refused
from core.workflow.operations import operation, save_valid
from inventory.devices.lifecycle.devices import (
    GONE,
    IN_USE,
    DeviceStatus,
    ErasureMethod,
    ErasureResult,
    MediumKind,
    MediumStatus,
)
from inventory.devices.lifecycle.erasure import (
    PHYSICAL,
    methods_for,
    usual_standard,
    usual_verification,
)
from inventory.devices.lifecycle.repairs import PartStatus
from inventory.devices.operations import check_on_hand
from inventory.models import Device, Erasure, Medium
from people.models import User

HOURS_READ = []  # functions (medium, hours), called before the hours of the medium are replaced


@operation("inventory.erase_medium", locks=True)
def add_medium(
    device: Device,
    *,
    by: User,
    kind: MediumKind,
    serial: str = "",
    capacity_gb: int | None = None,
    override: bool = False,
) -> Medium:
    """Add a medium to a device, which then needs erasure.

    Raises `NeedsConfirmation` if another device has a disk with this serial number, unless
    `override` is set.
    """
    check_on_hand(device)
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
    """Create a medium of a device that is locked and in our stock."""
    unclean(device)
    medium = Medium(
        device=device, kind=kind, serial=serial.strip().upper(), capacity_gb=capacity_gb
    )
    check_serial_free(medium, override=override)
    medium.save()
    Event.objects.record("device.medium_added", device, by=by, medium=medium.pk)
    return medium


def describe_medium(medium: Medium, model: str, health: str, hours_on: int | None) -> Medium:
    """Record the model, health and hours that a disk reports.

    Values that the disk does not report are unchanged.
    """
    for keep in HOURS_READ:
        keep(medium, hours_on)
    medium.model, medium.health = model or medium.model, health or medium.health
    medium.hours_on = medium.hours_on if hours_on is None else hours_on
    medium.save(update_fields=["model", "health", "hours_on"])
    return medium


def unclean(device: Device) -> None:
    """Mark a locked device as needing erasure, before the change that causes it."""
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
    """Set the kind, size and serial number of a medium.

    The device needs erasure again if the recorded method proves nothing for this kind of medium.
    Raises `NeedsConfirmation` if another device has a disk with this serial number, unless
    `override` is set.
    """
    medium.device.lock()
    medium.lock()
    had = medium.serial
    medium.kind, medium.serial, medium.capacity_gb = kind, serial.strip().upper(), capacity_gb
    check_serial_free(medium, override=override or medium.serial == had)
    check_still_proven(medium)
    save_valid(medium, update_fields=["kind", "serial", "capacity_gb"])
    return medium


def check_serial_free(medium: Medium, *, override: bool = False) -> None:
    """Raise `Refused` if another medium of the device has this serial number.

    Raise `NeedsConfirmation` if a medium of another device has it, unless `override` is set.
    """
    if not medium.serial:
        return
    others = Medium.objects.filter(serial=medium.serial).exclude(pk=medium.pk)
    if others.filter(device=medium.device_id).exists():
        raise Refused(
            _("Another disk of this device has the serial number %(serial)s: check it.")
            % {"serial": medium.serial}
        )
    elsewhere = others.still_ours().select_related("device").first()
    if elsewhere and not override:
        raise NeedsConfirmation(
            _(
                "A disk with the serial number %(serial)s is recorded in %(device)s: "
                "check the number. If there really are two, confirm it."
            )
            % {"serial": medium.serial, "device": elsewhere.device}
        )


def check_still_proven(medium: Medium) -> None:
    """Raise `Refused` if a medium's new data contradicts the proof of its erasure.

    If only the kind changes, it may be the same disk: the device then needs erasure again, unless
    the method applies to that kind. An attested erasure of a legacy import applies to any disk.
    """
    proof = medium.erasures.in_force().filter(result=ErasureResult.PASSED).first()
    if proof is None or proof.is_attested or medium.status in GONE:
        return
    applies = proof.method in methods_for(medium.kind)
    device = medium.device
    if proof.medium_serial != medium.serial or (not applies and device.status in IN_USE):
        raise Refused(_("The recorded erasure proves nothing for this disk: erase it again first."))
    if not applies:
        unclean(device)


@operation("inventory.erase_medium")
def remove_medium(medium: Medium, *, by: User) -> Medium:
    """Record that a medium was taken out; it still has to be erased or destroyed."""
    medium.device.lock()
    medium.lock()
    check_on_hand(medium.device)
    medium.transition_to(MediumStatus.REMOVED)
    Event.objects.record("device.medium_removed", medium.device, by=by, medium=medium.pk)
    return medium


@operation("inventory.erase_medium")
def put_back_medium(medium: Medium, *, by: User) -> Medium:
    medium.device.lock()
    medium.lock()
    check_on_hand(medium.device)
    if medium.device.status == DeviceStatus.READY:
        raise Refused(_("Take the device to the bench first."))
    if not is_proven(medium):
        unclean(medium.device)
    medium.transition_to(MediumStatus.PRESENT)
    Event.objects.record("device.medium_added", medium.device, by=by, medium=medium.pk)
    return medium


def is_proven(medium: Medium) -> bool:
    """Whether a medium is gone, or its latest erasure since the device arrived passed."""
    return medium.device.media.with_last_erasure().get(pk=medium.pk).is_proven


# --- Record erasures and destruction of media: the only way to clear a device's data. ---


@operation("inventory.erase_medium")
def record_erasure(
    medium: Medium,
    *,
    by: User,
    method: ErasureMethod,
    result: ErasureResult,
    started_at: datetime,
    ended_at: datetime,
    kind: MediumKind | str = "",
    **facts: object,
) -> Erasure:
    """Record an erasure; the device counts as erased once the latest erasure of each medium passed.

    Times are aware. `kind` identifies a medium of unknown kind; `facts` are columns of `Erasure`,
    where `standard` and `verification` default to the usual values of the method. Raises `Refused`
    if the erasure ended before the device arrived, or has not ended yet, and `NeedsConfirmation` if
    another device has a disk with this serial number, unless `override` is set.
    """
    medium.device.lock()
    medium.lock()
    if method in PHYSICAL:
        raise Refused(_("This method destroys the medium: record its destruction instead."))
    facts |= {"method": method, "result": result, "started_at": started_at, "ended_at": ended_at}
    return record(medium, by, kind=kind, **facts)


def record(
    medium: Medium,
    by: User,
    *,
    kind: MediumKind | str = "",
    override: bool = False,
    **facts: object,
) -> Erasure:
    """Create the erasure of a locked medium of a locked device, and its event."""
    device = medium.device
    erasure = _write(medium, by, kind, facts, override=override)
    event_data = {"medium": medium.pk, "method": str(erasure.method), "result": str(erasure.result)}
    Event.objects.record("device.erased", device, by=by, **event_data)
    if erasure.result == ErasureResult.PASSED:
        _note_if_clean(device, by)
    return erasure


@operation("inventory.erase_medium")
def destroy_medium(
    medium: Medium,
    *,
    by: User,
    method: ErasureMethod,
    ended_at: datetime | None = None,
    override: bool = False,
    **facts: object,
) -> Erasure:
    """Record the destruction of a medium: method, date and person.

    The destruction is stored as a passed erasure with the medium's serial number, or with a remark
    saying why the number could not be read.
    """
    device = medium.device
    device.lock()
    medium.lock()
    if method not in PHYSICAL:
        raise Refused(_("This is not a valid method of destruction."))
    ended_at = ended_at or timezone.now()
    facts = {"started_at": ended_at} | facts
    facts |= {"method": method, "ended_at": ended_at, "result": ErasureResult.PASSED}
    facts["medium_serial"] = facts.get("medium_serial") or medium.serial
    erasure = _write(medium, by, "", facts, override=override)
    medium.transition_to(MediumStatus.DESTROYED)
    event_data = {"medium": medium.pk, "method": str(method)}
    Event.objects.record("device.medium_destroyed", device, by=by, **event_data)
    _note_if_clean(device, by)
    return erasure


def _write(
    medium: Medium, by: User, kind: MediumKind | str, facts: dict, *, override: bool
) -> Erasure:
    device = medium.device
    _check_is_there(medium)
    _name(medium, kind)
    erasure = Erasure(medium=medium, operator=by, **_whole(facts, device))
    _check_times(erasure)
    _check_medium(erasure)
    _check_verifier(erasure)
    erasure.full_clean()
    if erasure.result != ErasureResult.PASSED and medium.status == MediumStatus.PRESENT:
        unclean(device)
    erasure.save()
    if not medium.serial and erasure.medium_serial:
        medium.serial = erasure.medium_serial
        check_serial_free(medium, override=override)
        medium.save(update_fields=["serial"])
    return erasure


def _name(medium: Medium, kind: MediumKind | str) -> None:
    """Set the kind of a medium of unknown kind."""
    if kind and medium.kind == MediumKind.UNKNOWN and kind != medium.kind:
        medium.kind = kind
        check_still_proven(medium)
        medium.save(update_fields=["kind"])


def _whole(facts: dict, device: Device) -> dict:
    """Return the columns of an erasure, with the usual values for missing columns."""
    method = facts["method"]
    facts["medium_serial"] = line_of(facts.get("medium_serial")).upper()
    for name in ("tool", "tool_version", "remark"):
        facts[name] = line_of(facts.get(name))
    facts["standard"] = facts.get("standard") or usual_standard(method)
    facts["verification"] = facts.get("verification") or usual_verification(
        method, has_report=facts.get("report") is not None
    )
    facts["parent_serial"] = device.serial or device.imei or ""
    facts["device_received_at"] = device.received_at
    return facts


def _check_is_there(medium: Medium) -> None:
    """Raise `Refused` for a medium that is not in our stock."""
    if medium.status == MediumStatus.DESTROYED:
        raise Refused(_("This medium was destroyed."))
    if medium.status == MediumStatus.MOVED:
        raise Refused(_("This disk is in another device: open that device’s page."))
    if medium.status == MediumStatus.PRESENT:
        check_on_hand(medium.device)
        if medium.device.status == DeviceStatus.READY:
            raise Refused(_("Take the device to the bench first."))


def _check_times(erasure: Erasure) -> None:
    """Raise `Refused` for an erasure before the current stay, or with inconsistent times."""
    medium = erasure.medium
    if erasure.ended_at > timezone.now():
        raise Refused(
            _("An erasure that has not finished proves nothing: record it once it has finished.")
        )
    if erasure.ended_at <= medium.device.received_at:
        raise Refused(_("This erasure ended before the device arrived: erase the device again."))
    if medium.moves.filter(
        status=PartStatus.TAKEN_OUT, status_since__gte=erasure.ended_at
    ).exists():
        raise Refused(
            _(
                "This erasure ended before the disk was taken out of another device: erase "
                "the disk again."
            )
        )
    if erasure.started_at > erasure.ended_at:
        raise Refused(_("An erasure cannot end before it starts."))
    failed = medium.erasures.exclude(result=ErasureResult.PASSED)
    later = failed.filter(ended_at__gt=erasure.ended_at, ended_at__lte=timezone.now())
    if erasure.result == ErasureResult.PASSED and later.exists():
        raise Refused(_("A later erasure did not pass: erase the disk again."))


def _check_medium(erasure: Erasure) -> None:
    """Raise `Refused` for an erasure of another disk, or by a method that proves nothing for it."""
    medium = erasure.medium
    is_other = erasure.medium_serial and erasure.medium_serial != medium.serial
    if medium.serial and is_other:
        raise Refused(
            _("The serial number of this medium is %(serial)s: check which one was erased.")
            % {"serial": medium.serial}
        )
    methods = methods_for(medium.kind)
    if erasure.result != ErasureResult.PASSED or erasure.method in methods:
        return
    if medium.kind == MediumKind.UNKNOWN:
        raise Refused(
            _("Choose the type of this medium first: the proof of its erasure depends on it.")
        )
    raise Refused(
        _(
            "“%(method)s” proves nothing for this medium (%(kind)s). Valid methods: "
            "%(methods)s. To keep a record of the attempt, choose the result “unknown”."
        )
        % {
            "method": erasure.get_method_display(),
            "kind": medium.get_kind_display(),
            "methods": ", ".join(str(method.label) for method in methods),
        }
    )


def _check_verifier(erasure: Erasure) -> None:
    """Raise `Refused` if the verifier is not a technician of our team."""
    if erasure.verifier and not erasure.verifier.has_perm(record_erasure.permission):
        raise Refused(_("Only a technician of the association can verify an erasure."))


def _note_if_clean(device: Device, by: User) -> None:
    """Mark a device as erased once each medium is proven."""
    media = device.media.with_last_erasure()
    if device.needs_erasure and media and all(medium.is_proven for medium in media):
        device.needs_erasure = False
        device.save(update_fields=["needs_erasure"])
        Event.objects.record("device.clean", device, by=by)


def erasure_left(device: Device) -> list[str]:
    """Return the sentence saying why a device with data stays on the bench; [] without data."""
    if not device.needs_erasure:
        return []
    return [_("The data on this device must be erased, with proof for each disk or memory.")]
