"""Warnings at the hand-over about devices that the recipient already has, and overdue devices."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.models import Event
from loans.base.letters import coordinators_of
from loans.base.lifecycle.loans import ItemStatus, WalkInRefusal
from loans.models import Loan, LoanItem, Rules
from people.models import Recipient, User


def visible_people(user: User, today: date) -> QuerySet:
    """The people whom a user may see, annotated with `is_late`: whether a loan is overdue."""
    is_late = Exists(Loan.objects.overdue(today).filter(recipient=OuterRef("pk")))
    people = Recipient.objects.visible_to(user).not_anonymised()
    return people.select_related("organisation").annotate(is_late=is_late)


def warnings_for(loan: Loan, today: date) -> list[str]:
    """Sentences about the person's overdue devices, and about their other devices."""
    late, others = _devices_of(loan, today)
    warnings = [_late(loan, late, today)] if late else []
    if others:
        warnings.append(_has(loan, others))
    return warnings


def walk_in_refusal(loan: Loan, today: date) -> str:
    """Name the rule that refuses this person a hand-over without a request, and why; or ""."""
    why = _why_refused(loan, today)
    coordinators = ", ".join(str(user) for user in coordinators_of(loan.site)) if why else ""
    rule = Rules.cached().get_walk_in_refusal_display()
    params = {"rule": rule, "why": why, "coordinators": coordinators or "—"}
    refusal = _(
        "Refused by the rule “hand-over without a request refused: %(rule)s”. %(why)s "
        "A coordinator can allow it: %(coordinators)s."
    )
    return refusal % params if why else ""


def _why_refused(loan: Loan, today: date) -> str:
    rule = Rules.cached().walk_in_refusal
    if loan.request_id or rule == WalkInRefusal.NOBODY or is_allowed(loan):
        return ""
    late, others = _devices_of(loan, today)
    if late:
        return _late(loan, late, today)
    if rule != WalkInRefusal.EQUIPPED:
        return ""
    reserved = loan.items.filter(status=ItemStatus.RESERVED, device__isnull=False)
    requested = set(reserved.values_list("device__category", flat=True))
    alike = [item for item in others if item.device.category_id in requested]
    return _has(loan, alike) if alike else ""


ALLOWED = "loan.walk_in_allowed"


def is_allowed(loan: Loan) -> bool:
    """Whether a coordinator allowed this person this hand-over, against the rule."""
    allowed = Event.objects.about(loan).filter(kind=ALLOWED)
    return allowed.filter(data__recipient=loan.recipient_id).exists()


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
    sentence = ngettext(
        "%(person)s is %(days)s day late with: %(things)s.",
        "%(person)s is %(days)s days late with: %(things)s.",
        days,
    )
    return sentence % params


def _has(loan: Loan, items: list[LoanItem]) -> str:
    params = {"person": loan.recipient, "things": _named(items)}
    return _("%(person)s already has: %(things)s.") % params


def _named(items: list[LoanItem]) -> str:
    return ", ".join(f"{item.device.category} {item.device} ({item.loan})" for item in items)
