"""The end of a device's use with us: why, what becomes of its disks, and the way back if any."""

from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Event
from core.operations import operation
from core.typed import line_of
from inventory.lifecycle import DeviceStatus, MediumKind, MediumStatus, RetireReason
from inventory.lifecycle.exits import LEAVING, DiskFate, ExitLineStatus
from inventory.models import Device, ExitBatch, ExitLine, Medium
from inventory.operations.stock import arrival, check_in_the_house, check_is_here
from people.models import User

# So many are named when a whole selection is refused.
MAX_SAID = 20


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
    """End the use of many devices in a few statements; or of none, naming those that can't.

    What is kept for parts stays in the house: nothing has to be said of its disks.
    """
    rows = Device.objects.filter(pk__in=[device.pk for device in devices])
    held = rows.lock()
    problems = [said for device in held for said in _why_not(device)]
    media = unproven_media(held) if reason in LEAVING else []
    problems = problems or _what_of_disks(media, reason, disks)
    if problems:
        raise Refused(problems[:MAX_SAID])
    if disks == DiskFate.TAKEN_OUT:
        _take_out(media, by)
    rows.transition_to(
        DeviceStatus.RETIRED, retire_reason=reason, retire_remark=line_of(remark)[:300]
    )
    said = {"reason": str(RetireReason(reason))}
    Event.objects.record_many("device.retired", [(device, said) for device in held], by=by)
    return held


def _why_not(device: Device) -> list[str]:
    try:
        check_in_the_house(device)
    except Refused as refusal:
        return refusal.messages
    return []


def unproven_media(devices: list[Device]) -> list[Medium]:
    """The disks in these devices that nothing proves erased since they came in."""
    known = {device.pk: device for device in devices}
    media = Medium.objects.filter(device__in=list(known), status=MediumStatus.PRESENT)
    unproven = [m for m in media.with_last_erasure().order_by("device", "pk") if not m.is_proven]
    for medium in unproven:
        medium.device = known[medium.device_id]
    return unproven


def _what_of_disks(media: list[Medium], reason: RetireReason, fate: DiskFate | str) -> list[str]:
    """What is wrong with what is said of these disks, in sentences."""
    devices = sorted({medium.device.asset_tag for medium in media})
    if media and not fate:
        asked = _("%(device)s: say what becomes of its disk, nothing proves it erased.")
        return [asked % {"device": device} for device in devices]
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
        said = [(medium.device, {"medium": medium.pk}) for medium in media]
        Event.objects.record_many("device.medium_removed", said, by=by)


@operation("inventory.retire_device")
def revive(device: Device, *, by: User) -> Device:
    """Take a retired device back, unless it left: a new arrival, to check and to erase."""
    waiting = ExitBatch.objects.filter(lines__device=device, lines__status=ExitLineStatus.LISTED)
    waiting.lock()  # a batch before its devices, as whoever sends it does
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
