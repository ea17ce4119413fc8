"""Payments of families at the counter: prices of devices and vouchers, and means of payment.

Payments are recorded when they are taken. Only families pay the price of a device or a voucher, and
nothing is signed until amount and means are recorded: 0 is valid, and a free voucher requires no
entry. The agreement of a sale shows its price, with the legal guarantee; the agreements of loans
and gifts show no price.
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
    """The missing details of a family's payment, as sentences."""
    problems = [
        _("%(product)s, %(voucher)s: the price is %(price)s. Enter what was paid, or 0.")
        % {
            "product": voucher.batch.product,
            "voucher": voucher,
            "price": euros(voucher.batch.product.price_asked),
        }
        for voucher in priced(loan)
        if voucher.price_paid is None
    ]
    if loan.sale_price and not loan.paid_by:
        problems.append(_("Choose the payment method."))
    return problems
