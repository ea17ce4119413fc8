"""Workbench: answers to a checklist, and their files."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.acts import run_action
from core.bodies import takes_files
from core.downloads import to_keep
from core.forms import attempt
from core.lives import Refused
from core.photos import MAX_AT_ONCE
from core.typed import number_of
from inventory import operations
from inventory.bench.page import show_bench
from inventory.forms.checklists import ChecklistForm
from inventory.lifecycle import DeviceStatus
from inventory.models import Device, TestResult
from inventory.operations.checklists import items_to_check, results_seen
from inventory.shortcuts import device_or_404


@permission_required(operations.record_results.permission, raise_exception=True)
@takes_files(count=MAX_AT_ONCE)
def device_check(request, pk):
    device = device_or_404(request, pk)
    was = device.status
    form = _form(request, device)
    if attempt(form, operations.record_results, device, by=request.user):
        _flash(request, form, device, was)
        return redirect("device_bench", pk)
    return show_bench(request, device, checklist=form)


def _form(request, device):
    items = items_to_check(device)
    if request.method != "POST":
        return ChecklistForm(items=items)
    seen = number_of(request.POST.get("seen"))
    latest = max((item.result.attempt_id for item in items if item.result), default=0)
    shown = None if seen is None or seen >= latest else results_seen(device, seen)
    return ChecklistForm(request.POST, request.FILES, items=items, shown=shown)


def _flash(request, form, device, was):
    if device.status == DeviceStatus.QUARANTINED and was != device.status:
        messages.warning(request, _("It is locked or blocked: the device is in quarantine."))
    else:
        messages.success(request, _("The checklist is saved."))
    left = getattr(form, "left_open", 0)
    if left:
        text = ngettext(
            "%(count)s item asks for a value, a photo or a file: it is not answered yet.",
            "%(count)s items ask for a value, a photo or a file: they are not answered yet.",
            left,
        )
        messages.info(request, text % {"count": left})


@permission_required(operations.take_new_version.permission, raise_exception=True)
@require_POST
def checklist_renew(request, pk):
    device = device_or_404(request, pk)
    done = _("It is checked by the version in use now; answers to what it asks alike are kept.")
    run_action(request, operations.take_new_version, device, done=done)
    return redirect("device_bench", pk)


@permission_required("inventory.view_device", raise_exception=True)
def result_file(request, pk):
    """The file that proves an answer, to keep, for who may see the device."""
    results = TestResult.objects.filter(device__in=Device.objects.visible_to(request.user))
    document = get_object_or_404(results.select_related("file").exclude(file=None), pk=pk).file
    try:
        content = document.read()
    except Refused as refusal:
        raise Http404 from refusal
    return to_keep(content, document.name)
