"""The workshop: check, erase and prove it, grade, ready."""

from datetime import datetime

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.lives import Refused
from core.models import Event
from core.operations import operation
from inventory.lifecycle import (
    DeviceStatus,
    ErasureMethod,
    ErasureResult,
    Grade,
    MediumKind,
    MediumStatus,
    Outcome,
)
from inventory.models import ChecklistItem, Device, Erasure, Medium, TestResult
from inventory.operations.stock import check_in_the_house
from people.models import User

PURGES = {ErasureMethod.ATA_SANITIZE, ErasureMethod.NVME_SANITIZE, ErasureMethod.CRYPTO_ERASE}


@operation("inventory.refurbish_device")
def refurbish(device: Device, *, by: User) -> Device:
    """Take a device to the bench."""
    device.lock()
    check_in_the_house(device)
    device.move_to(DeviceStatus.REFURBISHING)
    Event.objects.record("device.refurbishing", device, by=by)
    return device


def items_to_check(device: Device) -> list[ChecklistItem]:
    """The items of the checklist in use for the device's category, each with its latest `result`.

    Results of an earlier stay do not count: a device that comes back is checked again.
    """
    items = list(
        ChecklistItem.objects.filter(
            checklist__category=device.category_id, checklist__is_current=True
        )
    )
    rows = TestResult.objects.filter(device=device, at__gte=device.received_at)
    latest = rows.values("item").annotate(last=Max("pk")).values("last")
    results = {result.item_id: result for result in TestResult.objects.filter(pk__in=latest)}
    for item in items:
        item.result = results.get(item.pk)
    return items


@operation("inventory.test_device")
def record_results(
    device: Device, *, by: User, outcomes: dict[ChecklistItem, tuple[Outcome, str]]
) -> Device:
    """Add an attempt: for each item checked, its outcome and a short note."""
    device.lock()
    if device.status != DeviceStatus.REFURBISHING:
        raise Refused(_("Take the device to the bench first."))
    known = {item.pk for item in items_to_check(device)}
    if any(item.pk not in known for item in outcomes):
        raise Refused(_("This checklist has changed: open it again."))
    TestResult.objects.bulk_create(
        TestResult(device=device, item=item, outcome=outcome, note=note, by=by)
        for item, (outcome, note) in outcomes.items()
    )
    found = [outcome for outcome, _note in outcomes.values()]
    counts = {"passed": found.count(Outcome.PASS), "failed": found.count(Outcome.FAIL)}
    Event.objects.record("device.tested", device, by=by, **counts)
    return device


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
    medium = Medium.objects.create(
        device=device, kind=kind, serial=serial.strip().upper(), capacity_gb=capacity_gb
    )
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
    """Say what a disk or memory is, once it was looked at; a number that a proof bears stays."""
    medium.lock()
    serial = serial.strip().upper()
    if serial != medium.serial and medium.erasures.exists():
        raise Refused(_("An erasure bears this number: note another disk instead."))
    medium.kind, medium.serial, medium.capacity_gb = kind, serial, capacity_gb
    medium.full_clean()
    medium.save(update_fields=["kind", "serial", "capacity_gb"])
    return medium


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
    is_flash = medium.kind in {MediumKind.SSD, MediumKind.NVME}
    if is_flash and erasure.method == ErasureMethod.OVERWRITE:
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
    elif not device.needs_erasure and not is_clean and device.status == DeviceStatus.REFURBISHING:
        device.needs_erasure = True
        device.save(update_fields=["needs_erasure"])


def left_to_do(device: Device) -> list[str]:
    """What keeps a device on the bench from being ready, in plain sentences; or nothing."""
    items = items_to_check(device)
    todo = []
    missing = sum(item.result is None for item in items)
    if missing:
        todo.append(
            ngettext(
                "%(count)s item of the checklist is not answered.",
                "%(count)s items of the checklist are not answered.",
                missing,
            )
            % {"count": missing}
        )
    todo += [
        _("Blocking fault: %(item)s") % {"item": item}
        for item in items
        if item.is_blocking and item.result and item.result.outcome == Outcome.FAIL
    ]
    if device.needs_erasure:
        todo.append(_("Its data must be erased, with proof for each disk or memory."))
    return todo


@operation("inventory.finish_device")
def finish(device: Device, *, by: User, grade: Grade, known_limits: str = "") -> Device:
    """Put a device on the shelf, ready to leave: checked, erased and graded."""
    device.lock()
    todo = left_to_do(device)
    if todo:
        raise Refused(todo)
    device.move_to(DeviceStatus.READY, grade=grade, known_limits=known_limits)
    Event.objects.record("device.finished", device, by=by, grade=str(grade))
    return device
