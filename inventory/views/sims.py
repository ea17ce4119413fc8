"""SIM cards in devices: a phone shows its card, and the card its phone."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.acts import run_action
from core.lives import Refused
from inventory.identifiers import clean_code
from inventory.models import Device, Voucher
from inventory.operations import vouchers as operations
from inventory.scanned import device_named
from inventory.shortcuts import device_or_404, voucher_or_404
from inventory.views.voucher_page import may_see

may_place = permission_required(operations.put_sim.permission, raise_exception=True)


def cards_of(user):
    """The vouchers whose card `user` may handle: those of their sites, seen or not as vouchers."""
    rows = Voucher.objects.select_related("batch__product", "batch__site", "device")
    if user.has_perm("inventory.view_every_site"):
        return rows
    return rows.filter(batch__site__in=user.site_ids)


def card_named(code, user):
    """The card with this ICCID; raises `Refused` when there is none, or several."""
    cards = cards_of(user)
    matches = list(cards.matching_code(clean_code(code))[:2])
    if len(matches) != 1:
        raise Refused(_("No SIM card of ours has this ICCID: type all its digits."))
    return matches[0]


@may_place
@require_POST
def device_sim(request, pk):
    """Put the card with this ICCID in the device."""
    device = device_or_404(request, pk)
    try:
        card = card_named(request.POST.get("code", ""), request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        done = _("%(card)s is in %(device)s.") % {"card": card, "device": device}
        run_action(request, operations.put_sim, device, voucher=card, done=done)
    return redirect(device)


@may_see
@may_place
@require_POST
def voucher_device(request, pk):
    """Put the card in the device that a code names."""
    card = voucher_or_404(request, pk)
    try:
        device = device_named(request.POST.get("code"), Device.objects.visible_to(request.user))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        done = _("%(card)s is in %(device)s.") % {"card": card, "device": device}
        run_action(request, operations.put_sim, device, voucher=card, done=done)
    return redirect(card)


@may_place
@require_POST
def sim_out(request, pk):
    """Take the card out of its device; one goes back to the page that it was done from."""
    card = get_object_or_404(cards_of(request.user), pk=pk)
    device = Device.objects.visible_to(request.user).filter(pk=card.device_id).first()
    run_action(request, operations.take_sim_out, card, done=_("The card was taken out."))
    if "back" in request.POST and request.user.has_perm("inventory.view_voucher"):
        return redirect(card)
    return redirect(device or "device_list")
