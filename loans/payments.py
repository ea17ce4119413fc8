"""What a family pays at the counter: the prices asked for vouchers, and how it pays."""

from django.utils.translation import gettext as _

from core.quantities import euros
from inventory.models import Voucher
from loans.lifecycle import Audience, ItemStatus
from loans.models import Loan


def priced(loan: Loan) -> list[Voucher]:
    """The vouchers set aside on a family's loan for which a price is asked; needs nothing."""
    if loan.audience != Audience.FAMILY:
        return []
    vouchers = Voucher.objects.filter(
        loan_items__loan=loan,
        loan_items__status=ItemStatus.RESERVED,
        batch__product__price_asked__gt=0,
    )
    return list(vouchers.select_related("batch__product").order_by("pk"))


def payment_problems(loan: Loan) -> list[str]:
    """What is not said yet of what a family pays, in sentences."""
    problems = [
        _("%(product)s, %(voucher)s: %(price)s is asked. Say what was paid, 0 if nothing.")
        % {
            "product": voucher.batch.product,
            "voucher": voucher,
            "price": euros(voucher.batch.product.price_asked),
        }
        for voucher in priced(loan)
        if voucher.price_paid is None
    ]
    if loan.contribution and not loan.paid_by:
        problems.append(_("Say how the contribution is paid."))
    return problems
