"""Undo a legacy import: withdraw its devices, cancel its loans and anonymise its people."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Event
from core.workflow.lifecycle import Refused, Workflow
from core.workflow.operations import operation
from donations.lifecycle import DonationStatus
from donations.models import Donation
from inventory.devices.lifecycle.devices import AWAY, DeviceStatus
from inventory.intake.operations.intake import standing_events
from inventory.models import Device, Place
from loans.base.lifecycle.loans import ItemStatus, LoanStatus
from loans.models import Loan, LoanItem, Request
from modules.legacy_import.lifecycle import OF_DEVICES
from modules.legacy_import.operations.records import (
    only_taken_over,
    take_organisations_of_back,
    take_places_back,
)
from people.models import Recipient, User
from people.privacy.operations import anonymise

# Events that do not prevent undoing: the takeover itself, and corrections.
HARMLESS = [
    *OF_DEVICES,
    "loan.taken_over",
    "device.attested",
    "device.value_declared",
    "device.to_repair",
    "device.off_bench",
    "device.changed",
    "device.changed_back",
    "device.renumbered",
    "device.moved",
]


@operation("legacy_import.take_over")
def undo_takeover(devices: list[Device], *, by: User) -> list[Device]:
    """Withdraw these devices as entered in error and cancel their loans, if unchanged since.

    People and organisations created only for the import are anonymised and suspended, and its
    places and lots are undone. People and organisations corrected since, or with another loan or a
    request, stay.
    """
    rows = Device.objects.filter(pk__in=[device.pk for device in devices])
    loans = _loans_of(devices)
    locked = loans.lock()
    devices = rows.lock()
    for touched in (locked, devices):
        _check_untouched(touched)
    # Return the devices first: an item cannot end, nor a row be withdrawn, while it is out.
    _bring_home(rows)
    cancel_loans(loans, locked, by)
    rows.transition_to(DeviceStatus.WITHDRAWN)
    _cancel_lots(devices, by)
    Event.objects.record_many("device.taken_back", [(device, {}) for device in devices], by=by)
    _forget_holders(locked, by)
    _take_places_back(devices, by)
    return devices


@operation("legacy_import.take_over")
def undo_history(loans: list[Loan], *, by: User) -> None:
    """Cancel these loans if unchanged since; devices still out are to be checked here."""
    rows = Loan.objects.filter(pk__in=[loan.pk for loan in loans])
    rows = rows.exclude(status=LoanStatus.CANCELLED)
    locked = rows.lock()
    out = LoanItem.objects.filter(loan__in=locked, status=ItemStatus.OPEN, device__isnull=False)
    devices = Device.objects.filter(pk__in=list(out.values_list("device", flat=True)))
    devices.lock()
    check_history_untouched(locked)
    _bring_home(devices)
    cancel_loans(rows, locked, by)
    _forget_holders(locked, by)


def check_history_untouched(loans: list[Loan]) -> None:
    """Raise `Refused` if one of these loans has changed since."""
    _check_untouched([loan for loan in loans if loan.status != LoanStatus.CANCELLED])


def _bring_home(devices: QuerySet) -> None:
    devices.filter(status__in=AWAY).transition_to(
        DeviceStatus.RECEIVED,
        received_at=timezone.now(),
        needs_erasure=True,
        retire_reason="",
        bench_by=None,
    )


def cancel_loans(loans: QuerySet, locked: list[Loan], by: User) -> None:
    """Cancel loans whose devices are here, with their items."""
    loans.transition_to(LoanStatus.CANCELLED)
    items = LoanItem.objects.filter(loan__in=locked)
    items.live().transition_to(ItemStatus.CANCELLED, ended_at=timezone.now())
    items.filter(status=ItemStatus.RETURNED).transition_to(ItemStatus.CANCELLED)
    Event.objects.record_many("loan.taken_back", [(loan, {}) for loan in locked], by=by)


def _forget_holders(loans: list[Loan], by: User) -> None:
    """Anonymise the people, and suspend the organisations, created for these loans alone."""
    anonymise(_people_of_these_loans_only(loans), by=by)
    take_organisations_of_back(loans, by)


def _take_places_back(devices: list[Device], by: User) -> None:
    """Undo the places created for these devices that no other device uses."""
    ids = {device.place_id for device in devices if device.place_id}
    # Without `place__in`, a single device without a place (NULL) would free no place.
    standing = Device.objects.exclude(status=DeviceStatus.WITHDRAWN).filter(place__in=ids)
    free = Place.objects.filter(pk__in=ids).exclude(pk__in=standing.values("place"))
    take_places_back(only_taken_over(free), by=by)


def _cancel_lots(devices: list[Device], by: User) -> None:
    """Cancel the lots created for these devices, once all devices of a lot are withdrawn."""
    lots = Donation.objects.filter(pk__in={d.donation_id for d in devices if d.donation_id})
    standing = Device.objects.exclude(status=DeviceStatus.WITHDRAWN).filter(donation__in=lots)
    own = lots.filter(status=DonationStatus.RECEIVED).exclude(pk__in=standing.values("donation"))
    for lot in own.lock():
        lot.transition_to(DonationStatus.CANCELLED)
        Event.objects.record("donation.cancelled", lot, by=by)


def check_takeover_untouched(devices: list[Device]) -> None:
    """Raise `Refused` if these devices or their loans have later events."""
    for rows in (list(_loans_of(devices)), devices):
        _check_untouched(rows)


def _loans_of(devices: list[Device]) -> QuerySet:
    items = LoanItem.objects.filter(device__in=[device.pk for device in devices])
    loans = Loan.objects.filter(pk__in=set(items.values_list("loan_id", flat=True)))
    return loans.exclude(status=LoanStatus.CANCELLED)


def _check_untouched(rows: list[Workflow]) -> None:
    """Raise `Refused` for a device or a loan that has changed since."""
    touched = next(standing_events(_stories(rows, without=HARMLESS)), None)
    if touched:
        row = next(row for row in rows if row.pk == touched.subject_id)
        raise Refused(
            _("%(thing)s has changed since then: the migration cannot be undone.") % {"thing": row}
        )


def _people_of_these_loans_only(loans: list[Loan]) -> list[Recipient]:
    """The people of these loans without any other loan, request or correction."""
    people = Recipient.objects.not_anonymised().filter(loans__in=loans).distinct()
    elsewhere = set(
        Loan.objects.filter(recipient__in=people.values("pk"))
        .exclude(pk__in=[loan.pk for loan in loans])
        .values_list("recipient_id", flat=True)
    )
    requests = Request.objects.filter(recipient__in=people.values("pk"))
    elsewhere.update(requests.values_list("recipient_id", flat=True))
    people = list(people)
    events = _stories(people, without=["recipient.taken_over", "recipient.opened"])
    elsewhere.update(events.values_list("subject_id", flat=True))
    return [person for person in people if person.pk not in elsewhere]


def _stories(rows: list[Workflow | Recipient], *, without: list[str]) -> QuerySet:
    """The events of these rows, except these kinds."""
    return Event.objects.about(*rows).exclude(kind__in=without) if rows else Event.objects.none()
