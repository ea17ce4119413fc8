"""Receive vouchers of an earlier system; cancel them on undo."""

from collections import defaultdict

from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from catalogue.models import VoucherProduct
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from inventory.models import Voucher
from inventory.vouchers.lifecycle import CancelReason, VoucherStatus
from inventory.vouchers.list_rows import VoucherFacts
from inventory.vouchers.operations.vouchers import cancel_voucher, receive_vouchers
from modules.legacy_import.operations.records import check_untouched
from people.models import Site, User

TAKE_OVER = "legacy_import.take_over"


@operation(TAKE_OVER)
@sensitive_variables("pairs", "by_product")
def enter_vouchers(
    pairs: list[tuple[VoucherProduct, VoucherFacts]], *, by: User, site: Site
) -> list[Voucher]:
    """Receive these vouchers, a batch for each product; return each voucher."""
    by_product = defaultdict(list)
    for place, (product, facts) in enumerate(pairs):
        by_product[product].append((place, facts))
    vouchers = {}
    for product, some in by_product.items():
        batch = receive_vouchers([f for _place, f in some], by=by, product=product, site=site)
        received = batch.vouchers.order_by("pk")
        vouchers |= {place: voucher for (place, _f), voucher in zip(some, received, strict=True)}
    return [vouchers[place] for place in range(len(pairs))]


def check_vouchers(vouchers: list[Voucher]) -> None:
    """Raise `Refused` for a voucher that has changed since it was received."""
    check_untouched(vouchers, ["voucher.received"])
    moved = [voucher for voucher in vouchers if voucher.status != VoucherStatus.IN_STOCK]
    if moved:
        raise Refused(
            _("%(thing)s has changed since then: the migration cannot be undone.")
            % {"thing": moved[0]}
        )


@operation(TAKE_OVER)
def take_vouchers_back(vouchers: list[Voucher], *, by: User) -> None:
    """Cancel these vouchers as entered in error."""
    check_vouchers(vouchers)
    for voucher in vouchers:
        cancel_voucher(voucher, by=by, reason=CancelReason.ERROR)
