"""Monthly voucher limit of a recipient, and how much of it is used.

A voucher counts by its face value in the month in which it was handed out. A cancelled voucher does
not count, unless it was replaced: then it counts, and its replacement does not.

The ceiling is per person, not per household, by calendar month in local time. A coordinator lifts
the ceiling at most once a month for a person, for one hand-over.

A voucher product needs a face value, because the ceiling counts by it; 0 is valid. An older product
without one counts as 0, and forms show that: a value guessed from its price or its data would
refuse people for a number that was never entered.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from core.dates import midnight
from core.numbers import euros
from core.workflow.lifecycle import Refused
from inventory.models import Voucher
from inventory.vouchers.encryption import decrypt
from inventory.vouchers.lifecycle import VoucherStatus
from loans.base.lifecycle.loans import ItemStatus, LoanStatus
from loans.models import CeilingLift, Loan, LoanItem, Rules
from people.models import Recipient, User

VALUE = "batch__product__face_value"
MAX_SHOWN = 100


class Allowance(NamedTuple):
    """The voucher allowance of a person this month, in euros: ceiling, given, reserved.

    `lift` is the lifted ceiling that may still be used, if there is one.
    """

    ceiling: Decimal
    given: Decimal
    reserved: Decimal
    lift: CeilingLift | None

    @property
    def left(self):
        return max(self.ceiling - self.given - self.reserved, Decimal(0))


def allowance_of(recipient: Recipient, today: date) -> Allowance:
    """The voucher allowance of `recipient` in the month of `today`."""
    return Allowance(
        ceiling=Rules.cached().voucher_ceiling,
        given=_sum(given_in_month(recipient, today)),
        reserved=_sum(reserved_vouchers(recipient)),
        lift=CeilingLift.objects.open_for(recipient, today).first(),
    )


def given_in_month(recipient: Recipient, today: date) -> QuerySet[Voucher]:
    """The vouchers that count in the month of `today`, in local time."""
    first = today.replace(day=1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    replaced = Q(status=VoucherStatus.CANCELLED, replaced_by=None)
    return Voucher.objects.filter(
        recipient=recipient,
        replaces=None,
        handed_out_at__gte=midnight(first),
        handed_out_at__lt=midnight(following),
    ).exclude(replaced)


def reserved_vouchers(recipient: Recipient) -> QuerySet[Voucher]:
    """The vouchers reserved for a person on loans being prepared."""
    items = LoanItem.objects.filter(
        loan__recipient=recipient,
        loan__status=LoanStatus.PREPARED,
        status=ItemStatus.RESERVED,
        voucher__isnull=False,
    )
    return Voucher.objects.filter(pk__in=items.values("voucher"))


def _sum(vouchers: QuerySet[Voucher]) -> Decimal:
    return vouchers.aggregate(sum=Sum(VALUE))["sum"] or Decimal(0)


def check_ceiling(recipient: Recipient | None, value: Decimal, today: date) -> None:
    """Raise `Refused` if adding `value` exceeds the ceiling and no lift is open.

    For the vouchers reserved on a loan, `value` is their own total: vouchers reserved on other
    loans of the person are not handed out yet, and do not count.
    """
    if recipient and _is_over(recipient, value, today):
        allowance = allowance_of(recipient, today)
        if allowance.lift is None:
            raise Refused(why_not(allowance, value))


def _is_over(recipient: Recipient, value: Decimal, today: date) -> bool:
    if not value:
        return False
    return _sum(given_in_month(recipient, today)) + value > Rules.cached().voucher_ceiling


def why_not(allowance: Allowance, value: Decimal) -> str:
    """The message that a ceiling is reached."""
    return _(
        "Maximum value of vouchers per person and month: %(ceiling)s. Already handed "
        "over: %(given)s. This hand-over: %(value)s. A coordinator can lift the "
        "ceiling once, with a reason."
    ) % {
        "ceiling": euros(allowance.ceiling),
        "given": euros(allowance.given),
        "value": euros(value),
    }


def use_ceiling(recipient: Recipient | None, value: Decimal, *, now: datetime) -> None:
    """Check this value against a locked person's ceiling; use a lift if needed, or raise `Refused`.

    Serialises two hand-overs to one person.
    """
    if recipient is None:
        return
    Recipient.objects.select_for_update(of=("self",), no_key=True).get(pk=recipient.pk)
    today = timezone.localdate(now)
    check_ceiling(recipient, value, today)
    if _is_over(recipient, value, today):
        CeilingLift.objects.open_for(recipient, today).update(used_at=now)


def value_of(vouchers: list[Voucher]) -> Decimal:
    """The total face value of these vouchers; a voucher without a face value counts as 0."""
    return sum((v.batch.product.face_value or Decimal(0) for v in vouchers), Decimal(0))


def vouchers_of(recipient: Recipient, user: User) -> list[Voucher]:
    """The vouchers given to a recipient, latest first.

    Each has `is_reachable`, whether `user` may open its page, and `phone`, the number of its
    card for users who may see the person. Their codes are left out.
    """
    knows = user.has_perm("people.view_recipient")
    rows = Voucher.objects.filter(recipient=recipient).select_related("batch__product", "device")
    vouchers = list(rows.order_by("-handed_out_at", "-pk")[:MAX_SHOWN])
    reachable = set(
        Voucher.objects.visible_to(user)
        .filter(pk__in=[voucher.pk for voucher in vouchers])
        .values_list("pk", flat=True)
    )
    for voucher in vouchers:
        voucher.is_reachable = voucher.pk in reachable
        voucher.phone = decrypt(voucher.number_encrypted) if knows else ""
    return vouchers


def check_may_hold(loan: Loan, value: Decimal, today: date) -> None:
    """Raise `Refused` if reserving `value` more on a loan would exceed its person's ceiling."""
    if loan.recipient:
        check_ceiling(loan.recipient, _sum(reserved_vouchers(loan.recipient)) + value, today)


def voucher_problems(loan: Loan, today: date) -> list[str]:
    """The reasons why the reserved vouchers of a loan cannot be handed over today, as sentences."""
    reserved = {"loan_items__loan": loan, "loan_items__status": ItemStatus.RESERVED}
    vouchers = list(Voucher.objects.filter(**reserved).with_end().select_related("batch__product"))
    late = [voucher for voucher in vouchers if voucher.ends_on and voucher.ends_on < today]
    problems = [_("%(voucher)s is past its last day: remove it.") % {"voucher": v} for v in late]
    try:
        check_ceiling(loan.recipient, value_of(vouchers), today)
    except Refused as refusal:
        problems += refusal.messages
    return problems
