"""Undoing a legacy import: its devices, loans and people leave the register again."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Event
from core.workflow.lifecycle import Refused, Workflow
from core.workflow.operations import operation
from inventory.devices.lifecycle.devices import AWAY, DeviceStatus
from inventory.models import Device
from loans.base.lifecycle.loans import ItemStatus, LoanStatus
from loans.models import Loan, LoanItem, Request
from modules.legacy_import.lifecycle import OF_DEVICES
from people.models import Recipient, User
from people.privacy.operations import anonymise

# What may have happened meanwhile: the taking over itself, and corrections.
HARMLESS = [
    *OF_DEVICES,
    "loan.taken_over",
    "device.attested",
    "device.changed",
    "device.renumbered",
    "device.moved",
]


@operation("legacy_import.take_over")
def undo_takeover(devices: list[Device], *, by: User) -> list[Device]:
    """Withdraw these devices as entered in error and cancel their loans, if nothing came after.

    People created by the import alone are anonymised; those who were corrected since, or have
    another loan or a request, stay, and so do organisations.
    """
    rows = Device.objects.filter(pk__in=[device.pk for device in devices])
    loans = _loans_of(devices)
    locked = loans.lock()
    devices = rows.lock()
    for touched in (locked, devices):
        _check_untouched(touched)
    now = timezone.now()
    # What is away comes home first: an item does not end, nor is a row an error, while it is out.
    rows.filter(status__in=AWAY).transition_to(
        DeviceStatus.RECEIVED,
        received_at=now,
        needs_erasure=True,
        retire_reason="",
        bench_by=None,
    )
    loans.transition_to(LoanStatus.CANCELLED)
    items = LoanItem.objects.filter(loan__in=locked)
    items.live().transition_to(ItemStatus.CANCELLED, ended_at=now)
    items.filter(status=ItemStatus.RETURNED).transition_to(ItemStatus.CANCELLED)
    rows.transition_to(DeviceStatus.WITHDRAWN)
    Event.objects.record_many("loan.cancelled", [(loan, {}) for loan in locked], by=by)
    Event.objects.record_many("device.withdrawn", [(device, {}) for device in devices], by=by)
    anonymise(_people_of_these_loans_only(locked), by=by)
    return devices


def check_takeover_untouched(devices: list[Device]) -> None:
    """Raise `Refused` if these devices or their loans have later events."""
    for rows in (list(_loans_of(devices)), devices):
        _check_untouched(rows)


def _loans_of(devices: list[Device]) -> QuerySet:
    items = LoanItem.objects.filter(device__in=[device.pk for device in devices])
    return Loan.objects.filter(pk__in=set(items.values_list("loan_id", flat=True)))


def _check_untouched(rows: list[Workflow]) -> None:
    """Raise `Refused` for a device or a loan to which something happened since."""
    touched = _stories(rows, without=HARMLESS).first()
    if touched:
        row = next(row for row in rows if row.pk == touched.subject_id)
        raise Refused(
            _("Something has happened to %(thing)s since: it cannot be undone.") % {"thing": row}
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
    """The events of these rows, without these kinds."""
    return Event.objects.about(*rows).exclude(kind__in=without) if rows else Event.objects.none()
