"""Put a SIM card in a scanned device."""

from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core.forms.actions import run_action
from core.http.access import allowed
from inventory.models import Device
from inventory.scanning.codes import device_named
from inventory.scanning.refusals import flash_refusal
from inventory.vouchers.operations import vouchers as operations
from inventory.vouchers.shortcuts import voucher_or_404


@allowed("inventory.view_voucher")
@allowed(operations.put_sim.permission).by_post
def voucher_device(request, pk):
    """Put a SIM card in the scanned device."""
    card = voucher_or_404(request, pk)
    try:
        device = device_named(request.POST.get("code"), Device.objects.visible_to(request.user))
    except ValidationError as refusal:
        flash_refusal(request, refusal)
    else:
        done = _("%(card)s is in %(device)s.") % {"card": card, "device": device}
        run_action(request, operations.put_sim, device, voucher=card, done=done)
    return redirect(card)
