"""A register taken over in error: its devices, loans and people leave the register again."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.lives import Refused, Workflow
from core.models import Event
from core.operations import operation
from inventory.lifecycle import DeviceStatus
from inventory.models import Device
from loans.lifecycle import ItemStatus, LoanStatus
from loans.models import Loan, LoanItem, Request
from people.models import Recipient, User
from people.operations import anonymise

AWAY = [
    DeviceStatus.ON_LOAN,
    DeviceStatus.GIVEN,
    DeviceStatus.LOST,
    DeviceStatus.STOLEN,
    DeviceStatus.RETIRED,
]
# What may have happened meanwhile: the taking over itself, and corrections.
HARMLESS = [
    "device.taken_over",
    "device.taken_over_lent",
    "device.taken_over_given",
    "device.attested",
    "device.changed",
    "device.renumbered",
    "device.moved",
    "loan.taken_over",
]


@operation("loans.take_over")
def undo_takeover(devices: list[Device], *, by: User) -> list[Device]:
    """Withdraw these devices as entered in error and cancel their loans, if nothing came after.

    People of whom the register alone told are anonymised; those who were corrected since, or have
    another loan or a request, stay, and so do organisations.
    """
    rows = Device.objects.filter(pk__in=[device.pk for device in devices])
    loans = _loans_of(devices)
    held = loans.lock()
    devices = rows.lock()
    for things in (held, devices):
        _check_untouched(things)
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
    LoanItem.objects.filter(loan__in=held).transition_to(ItemStatus.CANCELLED, ended_at=now)
    rows.transition_to(DeviceStatus.WITHDRAWN)
    Event.objects.record_many("loan.cancelled", [(loan, {}) for loan in held], by=by)
    Event.objects.record_many("device.withdrawn", [(device, {}) for device in devices], by=by)
    anonymise(_known_by_them_alone(held), by=by)
    return devices


def check_takeover_untouched(devices: list[Device]) -> None:
    """Raise `Refused` if something came after the taking over of these devices or their loans."""
    for things in (list(_loans_of(devices)), devices):
        _check_untouched(things)


def _loans_of(devices: list[Device]) -> QuerySet:
    items = LoanItem.objects.filter(device__in=[device.pk for device in devices])
    return Loan.objects.filter(pk__in=set(items.values_list("loan_id", flat=True)))


def _check_untouched(things: list[Workflow]) -> None:
    """Raise `Refused` for a device or a loan to which something happened since."""
    touched = _stories(things, without=HARMLESS).first()
    if touched:
        thing = next(thing for thing in things if thing.pk == touched.subject_id)
        raise Refused(
            _("Something has happened to %(thing)s since: it cannot be undone.") % {"thing": thing}
        )


def _known_by_them_alone(loans: list[Loan]) -> list[Recipient]:
    """The people of whom nothing but these loans tells: no other loan or request, no correction."""
    people = Recipient.objects.not_anonymised().filter(loans__in=loans).distinct()
    elsewhere = set(
        Loan.objects.filter(recipient__in=people.values("pk"))
        .exclude(pk__in=[loan.pk for loan in loans])
        .values_list("recipient_id", flat=True)
    )
    asked_for = Request.objects.filter(recipient__in=people.values("pk"))
    elsewhere.update(asked_for.values_list("recipient_id", flat=True))
    people = list(people)
    told = _stories(people, without=["recipient.taken_over", "recipient.opened"])
    elsewhere.update(told.values_list("subject_id", flat=True))
    return [person for person in people if person.pk not in elsewhere]


def _stories(things: list[Workflow | Recipient], *, without: list[str]) -> QuerySet:
    """What happened to these things, but for these kinds of events."""
    return (
        Event.objects.about(*things).exclude(kind__in=without) if things else Event.objects.none()
    )
