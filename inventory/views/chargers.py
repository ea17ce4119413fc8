"""At the bench: the charger of a device."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalogue.models import AccessoryKind
from core.acts import run_action
from core.forms import attempt
from core.typed import number_of
from inventory import operations
from inventory.bench.page import show_bench
from inventory.forms.accessories import NeedForm
from inventory.shortcuts import device_or_404

may_say = permission_required(operations.set_charger.permission, raise_exception=True)


def _back(pk):
    return redirect(reverse("device_bench", args=[pk]) + "?part=accessories#accessories")


@require_POST
@may_say
def charger_say(request, pk):
    """Whether the device has its charger: `here` says "yes" or "no"."""
    device = device_or_404(request, pk)
    run_action(request, operations.set_charger, device, is_here=request.POST.get("here") == "yes")
    return _back(pk)


@require_POST
@may_say
def charger_need(request, pk):
    device = device_or_404(request, pk)
    form = NeedForm(request.POST, device=device)
    if attempt(form, operations.set_charging, device, by=request.user):
        messages.success(request, _("It is noted which charger it takes."))
        return _back(pk)
    return show_bench(request, device, need=form)


@require_POST
@may_say
def charger_take(request, pk):
    device = device_or_404(request, pk)
    kind = AccessoryKind.objects.filter(pk=number_of(request.POST.get("kind", ""))).first()
    if kind is None:
        messages.error(request, _("Choose the charger that goes with it."))
        return _back(pk)
    done = _("%(kind)s: one less in stock, it goes with the device.") % {"kind": kind}
    run_action(request, operations.take_charger, device, kind=kind, done=done)
    return _back(pk)


@require_POST
@may_say
def charger_put_back(request, pk):
    device = device_or_404(request, pk)
    done = _("The charger is in stock again.")
    run_action(request, operations.put_charger_back, device, done=done)
    return _back(pk)
