"""At the bench: disks and memories, and the proof that each is erased."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.acts import run_action
from core.forms import attempt
from inventory import operations
from inventory.bench.page import show_bench
from inventory.forms.erasure import DestroyForm, ErasureForm, MediumForm, verifiers_of
from inventory.models import Device, Medium
from inventory.shortcuts import device_or_404


def medium_or_404(request, pk):
    media = Medium.objects.filter(device__in=Device.objects.visible_to(request.user))
    return get_object_or_404(media.select_related("device__category"), pk=pk)


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
    people = verifiers_of(medium.device, request.user)
    form = ErasureForm(request.POST or None, medium=medium, people=people)
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
def medium_destroy(request, pk):
    medium = medium_or_404(request, pk)
    people = verifiers_of(medium.device, request.user)
    form = DestroyForm(request.POST or None, medium=medium, people=people)
    if attempt(form, operations.destroy_medium, medium, by=request.user):
        messages.success(request, _("The disk is destroyed: its record is kept."))
        return redirect("device_bench", medium.device_id)
    return show_bench(request, device_or_404(request, medium.device_id), destroy=form)


def _press(request, pk, operation, done):
    medium = medium_or_404(request, pk)
    run_action(request, operation, medium, done=done)
    return redirect("device_bench", medium.device_id)
