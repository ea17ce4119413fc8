"""Device list, device page, and operations outside the workshop."""

from itertools import zip_longest

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.acts import run_action
from core.forms import ActForm, attempt
from core.models import Event
from core.photos import Gallery
from core.tables import PER_PAGE, render_table
from donations.models import Donation
from inventory import operations
from inventory.accessories import charge_of
from inventory.bench import media_of
from inventory.bench.page import story_of
from inventory.bench.specs import sheet_of
from inventory.filters import DeviceFilter
from inventory.forms.devices import DeviceForm, MoveForm
from inventory.lifecycle import DeviceStatus
from inventory.lifecycle.repairs import REPAIRABLE_WHEN
from inventory.models import Device, ImportBatch
from inventory.operations.checklists import attempts_of, items_to_check
from inventory.operations.repairs import parts_of
from inventory.operations.vouchers.sims import sims_of
from inventory.shortcuts import device_or_404
from inventory.tables import DeviceTable


@permission_required("inventory.view_device", raise_exception=True)
def device_list(request):
    devices = Device.objects.visible_to(request.user).for_list()
    filters = DeviceFilter(request.GET, queryset=devices, request=request)
    table = DeviceTable(filters.qs, user=request.user)
    return render_table(request, "inventory/device_list.html", table, filters=filters)


@permission_required("inventory.view_device", raise_exception=True)
def device_detail(request, pk):
    """All we know of a device, and what to do next; never who has it."""
    device = device_or_404(request, pk)
    lots = Donation.objects.visible_to(request.user).select_related("donor")
    former = Device.objects.visible_to(request.user).filter(pk=device.former_id)
    attempts = attempts_of(device)
    checked = items_to_check(device) if attempts else []
    context = {
        "device": device,
        "donation": lots.filter(pk=device.donation_id).first(),
        "former": former.first() if device.former_id else None,
        "media": media_of(device),
        "charge": charge_of(device),
        "certificates": device.certificates.with_state(),
        "certify_form": ActForm(auto_id=False),
        "results": [item.result for item in checked if item.result],
        "attempts": attempts,
        "gallery": Gallery(device),
        "repairs": device.repairs.select_related("fault", "technician"),
        "taken_parts": parts_of(device),
        "may_repair": device.status in REPAIRABLE_WHEN and not device.transfer_id,
        "sources": _source_rows(device),
        "machine_reports": device.machine_reports.select_related("document", "by"),
        **sheet_of(device, request.user),
        **sims_of(device),
        "codes": device.tags.exclude(code=device.asset_tag).order_by("status", "pk"),
        **_end_of(device),
        **story_of(device, 100),
    }
    return render(request, "inventory/device_detail.html", context)


def _end_of(device):
    """Who retired a device, and the batch that it left with or is on the list of."""
    if device.status != DeviceStatus.RETIRED:
        return {"retired_by": None, "leaving": None}
    retired = Event.objects.about(device).filter(kind="device.retired").first()
    line = device.exit_lines.in_batch().select_related("batch").first()
    return {"retired_by": retired and retired.by, "leaving": line and line.batch}


@permission_required("inventory.view_device", raise_exception=True)
def device_story(request, pk):
    """All that ever happened to a device, the latest first."""
    device = device_or_404(request, pk)
    events = Paginator(Event.objects.about(device), PER_PAGE)
    page = events.get_page(request.GET.get("page"))
    context = {"device": device, "page": page, "paginator": events}
    return render(request, "inventory/device_story.html", context)


def _source_rows(device):
    """The donor's own rows: (row, [(heading, cell), ...]). Rows of other lists may name people."""
    donors = device.import_rows.filter(batch__kind=ImportBatch.DONOR_LIST)
    rows = donors.select_related("batch__document").order_by("pk")
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
        params = {"device": device, "place": device.place}
        messages.success(request, _("%(device)s now lies at %(place)s.") % params)
        return redirect(device)
    return render(request, "inventory/device_move.html", {"device": device, "form": form})


@permission_required(operations.refurbish.permission, raise_exception=True)
@require_POST
def device_refurbish(request, pk):
    device = device_or_404(request, pk)
    is_done = run_action(
        request, operations.refurbish, device, done=_("The device is on the bench.")
    )
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
    run_action(request, operations.withdraw, [device], done=_("The device is out of the register."))
    return redirect(device)


def _press(request, pk, operation, done, **keywords):
    device = device_or_404(request, pk)
    run_action(request, operation, device, done=done, **keywords)
    return redirect(device)
