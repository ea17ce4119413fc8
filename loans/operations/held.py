"""Helpers of operations after a hand-over: lock an active loan, end its items, close it."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Event
from loans.guards.forgotten import TOO_LATE
from loans.lifecycle import ItemStatus, LoanKind, LoanStatus
from loans.models import Loan, LoanItem
from loans.operations.bookings import drop_booked
from people.models import Recipient, User


def lock_person(*loans: Loan) -> None:
    """Lock the person of each loan, before the loan itself, unless they are anonymised.

    Raises `Refused` once one is anonymised: what is added then would outlive their end.
    """
    people = Recipient.objects.filter(pk__in=[loan.recipient_id for loan in loans])
    if any(person.anonymised_at for person in people.hold()):
        raise Refused(TOO_LATE)


def lock_active(loan: Loan) -> None:
    """Lock a loan; raise `Refused` unless it is active."""
    loan.lock()
    check_active(loan)


def check_active(loan: Loan) -> None:
    if loan.status != LoanStatus.ACTIVE:
        raise Refused(
            _("%(loan)s is “%(status)s”: nothing of it is out.")
            % {"loan": loan, "status": loan.status_label}
        )


def lock_out(item: LoanItem) -> None:
    """Lock an item; raise `Refused` unless it is a device that is out."""
    item.lock()
    if item.device_id is None or item.status != ItemStatus.OPEN:
        raise Refused(not_out(item))


def not_out(item: LoanItem) -> str:
    return _("%(item)s is not out under %(loan)s.") % {"item": item, "loan": item.loan}


def open_items(loan: Loan) -> QuerySet:
    return loan.items.filter(status=ItemStatus.OPEN).for_list()


def end_item(item: LoanItem, status: ItemStatus, by: User, **changes: object) -> None:
    """End an item as this, now; its loan's story says so."""
    item.transition_to(status, ended_at=timezone.now(), **changes)
    Event.objects.record(f"loan.item_{status}", item.loan, by=by, item=item.code)


def close_if_over(loan: Loan, *, by: User) -> None:
    """Close a loan of which nothing but vouchers is left out; a gift is never over."""
    if loan.kind == LoanKind.LOAN and not open_items(loan).filter(voucher=None).exists():
        loan.transition_to(LoanStatus.CLOSED)
        drop_booked(loan, by=by, notify=False)
        Event.objects.record("loan.closed", loan, by=by)
