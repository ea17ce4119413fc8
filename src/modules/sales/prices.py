"""Prices of sales: the scale of the catalogue, the ceiling of the rules, the caps of the law."""

from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import Price
from core.numbers import euros
from core.workflow.lifecycle import Refused
from donations.public import check_sale_price
from inventory.models import Device
from loans.base.lifecycle.loans import ItemStatus
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


def check_price(loan: Loan) -> None:
    """Raise `Refused` for a price above the scale or above the cap of a public donation.

    The price is shared evenly between the devices: the law caps the amount for each device that a
    public body gave.
    """
    devices = _devices_of(loan)
    ceiling = scale_of(devices).ceiling
    if devices and loan.sale_price > ceiling:
        most = _("The price scale allows at most %(most)s.") % {"most": euros(ceiling)}
        raise Refused({"sale_price": most})
    for device in devices:
        if device.donation:
            _check_share(device, loan.sale_price / len(devices))


def _devices_of(loan):
    items = loan.items.filter(status=ItemStatus.RESERVED, device__isnull=False)
    related = ("device__donation__donor", "device__category")
    return [item.device for item in items.select_related(*related)]


def _check_share(device, share):
    try:
        check_sale_price(device.donation, device.category, share, today=timezone.localdate())
    except Refused as refusal:
        raise Refused([f"{device}: {message}" for message in refusal.messages]) from refusal


def propose_price(form, loan):
    """Propose the price of the scale in a form of terms, and show the maximum."""
    scale = scale_of(_devices_of(loan))
    if scale.ceiling:
        form.initial["sale_price"] = loan.sale_price or scale.total or None
        total = euros(scale.total) if scale.total else _("none")
        words = _("Suggested price: %(total)s. Maximum: %(most)s.")
        amounts = {"total": total, "most": euros(scale.ceiling)}
        form.fields["sale_price"].help_text = words % amounts
