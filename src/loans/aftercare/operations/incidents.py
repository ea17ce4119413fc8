"""Report and settle incidents; declare losses and thefts."""

from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import FaultType
from core.models import Document, Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid, stores
from inventory.devices.lifecycle.devices import DeviceStatus
from loans.aftercare.letters import notify_coordinators
from loans.aftercare.loan_closing import close_if_over, end_item
from loans.base.lifecycle.aftercare import Declarer, IncidentKind, IncidentStatus, Settlement
from loans.base.lifecycle.loans import ItemStatus, LoanKind
from loans.base.operations import lock_active, lock_out, lock_person, next_number
from loans.models import Amendment, Incident, LoanItem
from people.models import User

# The settlements that need no other operation: the device stays where it is.
PLAIN_ENDS = [Settlement.WORKS, Settlement.KEPT]


@operation("loans.report_incident", prepare=stores("paper"))
def report_incident(
    incident: Incident, *, by: User, paper: bytes | None = None, content_type: str = ""
) -> Incident:
    """Report an incident with a device that is out; `paper` is a photo or the complaint.

    An association reports on its own loans, and declares the incident itself unless it names
    the person. On a loan of an anonymised person, only fixed choices describe the incident: no
    free text.
    """
    item = incident.item
    by.check_acts_for(item.loan.organisation_id, "loans.report_incident")
    if paper or incident.note or incident.complaint_number:
        lock_person(item.loan)
    lock_active(item.loan)
    lock_out(item)
    check_day(incident)
    incident.number = next_number("incident", "I")
    incident.by = by
    if by.organisation_id and incident.declared_by == Declarer.OURS:
        incident.declared_by = Declarer.ASSOCIATION
    if paper:
        incident.complaint = _keep(incident, paper, content_type, by)
    save_valid(incident)
    Event.objects.record(
        "incident.reported", item.loan, by=by, incident=incident.number, item=item.label
    )
    if not by.is_of_our_team:
        notify_coordinators("incident.reported", incident, item.loan.site)
    return incident


def check_day(incident: Incident) -> None:
    """Raise `Refused` for a future day, or a day before the hand-over of the device."""
    if incident.happened_on > timezone.localdate():
        raise Refused(_("The date cannot be in the future."))
    opened_on = timezone.localdate(incident.item.opened_at)
    if incident.happened_on < opened_on:
        raise Refused(_("The hand-over had not taken place yet on that day."))


def _keep(incident: Incident, paper: bytes, content_type: str, by: User) -> Document:
    return Document.objects.store_paper(
        paper, kind="complaint", of=incident, by=by, content_type=content_type
    )


@operation("loans.report_incident", prepare=stores("scan"))
def attach_complaint(
    incident: Incident, *, by: User, number: str = "", scan: bytes, content_type: str
) -> Incident:
    """Attach the complaint to a theft that was reported before the complaint was filed.

    A replaced file is purged: it names people, and no page reads it any more.
    """
    by.check_acts_for(incident.loan.organisation_id, "loans.report_incident")
    lock_person(incident.loan)
    incident.loan.lock()
    incident.lock()
    if incident.kind != IncidentKind.THEFT:
        raise Refused(_("Enter a police report only for a theft."))
    earlier = incident.complaint
    incident.complaint = _keep(incident, scan, content_type, by)
    incident.complaint_number = number.strip() or incident.complaint_number
    incident.save(update_fields=["complaint", "complaint_number"])
    if earlier and not earlier.purged_at:
        earlier.purge()
    return incident


@operation("loans.declare_loss")
def settle_incident(incident: Incident, *, by: User, outcome: Settlement) -> Incident:
    """Settle an incident that leaves the device in place.

    The device works again, or the person keeps it as is.
    """
    lock_active(incident.loan)
    incident.lock()
    if outcome not in PLAIN_ENDS:
        raise Refused(_("Do this on the loan’s page: the incident will then be settled."))
    _settle(incident, outcome, by)
    return incident


@operation("loans.declare_loss")
def cancel_incident(incident: Incident, *, by: User) -> Incident:
    lock_active(incident.loan)
    incident.lock()
    incident.transition_to(IncidentStatus.CANCELLED)
    Event.objects.record("incident.cancelled", incident.loan, by=by, incident=incident.number)
    return incident


def settle_open(
    item: LoanItem, outcome: Settlement, *, by: User, amendment: Amendment | None = None
) -> None:
    """Settle the open incident of an item, if any, after an operation that ended the item."""
    for incident in Incident.objects.filter(item=item, status=IncidentStatus.OPEN).lock():
        incident.item = item
        _settle(incident, outcome, by, amendment=amendment)


def _settle(incident: Incident, outcome: Settlement, by: User, **more: object) -> None:
    incident.transition_to(
        IncidentStatus.SETTLED, outcome=outcome, settled_at=timezone.now(), **more
    )
    Event.objects.record("incident.settled", incident.loan, by=by, incident=incident.number)


def mark_found(item: LoanItem, *, by: User) -> None:
    settled = Incident.objects.filter(item=item, status=IncidentStatus.SETTLED)
    for incident in settled.filter(outcome__in=[Settlement.LOST, Settlement.STOLEN]).lock():
        incident.transition_to(IncidentStatus.FOUND)
        Event.objects.record("incident.found", item.loan, by=by, incident=incident.number)


def note_failure(item: LoanItem, *, by: User, fault: FaultType, note: str = "") -> Incident:
    """Return the open incident of a locked item to swap; report a breakdown if there is none."""
    reported = Incident.objects.filter(item=item, status=IncidentStatus.OPEN).first()
    if reported:
        if reported.fault_id is None and not reported.is_gone:
            reported.fault = fault
            reported.save(update_fields=["fault"])
        return reported
    incident = Incident(
        item=item,
        kind=IncidentKind.BREAKDOWN,
        happened_on=timezone.localdate(),
        declared_by=Declarer.OURS,
        fault=fault,
        note=note,
    )
    return report_incident(incident, by=by)


def is_out(item: LoanItem) -> bool:
    """Whether an incident of this item can be reported now."""
    return item.device_id is not None and item.status == ItemStatus.OPEN


# --- Devices lost or stolen while on loan, and found again. ---


@operation("loans.declare_loss")
def declare_item_lost(item: LoanItem, *, by: User, is_stolen: bool = False) -> LoanItem:
    """Record that a lent device was lost or stolen while out, and settle its incident."""
    loan, device = item.loan, item.device
    lock_active(loan)
    lock_out(item)
    device.lock()
    kind = "device.stolen" if is_stolen else "device.lost"
    device.transition_to(DeviceStatus.STOLEN if is_stolen else DeviceStatus.LOST)
    Event.objects.record(kind, device, by=by)
    end_item(item, ItemStatus.STOLEN if is_stolen else ItemStatus.LOST, by)
    settle_open(item, Settlement.STOLEN if is_stolen else Settlement.LOST, by=by)
    close_if_over(loan, by=by)
    return item


@operation("loans.declare_loss")
def find_with_borrower(item: LoanItem, *, by: User) -> LoanItem:
    """Record that a lost or stolen device was found by its borrower, under the same loan."""
    loan, device = item.loan, item.device
    lock_active(loan)
    if device is None or item.status not in {ItemStatus.LOST, ItemStatus.STOLEN}:
        raise Refused(_("%(device)s is neither lost nor stolen.") % {"device": item})
    device.lock()
    _check_gone_since(item)
    again = LoanItem.objects.create(loan=loan, device=device, line=item.line, follows=item)
    again.transition_to(ItemStatus.OPEN, opened_at=timezone.now())
    device.transition_to(DeviceStatus.ON_LOAN)
    if loan.kind == LoanKind.GIFT:
        device.transition_to(DeviceStatus.GIVEN)
    Event.objects.record("device.found", device, by=by)
    Event.objects.record("loan.item_found", loan, by=by, item=again.code)
    mark_found(item, by=by)
    return again


def _check_gone_since(item: LoanItem) -> None:
    """Raise `Refused` unless the last change of the device is the loss of this item."""
    device = item.device
    is_gone = device.status in {DeviceStatus.LOST, DeviceStatus.STOLEN}
    was_out_again = LoanItem.objects.filter(device=device, pk__gt=item.pk).exists()
    if not is_gone or was_out_again or device.received_at > item.ended_at:
        raise Refused(_("%(device)s is neither lost nor stolen.") % {"device": device})
