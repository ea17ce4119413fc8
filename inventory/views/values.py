"""The pages where a donor's declared values are written down, per lot and per device."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.forms import attempt
from donations.shortcuts import donation_or_404
from inventory import operations
from inventory.forms.values import DeviceValueForm, LineValuesForm
from inventory.lots import account_of
from inventory.shortcuts import device_or_404

may_declare = permission_required(operations.declare_lines.permission, raise_exception=True)


@may_declare
def donation_values(request, pk):
    donation = donation_or_404(request, pk)
    form = LineValuesForm(request.POST or None, donation=donation, account=account_of(donation))
    if attempt(form, operations.declare_lines, donation, by=request.user):
        messages.success(request, _("The declared values are written down."))
        return redirect(donation)
    return render(request, "inventory/donation_values.html", {"donation": donation, "form": form})


@may_declare
def device_value(request, pk):
    device = device_or_404(request, pk)
    if device.donation is None:
        raise Http404
    form = DeviceValueForm(request.POST or None, device=device)
    if attempt(form, operations.declare_device, device, by=request.user):
        messages.success(request, _("The declared value is written down."))
        return redirect(device)
    return render(request, "inventory/device_value.html", {"device": device, "form": form})
