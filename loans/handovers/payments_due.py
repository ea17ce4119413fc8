"""Payments of families at the counter: the prices of vouchers, and the means of payment.

Payments are recorded when they are taken. Only families pay a contribution or the price of a
voucher, and nothing is signed until amount and means are recorded: 0 is valid, and a free voucher
needs no entry. The agreement shows no price: the receipt of a contribution does, and the slip of a
voucher.
"""

from django.utils.translation import gettext as _

from core.numbers import euros
from inventory.models import Voucher
from loans.base.lifecycle.loans import Audience, ItemStatus
from loans.models import Loan


def priced(loan: Loan) -> list[Voucher]:
    """The vouchers reserved on a family's loan that have a price."""
    if loan.audience != Audience.FAMILY:
        return []
    vouchers = Voucher.objects.filter(
        loan_items__loan=loan,
        loan_items__status=ItemStatus.RESERVED,
        batch__product__price_asked__gt=0,
    )
    return list(vouchers.select_related("batch__product").order_by("pk"))


def payment_problems(loan: Loan) -> list[str]:
    """What is missing about the payment of a family, in sentences."""
    problems = [
        _("%(product)s, %(voucher)s: %(price)s is asked. Enter what was paid, 0 if nothing.")
        % {
            "product": voucher.batch.product,
            "voucher": voucher,
            "price": euros(voucher.batch.product.price_asked),
        }
        for voucher in priced(loan)
        if voucher.price_paid is None
    ]
    if loan.contribution and not loan.paid_by:
        problems.append(_("Choose how the contribution is paid."))
    return problems
