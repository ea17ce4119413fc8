from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from core.forms.actions import finder, redirect_saying
from core.forms.base import attempt
from core.http.access import allowed
from inventory.models import Device
from modules.second_life import operations
from modules.second_life.forms import HoursForm, ReferenceValueForm
from modules.second_life.models import ReferenceValue

_device = finder(Device.objects.visible_to)


@allowed(operations.save_value.permission)
def referencevalue_list(request, pk=None):
    """The reference values, with the form to add one, or to correct the row `pk`."""
    value = get_object_or_404(ReferenceValue, pk=pk) if pk else ReferenceValue()
    form = ReferenceValueForm(request.POST or None, instance=value)
    if attempt(form, operations.save_value, by=request.user):
        return redirect_saying(request, _("The reference value is saved."), "referencevalue_list")
    values = ReferenceValue.objects.select_related("category")
    context = {"values": values, "form": form, "value": value if pk else None}
    return render(request, "second_life/referencevalue_list.html", context)


@allowed(operations.note_hours.permission)
def device_hours(request, pk):
    """Note the hours of a returned device; only its page leads here."""
    device = _device(request, pk)
    form = HoursForm(request.POST or None)
    if attempt(form, operations.note_hours, device, by=request.user):
        return redirect_saying(request, _("The hours have been recorded."), device)
    return render(request, "second_life/device_hours.html", {"form": form, "device": device})
