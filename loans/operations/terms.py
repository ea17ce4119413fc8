"""On which terms a loan is made: lent until a day, given, or given against a contribution."""

from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Event
from core.operations import operation
from donations.public import check_contribution
from inventory.lifecycle.vouchers import PaidBy
from inventory.models import Device, Voucher
from loans.asking.person import check_walk_in
from loans.ceiling import voucher_problems
from loans.lifecycle import Audience, ItemStatus, LoanKind
from loans.models import Loan, Rules
from loans.operations.preparation import lock_to_prepare
from loans.payments import payment_problems, priced
from people.models import Organisation, User
from people.operations import check_guardian


@operation("loans.hand_over")
def set_terms(
    loan: Loan,
    *,
    by: User,
    kind: LoanKind,
    due_on: date | None = None,
    contribution: Decimal | None = None,
    employer: Organisation | None = None,
    paid_by: PaidBy | str = "",
    prices: dict[int, Decimal] | None = None,
) -> Loan:
    """Set whether a prepared loan is lent until a day, or given, with or without contribution.

    A loan to staff may name another employer, who is the third party of its agreement. `prices` are
    what is paid for vouchers set aside on it, in euros by id, all `paid_by` one way like the
    contribution. Raises `Refused` for a contribution that the house does not ask, or that the law
    does not allow, and for a price that nobody says how it is paid.
    """
    lock_to_prepare(loan)
    is_loan = kind == LoanKind.LOAN
    _check_day(kind, due_on)
    _note_prices(loan, prices or {}, paid_by)
    terms = {
        "kind": kind,
        "due_on": due_on if is_loan else None,
        "contribution": None if is_loan else contribution or None,
        "paid_by": "" if is_loan or not contribution else paid_by,
        "employer": employer if is_loan and loan.audience == Audience.STAFF else None,
    }
    if all(getattr(loan, name) == value for name, value in terms.items()):
        return loan
    for name, value in terms.items():
        setattr(loan, name, value)
    check_may_contribute(loan)
    loan.save(update_fields=list(terms))
    Event.objects.record("loan.changed", loan, by=by)
    return loan


def _note_prices(loan: Loan, prices: dict[int, Decimal], paid_by: PaidBy | str) -> None:
    """Write what is paid for the vouchers set aside on a loan; it counts once they leave."""
    if any(prices.values()) and not paid_by:
        raise Refused(_("Say how it is paid."))
    vouchers = Voucher.objects.filter(pk__in=[voucher.pk for voucher in priced(loan)])
    for voucher in vouchers.lock():
        if voucher.pk in prices:
            price = prices[voucher.pk]
            voucher.price_paid, voucher.paid_by = price, paid_by if price else ""
            voucher.save(update_fields=["price_paid", "paid_by"])


def _check_day(kind: LoanKind, due_on: date | None) -> None:
    if kind == LoanKind.LOAN and due_on is None:
        raise Refused(_("Say when it comes back."))
    if due_on and due_on < timezone.localdate():
        raise Refused(_("The day to bring it back is past."))


def check_may_contribute(loan: Loan) -> None:
    """Raise `Refused` for a contribution that is not allowed for the items of a loan.

    It is shared evenly between the devices: the law caps the amount for each that a public body
    gave.
    """
    if not loan.contribution:
        return
    if not Rules.cached().has_contributions:
        raise Refused(_("We ask for no contributions: an administrator decides so in the rules."))
    if loan.audience != Audience.FAMILY:
        raise Refused(_("A contribution is asked of a family only."))
    items = loan.items.filter(status=ItemStatus.RESERVED, device__isnull=False)
    related = ("device__donation__donor", "device__category")
    devices = [item.device for item in items.select_related(*related)]
    for device in devices:
        if device.donation:
            share = loan.contribution / len(devices)
            _check_share(device, share)


def _check_share(device: Device, share: Decimal) -> None:
    try:
        check_contribution(device.donation, device.category, share, today=timezone.localdate())
    except Refused as refusal:
        raise Refused([f"{device}: {message}" for message in refusal.messages]) from refusal


def check_can_be_signed(loan: Loan, *, today: date) -> None:
    """Raise `Refused` with all that a prepared loan lacks before its agreement can be made."""
    missing = []
    if not loan.items.filter(status=ItemStatus.RESERVED).exists():
        missing.append(_("Add at least one thing."))
    if loan.recipient is None and loan.audience != Audience.STRUCTURE:
        missing.append(_("Say for whom it is."))
    if loan.kind == LoanKind.LOAN and loan.due_on < today:
        missing.append(_("The day to bring it back is past."))
    missing += voucher_problems(loan, today) + payment_problems(loan)
    if missing:
        raise Refused(missing)
    check_may_contribute(loan)
    if loan.recipient:
        check_guardian(loan.recipient, today=today)
        check_walk_in(loan, today)
