"""The register: the list, the page of a device, and what may happen to it outside the workshop."""

from itertools import zip_longest

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.acts import act
from core.forms import attempt
from core.models import Event
from core.tables import render_table
from donations.models import Donation
from inventory import operations
from inventory.bench import media_of
from inventory.filters import DeviceFilter
from inventory.forms.devices import DeviceForm, MoveForm, RetireForm
from inventory.models import Device
from inventory.operations.workshop import items_to_check
from inventory.tables import DeviceTable


def device_or_404(request, pk):
    return get_object_or_404(Device.objects.visible_to(request.user).for_list(), pk=pk)


@permission_required("inventory.view_device", raise_exception=True)
def device_list(request):
    devices = Device.objects.visible_to(request.user).for_list()
    filters = DeviceFilter(request.GET, queryset=devices, request=request)
    table = DeviceTable(filters.qs, ticks=request.user.has_perm("inventory.print_label"))
    return render_table(request, "inventory/device_list.html", table, filters=filters)


@permission_required("inventory.view_device", raise_exception=True)
def device_detail(request, pk):
    """All we know of a device, and what to do next; never who has it."""
    device = device_or_404(request, pk)
    lots = Donation.objects.visible_to(request.user).select_related("donor")
    former = Device.objects.visible_to(request.user).filter(pk=device.former_id)
    context = {
        "device": device,
        "donation": lots.filter(pk=device.donation_id).first(),
        "former": former.first() if device.former_id else None,
        "media": media_of(device),
        "items": [item for item in items_to_check(device) if item.result],
        "sources": _source_rows(device),
        "events": Event.objects.about(device).select_related("by")[:100],
    }
    return render(request, "inventory/device_detail.html", context)


def _source_rows(device):
    """The donor's own rows: (row, [(heading, cell), ...])."""
    rows = device.import_rows.select_related("batch__document").order_by("pk")
    return [(row, list(zip_longest(row.batch.headings, row.cells, fillvalue=""))) for row in rows]


@permission_required(operations.correct.permission, raise_exception=True)
def device_edit(request, pk):
    device = device_or_404(request, pk)
    form = DeviceForm(request.POST or None, instance=device)
    if attempt(form, operations.correct, by=request.user):
        messages.success(request, _("The details are corrected."))
        return redirect(device)
    return render(request, "inventory/device_edit.html", {"device": device, "form": form})


@permission_required(operations.move_to_place.permission, raise_exception=True)
def device_move(request, pk):
    device = device_or_404(request, pk)
    form = MoveForm(request.POST or None, device=device)
    if attempt(form, operations.move_to_place, device, by=request.user):
        said = {"device": device, "place": device.place}
        messages.success(request, _("%(device)s now lies at %(place)s.") % said)
        return redirect(device)
    return render(request, "inventory/device_move.html", {"device": device, "form": form})


@permission_required(operations.retire.permission, raise_exception=True)
def device_retire(request, pk):
    device = device_or_404(request, pk)
    form = RetireForm(request.POST or None)
    if attempt(form, operations.retire, device, by=request.user):
        messages.success(request, _("The device is retired."))
        return redirect(device)
    return render(request, "inventory/device_retire.html", {"device": device, "form": form})


@permission_required(operations.refurbish.permission, raise_exception=True)
@require_POST
def device_refurbish(request, pk):
    device = device_or_404(request, pk)
    is_done = act(request, operations.refurbish, device, done=_("The device is on the bench."))
    return redirect("device_bench", pk) if is_done else redirect(device)


@permission_required(operations.quarantine.permission, raise_exception=True)
@require_POST
def device_quarantine(request, pk):
    return _press(request, pk, operations.quarantine, _("The device is in quarantine."))


@permission_required(operations.release.permission, raise_exception=True)
@require_POST
def device_release(request, pk):
    return _press(request, pk, operations.release, _("The device is back on the bench."))


@permission_required(operations.declare_lost.permission, raise_exception=True)
@require_POST
def device_lost(request, pk):
    return _press(request, pk, operations.declare_lost, _("The device is declared lost."))


@permission_required(operations.declare_lost.permission, raise_exception=True)
@require_POST
def device_stolen(request, pk):
    done = _("The device is declared stolen.")
    return _press(request, pk, operations.declare_lost, done, is_stolen=True)


@permission_required(operations.find_again.permission, raise_exception=True)
@require_POST
def device_found(request, pk):
    return _press(request, pk, operations.find_again, _("Found again: it is to check."))


@permission_required(operations.revive.permission, raise_exception=True)
@require_POST
def device_revive(request, pk):
    return _press(request, pk, operations.revive, _("Taken back: it is to check."))


@permission_required(operations.withdraw.permission, raise_exception=True)
@require_POST
def device_withdraw(request, pk):
    device = device_or_404(request, pk)
    act(request, operations.withdraw, [device], done=_("The device is out of the register."))
    return redirect(device)


def _press(request, pk, operation, done, **keywords):
    device = device_or_404(request, pk)
    act(request, operation, device, done=done, **keywords)
    return redirect(device)
