"""The bench: one page for the technician, and the forms it sends."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.acts import act
from core.forms import attempt
from core.models import Event
from core.tables import render_table
from inventory import operations
from inventory.bench import media_of, with_work_left
from inventory.filters import BenchFilter
from inventory.forms.workshop import ChecklistForm, ErasureForm, FinishForm, MediumForm
from inventory.lifecycle import DeviceStatus
from inventory.models import Device, Erasure, Medium
from inventory.operations.workshop import items_to_check, left_to_do
from inventory.tables import BenchTable
from inventory.views.devices import device_or_404


def medium_or_404(request, pk):
    media = Medium.objects.filter(device__in=Device.objects.visible_to(request.user))
    return get_object_or_404(media.select_related("device__category"), pk=pk)


@permission_required(operations.refurbish.permission, raise_exception=True)
def bench(request):
    devices = Device.objects.visible_to(request.user)
    on_bench = with_work_left(devices.filter(status=DeviceStatus.REFURBISHING)).for_list()
    filters = BenchFilter(request.GET, queryset=on_bench.order_by("pk"), request=request)
    to_check = devices.filter(status=DeviceStatus.RECEIVED).order_by()[:1000].count()
    table = BenchTable(filters.qs)
    return render_table(request, "inventory/bench.html", table, filters=filters, to_check=to_check)


@permission_required(operations.refurbish.permission, raise_exception=True)
def device_bench(request, pk):
    return show_bench(request, device_or_404(request, pk))


def show_bench(request, device, **forms):
    """The technician's page of a device; `forms` are those sent with a mistake."""
    items, media = items_to_check(device), media_of(device)
    last = Erasure.objects.filter(operator=request.user).order_by("-pk").first()
    for medium in media:
        medium.erase_form = _of(forms.get("erase"), medium) or ErasureForm(medium=medium, last=last)
        medium.form = _of(forms.get("identify"), medium) or MediumForm(medium=medium)
    todo = left_to_do(device)
    context = {
        "device": device,
        "media": media,
        "todo": todo,
        "checks_left": sum(item.result is None for item in items),
        "checklist": forms.get("checklist") or ChecklistForm(items=items),
        "add_form": forms.get("add") or MediumForm(),
        "finish_form": forms.get("finish") or FinishForm(device=device),
        "step": next(iter(forms), None) or _next_step(device, items, todo),
        "events": Event.objects.about(device).select_related("by")[:10],
    }
    return render(request, "inventory/device_bench.html", context)


def _of(form, medium):
    return form if form and form.medium.pk == medium.pk else None


def _next_step(device, items, todo):
    """Which part of the page is open."""
    if any(item.result is None for item in items):
        return "checklist"
    if device.needs_erasure:
        return "erase"
    return "checklist" if todo else "finish"


@permission_required(operations.record_results.permission, raise_exception=True)
def device_check(request, pk):
    device = device_or_404(request, pk)
    form = ChecklistForm(request.POST or None, items=items_to_check(device))
    if attempt(form, operations.record_results, device, by=request.user):
        messages.success(request, _("The checklist is saved."))
        return redirect("device_bench", pk)
    return show_bench(request, device, checklist=form)


@permission_required(operations.finish.permission, raise_exception=True)
def device_finish(request, pk):
    device = device_or_404(request, pk)
    form = FinishForm(request.POST or None, device=device)
    if attempt(form, operations.finish, device, by=request.user):
        messages.success(request, _("The device is ready."))
        return redirect(device)
    return show_bench(request, device, finish=form)


@permission_required(operations.add_medium.permission, raise_exception=True)
def medium_add(request, pk):
    device = device_or_404(request, pk)
    form = MediumForm(request.POST or None)
    if attempt(form, operations.add_medium, device, by=request.user):
        messages.success(request, _("The disk is noted: it is to erase."))
        return redirect("device_bench", pk)
    return show_bench(request, device, add=form)


@permission_required(operations.identify_medium.permission, raise_exception=True)
def medium_identify(request, pk):
    medium = medium_or_404(request, pk)
    form = MediumForm(request.POST or None, medium=medium)
    if attempt(form, operations.identify_medium, medium, by=request.user):
        messages.success(request, _("The disk is identified."))
        return redirect("device_bench", medium.device_id)
    return show_bench(request, device_or_404(request, medium.device_id), identify=form)


@permission_required(operations.record_erasure.permission, raise_exception=True)
def medium_erase(request, pk):
    medium = medium_or_404(request, pk)
    form = ErasureForm(request.POST or None, medium=medium)
    if attempt(form, operations.record_erasure, medium, by=request.user):
        messages.success(request, _("The erasure is recorded."))
        return redirect("device_bench", medium.device_id)
    return show_bench(request, device_or_404(request, medium.device_id), erase=form)


@permission_required(operations.remove_medium.permission, raise_exception=True)
@require_POST
def medium_remove(request, pk):
    done = _("Taken out: it is still to erase or to destroy.")
    return _press(request, pk, operations.remove_medium, done)


@permission_required(operations.put_back_medium.permission, raise_exception=True)
@require_POST
def medium_put_back(request, pk):
    return _press(request, pk, operations.put_back_medium, _("It is in the device again."))


@permission_required(operations.destroy_medium.permission, raise_exception=True)
@require_POST
def medium_destroy(request, pk):
    return _press(request, pk, operations.destroy_medium, _("The disk is destroyed."))


def _press(request, pk, operation, done):
    medium = medium_or_404(request, pk)
    act(request, operation, medium, done=done)
    return redirect("device_bench", medium.device_id)
