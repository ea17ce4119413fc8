"""Hand out vouchers without a device, replace them, and lift the voucher limit once."""

from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import VoucherProduct
from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid
from inventory.models import Device, Voucher
from inventory.vouchers.lifecycle import CancelReason, PaidBy, VoucherStatus
from inventory.vouchers.operations.vouchers import is_sealed, note_paid, take_first
from loans.base.lifecycle.loans import Audience, ItemStatus, LiftReason
from loans.base.models.convention import month_of
from loans.base.voucher_limits import use_ceiling
from loans.models import CeilingLift, LoanItem
from people.models import Recipient, Site, User

REISSUED = [VoucherStatus.HANDED_OUT, VoucherStatus.ACTIVATED, VoucherStatus.LOST]


@operation("loans.hand_over")
def hand_out(
    recipient: Recipient,
    *,
    by: User,
    product: VoucherProduct,
    site: Site,
    quantity: int,
    price: Decimal | None = None,
    paid_by: PaidBy | str = "",
) -> Recipient:
    """Hand out a quantity of a product to a recipient, first to expire first.

    A family pays `price` euros for each, if priced. Raises `Refused` above the ceiling of the
    month, when too few are left at the site, or when amount or means of payment are missing.
    """
    now = timezone.now()
    use_ceiling(recipient, (product.face_value or 0) * quantity, now=now)
    recipient.refresh_from_db(fields=["anonymised_at"])  # reread under the lock
    if recipient.anonymised_at:
        raise Refused(_("This person has been anonymised: nothing can be given to them."))
    paid = _paid(recipient, product, price, paid_by)
    vouchers = take_first(product, site, quantity)
    mark_handed_out(vouchers, now, recipient=recipient, organisation=recipient.organisation, **paid)
    Event.objects.record_many("voucher.given", [(v, {}) for v in vouchers], by=by)
    note_paid(vouchers, by)
    return recipient


def _paid(
    recipient: Recipient, product: VoucherProduct, price: Decimal | None, paid_by: PaidBy | str
) -> dict[str, object]:
    if recipient.kind != Audience.FAMILY or not product.price_asked:
        return {}
    if price is None:
        raise Refused(_("Enter what was paid, or 0."))
    if price and not paid_by:
        raise Refused(_("Choose the payment method."))
    return {"price_paid": price, "paid_by": paid_by if price else ""}


def mark_handed_out(vouchers: list[Voucher], now: datetime, **whose: object) -> None:
    """Mark locked vouchers in stock as handed out; `whose` holds the columns of the recipient."""
    rows = Voucher.objects.filter(pk__in=[voucher.pk for voucher in vouchers])
    rows.transition_to(VoucherStatus.RESERVED)
    rows.transition_to(VoucherStatus.HANDED_OUT, handed_out_at=now, **whose)


@operation("loans.lift_ceiling")
def lift_ceiling(recipient: Recipient, *, by: User, reason: LiftReason) -> CeilingLift:
    """Lift the voucher limit of a recipient once, this month, for a reason."""
    lift = CeilingLift(
        recipient=recipient, month=month_of(timezone.localdate()), reason=reason, by=by
    )
    save_valid(lift)
    Event.objects.record("ceiling.lifted", recipient, by=by, lift=str(reason))
    return lift


@operation("loans.hand_over")
def reissue(voucher: Voucher, *, by: User) -> Voucher:
    """Cancel a handed-out voucher and replace it; each refers to the other.

    The replacement is of the same product and site, to the same recipient, under the same loan, in
    the same device. The replacement does not count for the ceiling, but the old voucher does.
    """
    item = _item_of(voucher)
    device = _lock_device(voucher)
    voucher.lock()
    _check_can_be_replaced(voucher)
    batch = voucher.batch
    new = take_first(batch.product, batch.site, 1)[0]
    voucher.transition_to(VoucherStatus.CANCELLED, device=None, cancel_reason=CancelReason.REPLACED)
    whose = {"recipient": voucher.recipient, "organisation": voucher.organisation}
    mark_handed_out([new], timezone.now(), replaces=voucher, device=device, **whose)
    new.refresh_from_db()
    if item:
        _swap_items(item, new, by)
    Event.objects.record("voucher.reissued", voucher, by=by, voucher=str(new))
    Event.objects.record("voucher.replacing", new, by=by, voucher=str(voucher))
    if device:
        Event.objects.record("device.sim_out", device, by=by, voucher=str(voucher))
        Event.objects.record("device.sim_in", device, by=by, voucher=str(new))
    return new


def _item_of(voucher: Voucher) -> LoanItem | None:
    """The loan item of a voucher, with its loan locked first; None for a voucher without a loan."""
    items = LoanItem.objects.filter(voucher=voucher, status=ItemStatus.OPEN)
    item = items.select_related("loan").first()
    if item:
        item.loan.lock()
        item.lock()
    return item


def _lock_device(voucher: Voucher) -> Device | None:
    if voucher.device_id:
        voucher.device.lock()
    return voucher.device


def _check_can_be_replaced(voucher: Voucher) -> None:
    params = {"voucher": voucher, "status": voucher.status_label}
    if voucher.status not in REISSUED or voucher.handed_out_at is None:
        raise Refused(_("%(voucher)s is “%(status)s”: it cannot be replaced.") % params)
    if is_sealed(voucher):
        raise Refused(
            _("The organisation handed this voucher over: consign another to that organisation.")
            % params
        )


def _swap_items(item: LoanItem, new: Voucher, by: User) -> None:
    now = timezone.now()
    code = item.code
    item.transition_to(ItemStatus.SWAPPED, ended_at=now)
    LoanItem.objects.create(
        loan=item.loan,
        line=item.line,
        voucher=new,
        status=ItemStatus.OPEN,
        opened_at=now,
        follows=item,
    )
    Event.objects.record("loan.item_swapped", item.loan, by=by, item=code, new=str(new))
