"""Warnings at the hand-over about devices that the recipient already has, and overdue devices."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.workflow.lifecycle import Refused
from loans.base.lifecycle.loans import ItemStatus, WalkInRefusal
from loans.models import Loan, LoanItem, Rules


def warnings_for(loan: Loan, today: date) -> list[str]:
    """Sentences about the person's overdue devices, and about their other devices."""
    late, others = _devices_of(loan, today)
    warnings = [_late(loan, late, today)] if late else []
    if others:
        params = {"person": loan.recipient, "things": _named(others)}
        warnings.append(_("%(person)s already has: %(things)s.") % params)
    return warnings


def check_walk_in(loan: Loan, today: date) -> None:
    """Raise `Refused` if the rules do not allow this person a hand-over without a request."""
    refusal = Rules.cached().walk_in_refusal
    if loan.request_id or refusal == WalkInRefusal.NOBODY:
        return
    late, others = _devices_of(loan, today)
    if late:
        raise Refused(_late(loan, late, today))
    if refusal == WalkInRefusal.EQUIPPED:
        reserved = loan.items.filter(status=ItemStatus.RESERVED, device__isnull=False)
        requested = set(reserved.values_list("device__category", flat=True))
        alike = [item for item in others if item.device.category_id in requested]
        if alike:
            params = {"person": loan.recipient, "things": _named(alike)}
            raise Refused(_("%(person)s already has: %(things)s.") % params)


def _devices_of(loan: Loan, today: date) -> tuple[list[LoanItem], list[LoanItem]]:
    """The devices of the person of `loan`: (overdue, others)."""
    if loan.recipient_id is None:
        return [], []
    items = LoanItem.objects.filter(
        loan__recipient=loan.recipient_id, status=ItemStatus.OPEN, device__isnull=False
    ).exclude(loan=loan)
    items = items.select_related("loan", "device__category").order_by("loan__due_on", "pk")
    late, others = [], []
    for item in items:
        (late if item.loan.is_overdue(today) else others).append(item)
    return late, others


def _late(loan: Loan, items: list[LoanItem], today: date) -> str:
    days = (today - items[0].loan.due_on).days
    params = {"person": loan.recipient, "days": days, "things": _named(items)}
    return (
        ngettext(
            "%(person)s is %(days)s day late with: %(things)s.",
            "%(person)s is %(days)s days late with: %(things)s.",
            days,
        )
        % params
    )


def _named(items: list[LoanItem]) -> str:
    return ", ".join(f"{item.device.category} {item.device} ({item.loan})" for item in items)
