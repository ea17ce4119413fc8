"""Retiring a device."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.forms import attempt
from inventory import operations
from inventory.forms.exits import RetireForm
from inventory.operations.retiring import unproven_media
from inventory.shortcuts import device_or_404

may_retire = permission_required(operations.retire.permission, raise_exception=True)


@may_retire
def device_retire(request, pk):
    device = device_or_404(request, pk)
    form = RetireForm(request.POST or None, has_data=bool(unproven_media([device])))
    if attempt(form, operations.retire, device, by=request.user):
        messages.success(request, _("The device is retired."))
        return redirect(device)
    return render(request, "inventory/device_retire.html", {"device": device, "form": form})
