"""Payments of families at the counter: prices of devices and vouchers, and means of payment.

Payments are recorded when they are taken. Only families pay the price of a device or a voucher, and
nothing is signed until amount and means are recorded: 0 is valid, and a free voucher requires no
entry. The agreement of a sale shows its price, with the legal guarantee; the agreements of loans
and gifts show no price.
"""

from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from catalogue.models import Price
from core.numbers import euros
from inventory.models import Device, Voucher
from loans.base.lifecycle.loans import Audience, ItemStatus
from loans.models import Loan, Rules


class Scale(NamedTuple):
    """The price of some devices according to the scale, and their maximum price."""

    total: Decimal
    ceiling: Decimal


def scale_of(devices: list[Device]) -> Scale:
    """The `Scale` of some devices.

    The ceiling of the rules limits each price; without a price in the scale, it is the only limit.
    """
    prices = {(price.category_id, price.grade): price.amount for price in Price.objects.all()}
    ceiling = Rules.cached().price_ceiling
    amounts = [prices.get((device.category_id, device.grade)) for device in devices]
    total = sum((min(price, ceiling) for price in amounts if price is not None), Decimal(0))
    return Scale(total, total + ceiling * amounts.count(None))


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
        _("%(product)s, %(voucher)s: %(price)s is asked. Enter what was paid, 0 if nothing.")
        % {
            "product": voucher.batch.product,
            "voucher": voucher,
            "price": euros(voucher.batch.product.price_asked),
        }
        for voucher in priced(loan)
        if voucher.price_paid is None
    ]
    if loan.sale_price and not loan.paid_by:
        problems.append(_("Choose how the price is paid."))
    return problems
