"""SIM cards in devices: put in, moved from one to another, taken out."""

from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Event
from core.operations import operation
from inventory.lifecycle import IN_HOUSE, OUT
from inventory.lifecycle.vouchers import VOUCHER_GIVEN_OUT, VoucherStatus
from inventory.models import Device, Voucher
from people.models import User

IN_STOCK = [VoucherStatus.IN_STOCK, VoucherStatus.RESERVED]


@operation("inventory.place_sim")
def put_sim(device: Device, *, by: User, voucher: Voucher) -> Voucher:
    """Put a card in a device; out of another it is moved, and the card says from where to where.

    A card in stock goes in a device of the house at its site; one that was handed out, in one that
    is out, or about to leave.
    """
    device.lock()
    voucher.lock()
    _check_fits(voucher, device)
    old = voucher.device
    voucher.device = device
    voucher.save(update_fields=["device"])
    if old:
        Event.objects.record("device.sim_out", old, by=by, voucher=str(voucher))
        facts = {"old": old.asset_tag, "device": device.asset_tag}
        Event.objects.record("voucher.swapped", voucher, by=by, **facts)
    else:
        Event.objects.record("voucher.assigned", voucher, by=by, device=device.asset_tag)
    Event.objects.record("device.sim_in", device, by=by, voucher=str(voucher))
    return voucher


def _check_fits(voucher: Voucher, device: Device) -> None:
    params = {"voucher": voucher, "device": device, "status": voucher.status_label}
    if not voucher.batch.product.is_card:
        raise Refused(_("%(voucher)s is a code on paper: it goes in no device.") % params)
    if voucher.device_id == device.pk:
        raise Refused(_("%(voucher)s is in %(device)s already.") % params)
    if voucher.status in IN_STOCK:
        if device.status not in IN_HOUSE or device.site_id != voucher.batch.site_id:
            raise Refused(
                _("%(device)s is not in the house of this card: hand it out first.") % params
            )
    elif voucher.status not in VOUCHER_GIVEN_OUT:
        raise Refused(_("%(voucher)s is “%(status)s”: it goes in no device.") % params)
    elif device.status not in OUT:
        raise Refused(_("%(voucher)s was handed out, and %(device)s was not.") % params)


@operation("inventory.place_sim")
def take_sim_out(voucher: Voucher, *, by: User) -> Voucher:
    """The card lies in no device any more; whose it is does not change."""
    voucher.lock()
    device = voucher.device
    if device is None:
        raise Refused(_("%(voucher)s is in no device.") % {"voucher": voucher})
    voucher.device = None
    voucher.save(update_fields=["device"])
    Event.objects.record("voucher.taken_out", voucher, by=by, device=device.asset_tag)
    Event.objects.record("device.sim_out", device, by=by, voucher=str(voucher))
    return voucher


def sims_of(device: Device) -> dict:
    """The cards that lie in a device, and whether one may be put in, for its page."""
    cards = device.sims.select_related("batch__product").order_by("pk")
    can_hold_sim = device.category.has_imei and device.status in [*IN_HOUSE, *OUT]
    return {"sims": list(cards), "can_hold_sim": can_hold_sim}
