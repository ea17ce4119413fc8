"""Retire devices, with the fate of their disks, and take retired ones back."""

from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Event
from core.operations import operation
from core.typed import line_of
from inventory.lifecycle import DeviceStatus, MediumKind, MediumStatus, RetireReason
from inventory.lifecycle.exits import EXIT_REASONS, DiskFate, ExitLineStatus
from inventory.models import Device, ExitBatch, ExitLine, Medium
from inventory.operations.stock import arrival, check_in_the_house, check_is_here
from people.models import User

# So many are named when a whole selection is refused.
MAX_PROBLEMS = 20


@operation("inventory.retire_device")
def retire(
    device: Device,
    *,
    by: User,
    reason: RetireReason,
    disks: DiskFate | str = "",
    remark: str = "",
) -> Device:
    """End a device's use with us: say why, and what becomes of disks that nothing proves erased."""
    retire_all([device], by=by, reason=reason, disks=disks, remark=remark)
    device.refresh_from_db()
    return device


@operation("inventory.retire_device")
def retire_all(
    devices: list[Device],
    *,
    by: User,
    reason: RetireReason,
    disks: DiskFate | str = "",
    remark: str = "",
) -> list[Device]:
    """Retire many devices in a few statements, all or none; a refusal names those that can't.

    Devices retired for parts stay in the house: the fate of their disks is not required.
    """
    rows = Device.objects.filter(pk__in=[device.pk for device in devices])
    locked = rows.lock()
    problems = [facts for device in locked for facts in _why_not(device)]
    media = unproven_media(locked) if reason in EXIT_REASONS else []
    problems = problems or _what_of_disks(media, reason, disks)
    if problems:
        raise Refused(problems[:MAX_PROBLEMS])
    if disks == DiskFate.TAKEN_OUT:
        _take_out(media, by)
    rows.transition_to(
        DeviceStatus.RETIRED, retire_reason=reason, retire_remark=line_of(remark)[:300]
    )
    facts = {"reason": str(RetireReason(reason))}
    Event.objects.record_many("device.retired", [(device, facts) for device in locked], by=by)
    return locked


def _why_not(device: Device) -> list[str]:
    try:
        check_in_the_house(device)
    except Refused as refusal:
        return refusal.messages
    return []


def unproven_media(devices: list[Device]) -> list[Medium]:
    """The disks in these devices that nothing proves erased since they came in."""
    by_pk = {device.pk: device for device in devices}
    media = Medium.objects.filter(device__in=list(by_pk), status=MediumStatus.PRESENT)
    unproven = [m for m in media.with_last_erasure().order_by("device", "pk") if not m.is_proven]
    for medium in unproven:
        medium.device = by_pk[medium.device_id]
    return unproven


def _what_of_disks(media: list[Medium], reason: RetireReason, fate: DiskFate | str) -> list[str]:
    """Sentences about disks whose fate is missing or contradictory."""
    devices = sorted({medium.device.asset_tag for medium in media})
    if media and not fate:
        sentence = _("%(device)s: say what becomes of its disk, nothing proves it erased.")
        return [sentence % {"device": device} for device in devices]
    if fate == DiskFate.TAKEN_OUT:
        stuck = _("%(device)s: its memory is built in, it can't be taken out.")
        built_in = {m.device.asset_tag for m in media if m.kind == MediumKind.EMBEDDED}
        return [stuck % {"device": device} for device in sorted(built_in)]
    if fate == DiskFate.INSIDE and reason == RetireReason.DESTROYED:
        first = _("%(device)s: write at the bench how its disk was destroyed, or take it out.")
        return [first % {"device": device} for device in devices]
    return []


def _take_out(media: list[Medium], by: User) -> None:
    if media:
        rows = Medium.objects.filter(pk__in=[medium.pk for medium in media])
        rows.lock()
        rows.transition_to(MediumStatus.REMOVED)
        event_rows = [(medium.device, {"medium": medium.pk}) for medium in media]
        Event.objects.record_many("device.medium_removed", event_rows, by=by)


@operation("inventory.retire_device")
def revive(device: Device, *, by: User) -> Device:
    """Take a retired device back, unless it left: a new arrival, to check and to erase."""
    waiting = ExitBatch.objects.filter(lines__device=device, lines__status=ExitLineStatus.LISTED)
    waiting.lock()  # a batch before its devices, in the order of `send_exit`
    device.lock()
    check_is_here(device)
    if device.status != DeviceStatus.RETIRED:
        raise Refused(_("%(device)s is not retired.") % {"device": device})
    take_off_lists(device, by)
    device.transition_to(
        DeviceStatus.RECEIVED, retire_reason="", retire_remark="", grade="", **arrival(device)
    )
    Event.objects.record("device.revived", device, by=by)
    return device


def take_off_lists(device: Device, by: User) -> None:
    """Take a device off the list of the batch that waits for it, if there is one."""
    lines = ExitLine.objects.filter(device=device, status=ExitLineStatus.LISTED)
    line = lines.select_related("batch").first()
    if line:
        line.transition_to(ExitLineStatus.TAKEN_OUT)
        tag = device.asset_tag
        Event.objects.record("exitbatch.removed", line.batch, by=by, device=tag)
        number = line.batch.number
        Event.objects.record("device.not_listed_to_leave", device, by=by, batch=number)
