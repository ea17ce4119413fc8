"""Set the last day and delivery mode of reservations; extend and expire them.

After the last day of a reservation, its items are released. It does not expire once an agreement is
issued for it, or if its items are out already.
"""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Event
from core.operating.clock import is_plausible
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from inventory.devices.identifiers import clean_code
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device
from loans.appointments.operations import drop_booked
from loans.base.letters import requesters
from loans.base.lifecycle.loans import ItemStatus, LoanStatus, Mode
from loans.base.operations import lock_to_prepare, put_back
from loans.models import Loan, Rules
from people.models import Organisation, User
from people.outbox.posting import post

# How long before the end of a reservation the organisation is warned.
WARN_BEFORE_EXPIRY = timedelta(days=2)


@operation("loans.hand_over")
def arrange(loan: Loan, *, by: User, mode: Mode, pickup_on: date | None = None) -> Loan:
    """Set the delivery mode and day of a reservation, which lasts at least until that day."""
    lock_to_prepare(loan)
    if pickup_on and pickup_on < timezone.localdate():
        raise Refused(_("This date has passed."))
    if (mode, pickup_on) == (loan.mode, loan.pickup_on):
        return loan
    loan.mode, loan.pickup_on = mode, pickup_on
    until = loan.held_until or timezone.localdate() + _usual_time()
    loan.held_until = max(until, pickup_on or until)
    loan.save(update_fields=["mode", "pickup_on", "held_until"])
    on = loan.held_until.isoformat()
    Event.objects.record("loan.arranged", loan, by=by, on=on, mode=str(mode))
    return loan


def _usual_time() -> timedelta:
    return timedelta(days=Rules.cached().reservation_days)


@operation("loans.hand_over")
def prolong(loan: Loan, *, by: User) -> Loan:
    """Extend a reservation by the default duration, from today or from the agreed day."""
    lock_to_prepare(loan)
    today = timezone.localdate()
    until = max(today, loan.pickup_on or today) + _usual_time()
    if loan.held_until and until <= loan.held_until:
        return loan
    loan.held_until = until
    loan.save(update_fields=["held_until"])
    Event.objects.record("loan.prolonged", loan, by=by, on=until.isoformat())
    return loan


@operation("loans.hand_over")
def expire(loan: Loan, *, by: User, today: date) -> bool:
    """End an expired reservation: free its items and notify the organisation.

    Returns False, without any change, if it was extended, handed over or ended meanwhile.
    """
    if loan.request_id:
        loan.request.lock()
    loan.lock()
    if not Loan.objects.over(today).filter(pk=loan.pk).exists():
        return False
    put_back(list(loan.items.filter(status=ItemStatus.RESERVED)), by)
    loan.transition_to(LoanStatus.CANCELLED)
    drop_booked(loan, by=by)
    on = loan.held_until.isoformat()
    Event.objects.record("loan.expired", loan, by=by, on=on)
    _notify(loan, "reservation.ended")
    return True


def release_expired(*, today: date, **which: object) -> int:
    """End each expired reservation of `which`; called by pages and by the daily job.

    Returns None while the clock is not trusted.
    """
    over = list(Loan.objects.over(today).filter(**which).select_related("request"))
    if over and not is_plausible(now=timezone.now()):
        return 0
    return sum(expire(loan, by=User.objects.system(), today=today) for loan in over)


def free_if_over(device: Device) -> int:
    """End the reservation of a device if its last day is past.

    It is called when a user scans the device.
    """
    if device.status != DeviceStatus.RESERVED:
        return 0
    reserved = {"items__device": device, "items__status": ItemStatus.RESERVED}
    return release_expired(today=timezone.localdate(), **reserved)


def free_scanned(code: str, *, by: User) -> int:
    """End an expired reservation of the device with this code; return the number ended."""
    devices = Device.objects.visible_to(by).matching_code(clean_code(code))[:2]
    return sum(free_if_over(device) for device in devices)


def warn_of_endings(*, today: date) -> int:
    """Notify organisations of reservations that end within two days, once for each last day."""
    ending = Loan.objects.filter(
        status=LoanStatus.PREPARED,
        held_until__range=(today, today + WARN_BEFORE_EXPIRY),
        items__status=ItemStatus.RESERVED,
    ).distinct()
    ending = list(ending.select_related("request__created_by", "organisation"))
    for loan in ending:
        _notify(loan, "reservation.ending")
    return len(ending)


def _notify(loan: Loan, kind: str) -> None:
    for to in _recipients_of(loan):
        post(kind, loan, to=to, on=loan.held_until)


def _recipients_of(loan: Loan) -> list[User | Organisation]:
    """The recipients of letters about a reservation; empty if it is our own or has no items."""
    if loan.organisation.is_ours or not loan.items.exists():
        return []
    return requesters(loan.request) if loan.request else [loan.organisation]
