"""Transfers between sites, and lots at external workshops.

An external repair is a transfer with a refurbisher, usually from a site back to the same site. It
is loaded, sent, received and settled like other transfers; devices that the workshop keeps leave in
a separate exit batch.
"""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.models import Event, Sequence
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid
from core.workflow.undo import changed_since, undoes
from inventory.devices.lifecycle.devices import DeviceStatus, RetireReason
from inventory.devices.lifecycle.transfers import MOVABLE, FreightStatus, TransferStatus
from inventory.devices.operations import check_on_hand, check_works_at
from inventory.exits.operations import prepare_exit, put_in_exit, send_exit
from inventory.models import Device, ExitBatch, Freight, Refurbisher, Transfer
from people.models import User


@operation("inventory.change_refurbisher")
def save_refurbisher(refurbisher: Refurbisher, *, by: User) -> Refurbisher:
    """Create or update an external workshop."""
    save_valid(refurbisher)
    Event.objects.record("refurbisher.saved", refurbisher, by=by)
    return refurbisher


def exit_from_workshop(outing: Transfer, devices: list[Device], *, by: User) -> None:
    """Retire the devices that a workshop keeps, in an exit batch to that workshop.

    Raises `Refused`, naming the devices, if their data may still be readable.
    """
    if not devices:
        return
    site = outing.origin_id
    rows = Device.objects.filter(pk__in=[device.pk for device in devices])
    rows.transition_to(
        DeviceStatus.RETIRED, transfer=None, retire_reason=RetireReason.RECYCLED, site=site
    )
    batch = ExitBatch(site=outing.origin, organism=outing.refurbisher.name, carrier=outing.carrier)
    prepare_exit(batch, by=by)
    put_in_exit(batch, by=by, devices=devices)
    send_exit(batch, by=by, sent_on=timezone.localdate())


# --- Transfers: loaded and sent at one site, received at the other; missing devices settled. ---


@operation("inventory.move_device")
def prepare_transfer(transfer: Transfer, *, by: User) -> Transfer:
    """Create a transfer with a new number, from a site of the user to another site.

    With a refurbisher, the devices go to that external workshop, then to the same or another site.
    """
    transfer.created_by = by
    check_works_at(transfer.origin, by)
    transfer.full_clean(exclude=["number"])
    letter, series = ("A", "outing") if transfer.refurbisher_id else ("T", "transfer")
    transfer.number = Sequence.objects.number_of_year(series, letter)
    transfer.save()
    Event.objects.record("transfer.prepared", transfer, by=by)
    return transfer


def _lock(transfer: Transfer, status: TransferStatus) -> None:
    """Lock a transfer until the transaction ends; raise `Refused` unless it has this status."""
    transfer.lock()
    transfer.check_status({status}, _("%(transfer)s is “%(status)s”: this is no longer possible."))


# --- Sending site ---------------------------------------------------------------------------------
@operation("inventory.move_device")
def load(transfer: Transfer, *, by: User, device: Device) -> Freight | None:
    """Add a device at the sending site to a transfer; return None if it is already listed."""
    _lock(transfer, TransferStatus.PREPARED)
    check_works_at(transfer.origin, by)
    device.lock()
    if transfer.freight.filter(device=device, status=FreightStatus.LISTED).exists():
        return None
    _check_loadable(device, transfer)
    freight = Freight.objects.create(transfer=transfer, device=device)
    Event.objects.record("transfer.added", transfer, by=by, device=device.asset_tag)
    Device.objects.filter(pk=device.pk).saw()
    return freight


def _check_loadable(device: Device, transfer: Transfer) -> None:
    """Raise `Refused` for a device that cannot be moved, or is not at the sending site."""
    _check_movable(device)
    if device.site_id != transfer.origin_id:
        raise Refused(
            _("%(device)s is at %(site)s, not at %(origin)s.")
            % {"device": device, "site": device.site, "origin": transfer.origin}
        )
    _check_donor_agrees(device, transfer)


def _check_donor_agrees(device: Device, transfer: Transfer) -> None:
    """Raise `Refused` for data that goes to a workshop which the donor did not accept.

    A processor engages another one only with written authorisation (GDPR, art. 28(2)).
    """
    lot, workshop = device.donation, transfer.refurbisher
    if workshop and device.needs_erasure and lot and lot.outside_eraser != workshop.name:
        raise Refused(
            _(
                "%(device)s still contains data, and its donor has not agreed to erasure by"
                " %(workshop)s: erase it here, or enter “%(workshop)s” in the terms of lot %(lot)s."
            )
            % {"device": device, "workshop": workshop, "lot": lot}
        )


def _check_movable(device: Device) -> None:
    check_on_hand(device)
    device.check_status(MOVABLE, _("%(device)s is “%(status)s”: it cannot be transferred."))


@operation("inventory.move_device")
def unload(freight: Freight, *, by: User) -> Freight:
    """Remove a device from the list of a transfer that has not left."""
    _lock(freight.transfer, TransferStatus.PREPARED)
    check_works_at(freight.transfer.origin, by)
    freight.lock()
    freight.transition_to(FreightStatus.TAKEN_OUT)
    tag = freight.device.asset_tag
    Event.objects.record("transfer.removed", freight.transfer, by=by, device=tag)
    return freight


@operation("inventory.move_device")
def send(transfer: Transfer, *, by: User, carrier: str = "") -> Transfer:
    """Send a transfer; its devices are then in transit, without a place.

    Raises `Refused`, naming the devices, if some can no longer leave.
    """
    _lock(transfer, TransferStatus.PREPARED)
    check_works_at(transfer.origin, by)
    freight = transfer.freight.filter(status=FreightStatus.LISTED)
    rows = Device.objects.filter(pk__in=freight.values("device"))
    devices = rows.lock()
    if not devices:
        raise Refused(_("Scan at least one device first."))
    _check_all_loadable(devices, transfer)
    transfer.transition_to(TransferStatus.SENT, sent_at=timezone.now(), carrier=carrier)
    freight.transition_to(FreightStatus.SENT)
    rows = Device.objects.filter(pk__in=[device.pk for device in devices])
    rows.update(transfer=transfer, place=None)
    facts = {"transfer": transfer.number}
    story = "device.sent_outside" if transfer.refurbisher_id else "device.sent"
    Event.objects.record_many(story, [(device, facts) for device in devices], by=by)
    places = {str(device.pk): device.place_id for device in devices}
    Event.objects.record("transfer.sent", transfer, by=by, count=len(devices), places=places)
    return transfer


@undoes("transfer.sent")
@operation("inventory.move_device")
def undo_send(transfer: Transfer, *, by: User, event: Event) -> Transfer:
    """Undo `send` while no device has arrived: each lies where it lay, and is loaded."""
    places = event.data["places"]
    devices = Device.objects.filter(pk__in=places).lock()
    if any(device.transfer_id != transfer.pk for device in devices):
        raise Refused(changed_since(transfer))
    for device in devices:
        device.transfer, device.place_id = None, places[str(device.pk)]
    Device.objects.bulk_update(devices, ["transfer", "place"])
    for freight in transfer.freight.filter(status=FreightStatus.SENT):
        freight.revert_to(FreightStatus.LISTED)
    transfer.revert_to(TransferStatus.PREPARED, sent_at=None)
    facts = {"transfer": transfer.number}
    Event.objects.record_many("device.stayed", [(device, facts) for device in devices], by=by)
    Event.objects.record("transfer.not_sent", transfer, by=by)
    return transfer


def _check_all_loadable(devices: list[Device], transfer: Transfer) -> None:
    problems = []
    for device in devices:
        try:
            _check_loadable(device, transfer)
        except Refused as refusal:
            problems += refusal.messages
    if problems:
        raise Refused([*problems, _("Remove these devices from the list first.")])


@operation("inventory.move_device")
def cancel_transfer(transfer: Transfer, *, by: User) -> Transfer:
    _lock(transfer, TransferStatus.PREPARED)
    check_works_at(transfer.origin, by)
    transfer.freight.filter(status=FreightStatus.LISTED).transition_to(FreightStatus.TAKEN_OUT)
    transfer.transition_to(TransferStatus.CANCELLED)
    Event.objects.record("transfer.cancelled", transfer, by=by)
    return transfer


# --- Receiving site -------------------------------------------------------------------------------
@operation("inventory.move_device")
def arrive(transfer: Transfer, *, by: User, device: Device) -> Freight | None:
    """Record the arrival of a device; return None if it is already recorded.

    A device that was not on the list is received too, and marked as extra.
    """
    _lock(transfer, TransferStatus.SENT)
    check_works_at(transfer.destination, by)
    freight = transfer.freight.aboard().filter(device=device).first()
    device.lock()
    if freight is None:
        return _arrive_unlisted(transfer, device, by)
    if freight.status != FreightStatus.SENT:
        return None
    _land(device, transfer)
    freight.transition_to(FreightStatus.ARRIVED)
    _record_arrival("arrived", transfer, device, by)
    return freight


def _land(device: Device, transfer: Transfer) -> None:
    Device.objects.filter(pk=device.pk).update(
        transfer=None, site=transfer.destination_id, place=None, seen_at=timezone.now()
    )


def _record_arrival(kind: str, transfer: Transfer, device: Device, by: User) -> None:
    arrived = "device.back_from_outside" if transfer.refurbisher_id else "device.arrived"
    story = "device.not_arrived" if kind == "not_arrived" else arrived
    Event.objects.record(story, device, by=by, transfer=transfer.number)
    Event.objects.record(f"transfer.{kind}", transfer, by=by, device=device.asset_tag)


def _arrive_unlisted(transfer: Transfer, device: Device, by: User) -> Freight:
    _check_movable(device)
    if device.site_id == transfer.destination_id:
        raise Refused(
            _("%(device)s is already at this site: %(site)s.")
            % {"device": device, "site": device.site}
        )
    # remove it from the list of a transfer that has not left
    Freight.objects.filter(device=device, status=FreightStatus.LISTED).transition_to(
        FreightStatus.TAKEN_OUT
    )
    freight = Freight.objects.create(transfer=transfer, device=device, came_from=device.site)
    freight.transition_to(FreightStatus.EXTRA)
    _land(device, transfer)
    _record_arrival("extra", transfer, device, by)
    return freight


@operation("inventory.move_device")
def not_arrive(freight: Freight, *, by: User) -> Freight:
    """Undo an arrival scanned by mistake; the device is in transit again, or where it was."""
    transfer, device = freight.transfer, freight.device
    _lock(transfer, TransferStatus.SENT)
    check_works_at(transfer.destination, by)
    freight.lock()
    device.lock()
    if device.site_id != transfer.destination_id or device.place_id:
        raise Refused(_("%(device)s has been moved since then.") % {"device": device})
    _check_movable(device)
    was_listed = freight.came_from_id is None
    freight.transition_to(FreightStatus.SENT if was_listed else FreightStatus.TAKEN_OUT)
    Device.objects.filter(pk=device.pk).update(
        site=freight.came_from_id or transfer.origin_id,
        transfer=transfer if was_listed else None,
        place=None,
    )
    _record_arrival("not_arrived", transfer, device, by)
    return freight


# --- Differences ----------------------------------------------------------------------------------
@operation("inventory.declare_loss")
def settle_transfer(
    transfer: Transfer,
    *,
    by: User,
    lost: list[Freight] = (),
    stayed: list[Freight] = (),
    kept: list[Freight] = (),
) -> Transfer:
    """Record decisions on missing devices: lost in transit, or never left their site.

    Devices that an external workshop keeps are retired if their data is erased. Devices without a
    decision stay in transit; the transfer is received once every device has arrived or has a
    decision.
    """
    _lock(transfer, TransferStatus.SENT)
    if kept and not transfer.refurbisher_id:
        raise Refused(_("Only an outside workshop can keep what it was sent."))
    Device.objects.filter(pk__in=[f.device_id for f in (*lost, *stayed, *kept)]).lock()
    for freight in lost:
        freight.device.transition_to(DeviceStatus.LOST, transfer=None)
        _decide(freight, FreightStatus.LOST, "device.lost", by)
    for freight in stayed:
        Device.objects.filter(pk=freight.device_id).update(transfer=None)
        _decide(freight, FreightStatus.STAYED, "device.stayed", by)
    exit_from_workshop(transfer, [freight.device for freight in kept], by=by)
    for freight in kept:
        _decide(freight, FreightStatus.KEPT, "device.kept_outside", by)
    if not transfer.freight.filter(status=FreightStatus.SENT).exists():
        _finish(transfer, by)
    return transfer


def _decide(freight: Freight, status: FreightStatus, story: str, by: User) -> None:
    freight.transition_to(status)
    transfer, device = freight.transfer, freight.device
    Event.objects.record(story, device, by=by, transfer=transfer.number)
    Event.objects.record(f"transfer.missing_{status}", transfer, by=by, device=device.asset_tag)


@operation("inventory.move_device")
def close_transfer(transfer: Transfer, *, by: User) -> Transfer:
    _lock(transfer, TransferStatus.SENT)
    check_works_at(transfer.destination, by)
    missing = transfer.freight.filter(status=FreightStatus.SENT).count()
    if missing:
        raise Refused(
            ngettext(
                "%(count)s device is missing: a coordinator decides what to do.",
                "%(count)s devices are missing: a coordinator decides what to do.",
                missing,
            )
            % {"count": missing}
        )
    _finish(transfer, by)
    return transfer


def _finish(transfer: Transfer, by: User) -> None:
    count = transfer.freight.filter(status__in=[FreightStatus.ARRIVED, FreightStatus.EXTRA]).count()
    transfer.transition_to(TransferStatus.RECEIVED, received_at=timezone.now())
    Event.objects.record("transfer.received", transfer, by=by, count=count)
