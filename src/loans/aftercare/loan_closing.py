"""Helpers of operations after a hand-over: lock an active loan, end its items, close it."""

from django.utils import timezone

from core.models import Event
from loans.appointments.operations import drop_booked
from loans.base.lifecycle.loans import ItemStatus, LoanKind, LoanStatus
from loans.base.operations import open_items
from loans.models import Loan, LoanItem
from people.models import User


def end_item(item: LoanItem, status: ItemStatus, by: User, **changes: object) -> None:
    """End an item now with this status, and record an event on its loan."""
    item.transition_to(status, ended_at=timezone.now(), **changes)
    Event.objects.record(f"loan.item_{status}", item.loan, by=by, item=item.label)


def close_if_over(loan: Loan, *, by: User) -> None:
    """Close a loan if only vouchers are still out; a gift never closes."""
    if loan.kind == LoanKind.LOAN and not open_items(loan).filter(voucher=None).exists():
        loan.transition_to(LoanStatus.CLOSED)
        drop_booked(loan, by=by, notify=False)
        Event.objects.record("loan.closed", loan, by=by)
