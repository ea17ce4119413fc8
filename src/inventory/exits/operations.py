"""Retire devices and revive them; fill, send and certify exit batches.

No device leaves with data on it. To retire a device, the fate of disks without proof of erasure is
required: taken out (they stay here, to be destroyed) or still inside (the batch then waits). The
only exception: a device that returns to its donor may contain the donor's own data, if nobody else
has had it since (no loan, loss or earlier system in its history); the slip that the donor signs
says so.
"""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Document, Event, Sequence
from core.text_input import line_of
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid, stores
from core.workflow.undo import undoes
from inventory.devices.lifecycle.devices import DeviceStatus, MediumKind, MediumStatus, RetireReason
from inventory.devices.lifecycle.exits import (
    EXIT_REASONS,
    OUTSIDE_CUSTODY_EVENTS,
    REASONS_BY_PURPOSE,
    DiskFate,
    ExitLineStatus,
    ExitPurpose,
    ExitStatus,
)
from inventory.devices.operations import arrival, check_is_here, check_on_hand, check_works_at
from inventory.exits.manifest import account_of
from inventory.exits.models import SLIP_FIELDS
from inventory.models import Device, ExitBatch, ExitLine, ExitWeight, Medium
from people.models import User

# Maximum number of devices named when a whole selection is refused.
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
    """Retire a device, with the reason and the fate of disks without proof of erasure."""
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
    """Retire all these devices, or raise `Refused`, naming the devices, and retire none.

    Devices retired for parts stay with us, so the fate of their disks is not required.
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
    taken = {medium.device_id for medium in media} if disks == DiskFate.TAKEN_OUT else ()
    event_rows = [
        (device, facts | {"was": device.status, "taken_out": device.pk in taken})
        for device in locked
    ]
    Event.objects.record_many("device.retired", event_rows, by=by)
    return locked


@undoes("device.retired")
@operation("inventory.retire_device", locks=True)
def undo_retire(device: Device, *, by: User, event: Event) -> Device:
    """Undo `retire`, unless disks were taken out; the device is not a new arrival."""
    if event.data.get("taken_out"):
        raise Refused(
            _("%(device)s: its disk was taken out. Take the device back into stock instead.")
            % {"device": device}
        )
    device.revert_to(event.data["was"], retire_reason="", retire_remark="")
    Event.objects.record("device.status_back", device, by=by)
    return device


def _why_not(device: Device) -> list[str]:
    try:
        check_on_hand(device)
    except Refused as refusal:
        return refusal.messages
    return []


def unproven_media(devices: list[Device]) -> list[Medium]:
    """Disks of these devices without proof of erasure since the arrival of their device."""
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
        sentence = _("%(device)s: choose what happens to its disk, whose erasure is not proven.")
        return [sentence % {"device": device} for device in devices]
    if fate == DiskFate.TAKEN_OUT:
        stuck = _("%(device)s: its memory is built in and cannot be taken out.")
        built_in = {m.device.asset_tag for m in media if m.kind == MediumKind.EMBEDDED}
        return [stuck % {"device": device} for device in sorted(built_in)]
    if fate == DiskFate.INSIDE and reason == RetireReason.DESTROYED:
        first = _("%(device)s: record at the bench how its disk was destroyed, or take it out.")
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
    """Revive a retired device that has not left, as a new arrival to check and to erase."""
    waiting = ExitBatch.objects.filter(lines__device=device, lines__status=ExitLineStatus.LISTED)
    waiting.lock()  # lock the batch before its devices, in the order of `send_exit`
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
    """Remove a device from the batch in which it is listed, if any."""
    lines = ExitLine.objects.filter(device=device, status=ExitLineStatus.LISTED)
    line = lines.select_related("batch").first()
    if line:
        line.transition_to(ExitLineStatus.TAKEN_OUT)
        tag = device.asset_tag
        Event.objects.record("exitbatch.removed", line.batch, by=by, device=tag)
        number = line.batch.number
        Event.objects.record("device.not_listed_to_leave", device, by=by, batch=number)


# Exit batches: filled by scanning, weighed, sent, certified. Sent devices do not come back.


@operation("inventory.retire_device")
def prepare_exit(batch: ExitBatch, *, by: User) -> ExitBatch:
    """Create a batch with a new number, at a site of the user."""
    batch.created_by = by
    check_works_at(batch.site, by)
    batch.full_clean(exclude=["number"])
    batch.number = Sequence.objects.number_of_year("exitbatch", "S")
    batch.save()
    Event.objects.record("exitbatch.prepared", batch, by=by)
    return batch


def _lock(batch: ExitBatch, by: User, *statuses: ExitStatus) -> None:
    """Lock a batch until the transaction ends; raise `Refused` unless it has one of `statuses`."""
    check_works_at(batch.site, by)
    batch.lock()
    batch.check_status(statuses, _("%(batch)s is “%(status)s”: this is no longer possible."))


# --- List of a batch ------------------------------------------------------------------------------
@operation("inventory.move_device")
def put_in_exit(batch: ExitBatch, *, by: User, devices: list[Device]) -> list[ExitLine]:
    """Add all these retired devices to a batch of their site, or none; return the new lines.

    Devices that are already in the batch get no new line.
    """
    _lock(batch, by, ExitStatus.OPEN)
    rows = Device.objects.filter(pk__in=[device.pk for device in devices])
    locked = rows.select_related("site", "donation", "left_with").lock()
    elsewhere = dict(
        ExitLine.objects.in_batch()
        .filter(device__in=[device.pk for device in locked])
        .values_list("device", "batch__number")
    )
    new = [device for device in locked if elsewhere.get(device.pk) != batch.number]
    problems = [facts for device in new for facts in _why_not_in(batch, device, elsewhere)]
    if problems:
        raise Refused(problems[:MAX_PROBLEMS])
    lines = ExitLine.objects.bulk_create(ExitLine(batch=batch, device=device) for device in new)
    facts = {"batch": batch.number}
    Event.objects.record_many("device.listed_to_leave", [(d, facts) for d in new], by=by)
    if len(new) == 1:
        Event.objects.record("exitbatch.added", batch, by=by, device=new[0].asset_tag)
    elif new:
        Event.objects.record("exitbatch.filled", batch, by=by, count=len(new))
    return lines


def _why_not_in(batch: ExitBatch, device: Device, elsewhere: dict[int, str]) -> list[str]:
    if device.pk in elsewhere and not device.left_with_id:
        params = {"device": device, "batch": elsewhere[device.pk]}
        return [_("%(device)s is on the list of %(batch)s.") % params]
    return _why_not_sent(batch, device)


def _why_not_sent(batch: ExitBatch, device: Device) -> list[str]:
    """Sentences with the reasons, other than data, why a device cannot leave with a batch."""
    try:
        check_is_here(device)
    except Refused as refusal:
        return refusal.messages
    params = {"device": device, "status": device.status_label, "site": device.site}
    if device.status != DeviceStatus.RETIRED:
        return [_("%(device)s is “%(status)s”: retire it first.") % params]
    if device.site_id != batch.site_id:
        return [_("%(device)s is at another site (%(site)s): it must leave from there.") % params]
    if device.retire_reason not in REASONS_BY_PURPOSE[ExitPurpose(batch.purpose)]:
        params["reason"] = device.get_retire_reason_display()
        return [_("%(device)s was retired for another reason: %(reason)s.") % params]
    if batch.is_return and (not device.donation or device.donation.donor_id != batch.donor_id):
        return [_("%(device)s does not come from this donor.") % params]
    return []


@operation("inventory.retire_device")
def retire_into_exit(
    batch: ExitBatch, *, by: User, devices: list[Device], disks: DiskFate | str = ""
) -> list[ExitLine]:
    """Retire devices for the purpose of the batch and add them to it, in one transaction."""
    _lock(batch, by, ExitStatus.OPEN)
    reason = REASONS_BY_PURPOSE[ExitPurpose(batch.purpose)][0]
    new = [device for device in devices if device.status != DeviceStatus.RETIRED]
    if new:
        retire_all(new, by=by, reason=reason, disks=disks)
    return put_in_exit(batch, by=by, devices=devices)


@operation("inventory.move_device")
def take_out_of_exit(line: ExitLine, *, by: User) -> ExitLine:
    """Remove a device from a batch that has not left."""
    _lock(line.batch, by, ExitStatus.OPEN)
    line.lock()
    line.transition_to(ExitLineStatus.TAKEN_OUT)
    device, batch = line.device, line.batch
    Event.objects.record("exitbatch.removed", batch, by=by, device=device.asset_tag)
    Event.objects.record("device.not_listed_to_leave", device, by=by, batch=batch.number)
    return line


@operation("inventory.move_device")
def weigh_exit(batch: ExitBatch, *, by: User, weights: list[ExitWeight]) -> ExitBatch:
    """Record the weights of categories and of scrap, until the certificate is filed.

    A weight of 0 is deleted while the batch is open.
    """
    _lock(batch, by, ExitStatus.OPEN, ExitStatus.SENT)
    before = {(row.category_id, row.scrap): row for row in batch.weights.all()}
    for new in weights:
        row = before.get((new.category_id, new.scrap))
        if new.grams == 0 and row and batch.status == ExitStatus.OPEN:
            row.delete()
        elif row and (row.grams, row.is_estimated) != (new.grams, False):
            row.grams, row.is_estimated = new.grams, False
            row.save(update_fields=["grams", "is_estimated"])
        elif not row and new.grams:
            new.batch = batch
            new.save()
    total = sum(batch.weights.values_list("grams", flat=True))
    Event.objects.record("exitbatch.weighed", batch, by=by, kilos=round(total / 1000, 1))
    return batch


@operation("inventory.send_exit")
def describe_exit(batch: ExitBatch, *, by: User) -> ExitBatch:
    """Save corrected details of a batch; once it is sent, only the data of the slip."""
    now = ExitBatch.objects.get(pk=batch.pk)
    _lock(now, by, ExitStatus.OPEN, ExitStatus.SENT)
    names = list(SLIP_FIELDS)
    if now.status == ExitStatus.OPEN:
        names += ["organism", "carrier", "planned_on"]
    for name in names:
        setattr(now, name, getattr(batch, name))
    save_valid(now, update_fields=names)
    Event.objects.record("exitbatch.described", batch, by=by)
    return now


# --- End of a batch -------------------------------------------------------------------------------
@operation("inventory.send_exit")
def send_exit(batch: ExitBatch, *, by: User, sent_on: date, carrier: str = "") -> ExitBatch:
    """Send a batch: its list is closed, and its devices never come back.

    Raises `Refused`, naming the devices, if some can no longer leave or may have readable data.
    Categories that were not weighed get their usual weight, marked as estimated.
    """
    _lock(batch, by, ExitStatus.OPEN)
    today = timezone.localdate()
    if not timezone.localdate(batch.created_at) <= sent_on <= today:
        raise Refused(_("The departure date must be between the creation of the batch and today."))
    listed = batch.lines.filter(status=ExitLineStatus.LISTED)
    rows = Device.objects.filter(pk__in=list(listed.values_list("device", flat=True)))
    devices = rows.select_related("site", "donation", "left_with", "category").lock()
    if not devices and not batch.weights.exists():
        raise Refused(_("Scan at least one device first, or weigh something."))
    problems = [facts for device in devices for facts in _why_not_sent(batch, device)]
    problems += unproven_disks(batch, devices)
    if problems:
        raise Refused(
            [
                *problems[:MAX_PROBLEMS],
                _("Resolve these points, or take the devices off the list."),
            ]
        )
    _estimate(batch)
    listed.transition_to(ExitLineStatus.SENT)
    rows.update(left_with=batch, place=None)
    batch.transition_to(ExitStatus.SENT, sent_on=sent_on, carrier=carrier or batch.carrier)
    facts = {"batch": batch.number}
    Event.objects.record_many("device.left", [(device, facts) for device in devices], by=by)
    Event.objects.record("exitbatch.sent", batch, by=by, count=len(devices))
    return batch


def unproven_disks(batch: ExitBatch, devices: list[Device]) -> list[str]:
    """Sentences about media without proof of erasure, which prevent sending this batch.

    A device that returns to its donor may contain the donor's own data, if nobody else had it.
    """
    own = owned_by_donor(batch, devices)
    others = [device for device in devices if device.pk not in own]
    sentences = [
        _(
            "%(device)s: the erasure of its disk %(disk)s is not proven, and the disk is "
            "still inside."
        )
        % {"device": medium.device, "disk": medium}
        for medium in unproven_media(others)
    ]
    recorded = set(Medium.objects.filter(device__in=others).values_list("device", flat=True))
    sentences += [
        _("%(device)s: its disk has not been recorded.") % {"device": device}
        for device in others
        if device.category.holds_data and device.pk not in recorded
    ]
    return sentences


def owned_by_donor(batch: ExitBatch, devices: list[Device]) -> set[int]:
    """Ids of the devices that return to their donor and that nobody else ever had."""
    if not batch.is_return or not devices:
        return set()
    taken_over = Event.objects.about(*devices).filter(kind__in=OUTSIDE_CUSTODY_EVENTS)
    taken_over = set(taken_over.values_list("subject_id", flat=True))
    ours = {d.pk for d in devices if d.donation and d.donation.donor_id == batch.donor_id}
    return ours - taken_over


def _estimate(batch: ExitBatch) -> None:
    ExitWeight.objects.bulk_create(
        ExitWeight(batch=batch, category=row.category, grams=row.grams, is_estimated=True)
        for row in account_of(batch)
        if row.category and row.grams and not row.is_written
    )


@operation("inventory.send_exit")
def cancel_exit(batch: ExitBatch, *, by: User) -> ExitBatch:
    """Cancel a batch: its devices stay retired, and may be added to another batch."""
    _lock(batch, by, ExitStatus.OPEN)
    lines = batch.lines.filter(status=ExitLineStatus.LISTED).select_related("device")
    devices = [line.device for line in lines]
    lines.transition_to(ExitLineStatus.TAKEN_OUT)
    batch.transition_to(ExitStatus.CANCELLED)
    event_rows = [(device, {"batch": batch.number}) for device in devices]
    Event.objects.record_many("device.not_listed_to_leave", event_rows, by=by)
    Event.objects.record("exitbatch.cancelled", batch, by=by)
    return batch


@operation("inventory.send_exit", prepare=stores("content"))
def certify_exit(
    batch: ExitBatch,
    *,
    by: User,
    content: bytes,
    content_type: str,
    certified_on: date,
    slip_number: str = "",
    treatment: str = "",
) -> ExitBatch:
    """Close a batch with the certificate of the scheme, or the slip signed by the donor."""
    _lock(batch, by, ExitStatus.SENT)
    if not batch.sent_on <= certified_on <= timezone.localdate():
        raise Refused(
            _("The date of a certificate must be between the day of departure and today.")
        )
    certificate = Document.objects.store_paper(
        content, kind="exit_certificate", of=batch.number, by=by, content_type=content_type
    )
    batch.transition_to(
        ExitStatus.CERTIFIED,
        certified_on=certified_on,
        certificate=certificate,
        slip_number=slip_number or batch.slip_number,
        treatment=treatment or batch.treatment,
    )
    Event.objects.record("exitbatch.certified", batch, by=by)
    return batch
