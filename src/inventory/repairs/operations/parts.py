"""Parts of a repair: awaited, fitted from stock or from another device, taken out again."""

from django.utils.translation import gettext as _

from catalogue.models import AccessoryKind
from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid
from inventory.accessories.lifecycle import MovementKind
from inventory.accessories.operations import put_in_stock, take_from_stock
from inventory.devices.lifecycle.devices import GONE, MediumKind, MediumStatus
from inventory.devices.lifecycle.repairs import (
    GIVES_PARTS_WHEN,
    Gap,
    PartStatus,
    RepairStatus,
)
from inventory.devices.operations import check_on_hand
from inventory.erasure.operations.erasure import add_medium, describe_medium
from inventory.models import Device, Medium, Repair, RepairPart
from inventory.repairs.operations.repairs import begin_work, lock_repair
from people.models import User


def parts_of(device: Device) -> list[RepairPart]:
    """List the parts taken from this device and now in other devices."""
    return list(device.parts_taken.fitted().select_related("kind", "repair__device"))


# Parts of a repair: awaited, fitted from stock or from a device, taken out again.


@operation("inventory.repair_device")
def await_part(
    repair: Repair, *, by: User, kind: AccessoryKind, quantity: int = 1, reference: str = ""
) -> RepairPart:
    """Add a part that a repair waits for."""
    lock_repair(repair)
    begin_work(repair, by)
    part = RepairPart(
        repair=repair,
        kind=kind,
        quantity=quantity,
        reference=reference.strip(),
        status=PartStatus.AWAITED,
        by=by,
    )
    save_valid(part)
    if repair.status != RepairStatus.WAITING:
        repair.transition_to(RepairStatus.WAITING)
    Event.objects.record("device.part_awaited", repair.device, by=by, part=part.pk)
    return part


@operation("inventory.repair_device")
def give_up_part(part: RepairPart, *, by: User) -> RepairPart:
    """Cancel an awaited part; the repair resumes if it was the last one."""
    lock_repair(part.repair)
    part.lock()
    part.transition_to(PartStatus.GIVEN_UP)
    _go_on(part.repair)
    Event.objects.record("device.part_given_up", part.repair.device, by=by, part=part.pk)
    return part


def _go_on(repair: Repair) -> None:
    """Resume a repair that no longer awaits a part."""
    if repair.status == RepairStatus.WAITING and not repair.parts.awaited().exists():
        repair.transition_to(RepairStatus.UNDERWAY)


@operation("inventory.repair_device")
def fit_part(
    repair: Repair, *, by: User, kind: AccessoryKind, quantity: int = 1, reference: str = ""
) -> RepairPart:
    """Fit parts from the site's stock; raise `Refused` if there are not enough.

    A disk from stock becomes a new disk of the device, and needs erasure like any other disk.
    """
    lock_repair(repair)
    begin_work(repair, by)
    device = repair.device
    take_from_stock(
        kind,
        by=by,
        site=device.site,
        quantity=quantity,
        reason=MovementKind.FITTED,
        device=device,
        reference=reference,
    )
    part = _fit(repair, kind, by, quantity=quantity, reference=reference, origin={})
    Event.objects.record("device.part_fitted", device, by=by, part=part.pk)
    return part


@operation("inventory.repair_device")
def take_part(
    repair: Repair,
    *,
    by: User,
    kind: AccessoryKind,
    donor: Device,
    position: int = 1,
    medium_serial: str = "",
    reference: str = "",
) -> RepairPart:
    """Fit a part taken from `donor`, which is then recorded as lacking the part.

    A disk must be out of the donor and proven erased; it becomes a new disk of the device in
    repair, and must be erased there. `medium_serial` selects the disk if the donor has several.
    """
    # Lock both devices in the order of their ids, so that two users who swap parts do not deadlock.
    Device.objects.filter(pk__in=[repair.device_id, donor.pk]).lock()
    lock_repair(repair)
    donor.refresh_from_db()
    _check_gives_parts(donor, repair)
    medium = _disk_of(donor, medium_serial) if kind.holds_data else None
    _check_still_there(donor, kind, position, medium)
    begin_work(repair, by)
    origin = {"taken_from": donor, "position": position, "medium": medium, "gap": Gap.LACKING}
    part = _fit(repair, kind, by, reference=reference, origin=origin)
    if medium:
        medium.transition_to(MediumStatus.MOVED)
    tag, donor_tag = repair.device.asset_tag, donor.asset_tag
    Event.objects.record(
        "device.part_received", repair.device, by=by, part=part.pk, device=donor_tag
    )
    Event.objects.record("device.part_taken", donor, by=by, part=part.pk, device=tag)
    return part


def _check_gives_parts(donor: Device, repair: Repair) -> None:
    """Raise `Refused` for a device that must not give parts."""
    if donor.pk == repair.device_id:
        raise Refused(
            _("A part cannot come from the device being repaired: choose another device.")
        )
    check_on_hand(donor)
    donor.check_status(
        GIVES_PARTS_WHEN, _("%(device)s is “%(status)s”: no part can be taken from it.")
    )


def _check_still_there(
    donor: Device, kind: AccessoryKind, position: int, medium: Medium | None
) -> None:
    """Raise `Refused` if the part was already taken from the donor, naming its present device."""
    taken = donor.parts_taken.fitted().exclude(gap=Gap.REPLACED)
    if medium:
        taken = taken.filter(medium=medium)
    else:
        taken = taken.filter(kind=kind, position=position, medium=None)
    if part := taken.select_related("repair__device").first():
        raise Refused(
            _("%(part)s of %(donor)s is already in %(device)s.")
            % {"part": kind, "donor": donor, "device": part.repair.device}
        )


def _disk_of(donor: Device, serial: str) -> Medium:
    """Lock and return the donor's disk; raise `Refused` unless it may be fitted elsewhere."""
    there = donor.media.with_last_erasure().exclude(status__in=GONE)
    serial = serial.strip().upper()
    media = list(there.filter(serial=serial) if serial else there)
    if len(media) != 1:
        numbers = ", ".join(medium.serial for medium in there if medium.serial)
        raise Refused(
            _("Identify the disk of %(donor)s by its serial number: %(numbers)s")
            % {"donor": donor, "numbers": numbers or _("no known serial number")}
        )
    medium = media[0]
    if not medium.is_proven:
        raise Refused(
            _("The disk of %(donor)s is not proven erased: erase it first.") % {"donor": donor}
        )
    if medium.status != MediumStatus.REMOVED:
        medium.transition_to(MediumStatus.REMOVED)
    return medium


def _fit(
    repair: Repair,
    kind: AccessoryKind,
    by: User,
    *,
    quantity: int = 1,
    reference: str,
    origin: dict,
) -> RepairPart:
    """Fit a part: update the awaited part of this kind, or create a row.

    A disk needs erasure in its new device. A part that the device lacked counts as replaced.
    """
    device = repair.device
    fitted = {"quantity": quantity, "by": by} | origin
    if reference.strip():
        fitted["reference"] = reference.strip()
    if kind.holds_data:
        fitted["fitted_as"] = _new_medium(device, by, origin.get("medium"))
    part = repair.parts.awaited().filter(kind=kind).first()
    if part:
        part.transition_to(PartStatus.FITTED, **fitted)
    else:
        part = RepairPart(repair=repair, kind=kind, status=PartStatus.FITTED, **fitted)
        save_valid(part)
    lacking = device.parts_taken.lacking().filter(kind=kind).values_list("pk", flat=True)
    RepairPart.objects.filter(pk__in=list(lacking[:quantity])).update(gap=Gap.REPLACED)
    _go_on(repair)
    return part


def _new_medium(device: Device, by: User, source: Medium | None) -> Medium:
    source = source or Medium(kind=MediumKind.UNKNOWN)
    facts = {"kind": source.kind, "serial": source.serial, "capacity_gb": source.capacity_gb}
    medium = add_medium(device, by=by, **facts, override=True)
    return describe_medium(medium, source.model, source.health, source.hours_on)


@operation("inventory.repair_device")
def take_out_part(part: RepairPart, *, by: User) -> RepairPart:
    """Undo the fitting of a part, which returns to stock or to the device it came from.

    A disk is only taken out: it must still be erased or destroyed as a disk of the device.
    """
    pks = [part.repair.device_id, *filter(None, [part.taken_from_id])]
    Device.objects.filter(pk__in=pks).lock()
    lock_repair(part.repair)
    part.lock()
    part.transition_to(PartStatus.TAKEN_OUT)
    device = part.repair.device
    if part.fitted_as and part.fitted_as.status == MediumStatus.PRESENT:
        part.fitted_as.transition_to(MediumStatus.REMOVED)
    if part.medium:
        part.medium.transition_to(MediumStatus.REMOVED)
    if not part.taken_from:
        put_in_stock(part.kind, by=by, site=device.site, quantity=part.quantity, device=device)
    else:
        Event.objects.record(
            "device.part_given_back",
            part.taken_from,
            by=by,
            part=part.pk,
            device=device.asset_tag,
        )
    Event.objects.record("device.part_taken_out", device, by=by, part=part.pk)
    return part


@operation("inventory.repair_device")
def waive_part(part: RepairPart, *, by: User) -> RepairPart:
    part.taken_from.lock()
    part.lock()
    if part.status != PartStatus.FITTED or part.gap != Gap.LACKING:
        raise Refused(_("This part is no longer missing."))
    part.gap = Gap.WAIVED
    part.save(update_fields=["gap"])
    Event.objects.record("device.part_waived", part.taken_from, by=by, part=part.pk)
    return part
