"""Pages of exit batches: list, scan page, slip and certificate."""

import time

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from core.forms.actions import action_view, finder, redirect_saying, run_action
from core.forms.base import attempt
from core.forms.submissions import scan_once
from core.http.access import allowed
from core.http.body_limit import takes_files
from core.http.downloads import document_to_keep
from core.lists.tables import render_table
from core.models import Event
from core.pdf.render import pdf_response
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.devices.lifecycle.exits import DiskFate, ExitLineStatus, ExitPurpose, ExitStatus
from inventory.devices.operations import works_at
from inventory.devices.shortcuts import device_or_404
from inventory.exits import operations
from inventory.exits.forms import (
    CertifyForm,
    ExitEditForm,
    ExitForm,
    ExitSendForm,
    PickForm,
    RetireForm,
    WeighForm,
)
from inventory.exits.manifest import account_of, total_of
from inventory.exits.operations import unproven_disks, unproven_media
from inventory.exits.papers import render_exit_slip
from inventory.exits.tables import ExitFilter, ExitTable
from inventory.models import Device, ExitBatch, ExitLine, Medium
from inventory.scanning.codes import device_named
from inventory.scanning.refusals import flash_refusal

may_scan = allowed(operations.put_in_exit.permission)
may_send = allowed(operations.send_exit.permission)
# Maximum rows shown of listed and of waiting devices; the slip has all listed devices.
MAX_SHOWN = 100
_batch = finder(lambda user: ExitBatch.objects.visible_to(user).for_list())


@may_scan
def exit_list(request):
    filters = ExitFilter(
        request.GET,
        queryset=ExitBatch.objects.visible_to(request.user).for_list(),
        request=request,
    )
    table = ExitTable(filters.qs, names_donors=request.user.has_perm("donations.view_donor"))
    devices = Device.objects.visible_to(request.user)
    removed = Medium.objects.taken_out_unproven().filter(device__in=devices)
    context = {
        "filters": filters,
        "waiting": devices.awaiting_exit().count(),
        "going_back": devices.awaiting_exit(ExitPurpose.RETURN).count(),
        "removed": removed.select_related("device__category")[:MAX_SHOWN],
    }
    return render_table(request, "inventory/exits/exit_list.html", table, **context)


@allowed(operations.prepare_exit.permission)
def exit_add(request):
    form = ExitForm(request.POST or None, user=request.user)
    if attempt(form, operations.prepare_exit, by=request.user):
        return redirect(form.result)
    return render(request, "inventory/exits/exit_add.html", {"form": form})


@may_scan
def exit_detail(request, pk):
    return _render_page(request, _batch(request, pk))


def _waiting(batch):
    """Retired devices at the site of this batch that could be added to it."""
    devices = Device.objects.filter(site=batch.site_id)
    waiting = devices.awaiting_exit(ExitPurpose(batch.purpose))
    return waiting.filter(donation__donor=batch.donor_id) if batch.is_return else waiting


def _render_page(request, batch, read_at=0, **forms):
    """Render the page of a batch; for an htmx scan, only the part that a scan changes."""
    is_open = batch.status == ExitStatus.OPEN
    rows = list(batch.lines.in_batch().for_list()[:MAX_SHOWN])
    account = account_of(batch)
    context = {
        "batch": batch,
        "read_at": read_at,
        "rows": rows,
        "more": max(0, batch.devices - len(rows)),
        "account": account,
        "total": total_of(account),
        "data_left": unproven_disks(batch, _listed(batch)) if is_open else [],
        "may_scan": is_open and works_at(batch.site_id, request.user),
        "fate": _fate(request),
        "hidden": {"retire": _fate(request)},
    }
    if request.htmx:
        return render(request, "inventory/exits/_exit.html", context)
    context |= _forms(request, batch, account) | forms
    return render(request, "inventory/exits/exit_detail.html", context)


def _listed(batch):
    devices = Device.objects.filter(
        exit_lines__batch=batch, exit_lines__status=ExitLineStatus.LISTED
    )
    return list(devices.select_related("category", "donation").order_by("pk"))


def _forms(request, batch, account):
    """Forms that only the full page shows."""
    is_open = batch.status == ExitStatus.OPEN
    waiting = _waiting(batch).for_list().order_by("pk") if is_open else Device.objects.none()
    return {
        "waiting": waiting[:MAX_SHOWN],
        "weigh_form": WeighForm(batch=batch, account=account),
        "send_form": ExitSendForm(batch=batch),
        "certify_form": CertifyForm(batch=batch),
        "may_know_donor": request.user.has_perm("donations.view_donor"),
        "events": Event.objects.about(batch)[:100],
    }


def _fate(request):
    """The fate of the disks if a scan also retires the device, or ""."""
    fate = request.POST.get("retire") or request.GET.get("retire") or ""
    may = request.user.has_perm(operations.retire_into_exit.permission)
    return fate if may and fate in DiskFate else ""


def _back(request, batch):
    if request.htmx:
        read_at = time.time_ns()  # before any query
        return _render_page(request, _batch(request, batch.pk), read_at)
    query = f"?{urlencode({'retire': _fate(request)})}" if _fate(request) else ""
    return redirect(f"{batch.get_absolute_url()}{query}")


@may_scan.by_post
def exit_scan(request, pk):
    """Add a scanned device to the batch; retire it first, if the user may."""
    batch = _batch(request, pk)
    try:
        # including retired devices, but not devices entered in error
        devices = Device.objects.visible_to(request.user)
        code = request.POST.get("code")
        device = device_named(code, devices, ended=[DeviceStatus.WITHDRAWN])
        line = scan_once(request, _put, batch, device=device, fate=_fate(request))
    except ValidationError as refusal:
        flash_refusal(request, refusal)
    else:
        params = {"code": device, "device": device}
        if line:
            messages.success(request, _("On the list: %(device)s") % params, extra_tags="scan")
        else:
            params = _("%(code)s is already in this list.") % params
            messages.warning(request, params, extra_tags="scan")
    return _back(request, batch)


def _put(batch, *, by, device, fate):
    """Add a device to the list; return its line, or None if it was already listed."""
    if fate:
        lines = operations.retire_into_exit(batch, by=by, devices=[device], disks=fate)
    else:
        lines = operations.put_in_exit(batch, by=by, devices=[device])
    return lines[0] if lines else None


@may_scan.by_post
def exit_pick(request, pk):
    """Add the ticked devices to the batch."""
    batch = _batch(request, pk)
    form = PickForm(request.POST, waiting=_waiting(batch))
    if attempt(form, operations.put_in_exit, batch, by=request.user):
        count = len(form.result or ())
        text = ngettext("%(count)s more device.", "%(count)s more devices.", count)
        return redirect_saying(request, text % {"count": count}, batch)
    return _render_page(request, batch, pick_form=form)


@may_scan.by_post
def exitline_undo(request, pk):
    lines = ExitLine.objects.filter(batch__in=ExitBatch.objects.visible_to(request.user))
    line = get_object_or_404(lines.select_related("batch__site", "device__category"), pk=pk)
    done = _("Undone: %(what)s") % {"what": line.device}
    run_action(request, operations.take_out_of_exit, line, done=done, tags="scan")
    return _back(request, line.batch)


@may_scan.by_post
def exit_weigh(request, pk):
    batch = _batch(request, pk)
    form = WeighForm(request.POST, batch=batch)
    if attempt(form, operations.weigh_exit, batch, by=request.user):
        messages.success(request, _("The weights are saved."))
        return redirect(f"{batch.get_absolute_url()}#weights")
    return _render_page(request, batch, weigh_form=form)


@may_send
def exit_edit(request, pk):
    batch = _batch(request, pk)
    if not batch.is_editable:
        return redirect(batch)
    form = ExitEditForm(request.POST or None, instance=batch)
    if attempt(form, operations.describe_exit, by=request.user):
        return redirect_saying(request, _("The details have been corrected."), batch)
    return render(request, "inventory/exits/exit_edit.html", {"batch": batch, "form": form})


@may_send.by_post
def exit_send(request, pk):
    batch = _batch(request, pk)
    form = ExitSendForm(request.POST, batch=batch)
    if attempt(form, operations.send_exit, batch, by=request.user):
        messages.success(request, _("The batch has left and its list is closed: print its slip."))
        return redirect(batch)
    return _render_page(request, batch, send_form=form)


exit_cancel = action_view(
    operations.cancel_exit,
    _batch,
    gettext_lazy("The batch is cancelled: its devices stay here, retired."),
)


@may_send.by_post
@takes_files
def exit_certify(request, pk):
    batch = _batch(request, pk)
    form = CertifyForm(request.POST, request.FILES, batch=batch)
    if attempt(form, operations.certify_exit, batch, by=request.user):
        return redirect_saying(request, _("The certificate is filed: the batch is closed."), batch)
    return _render_page(request, batch, certify_form=form)


@may_send
@require_GET
def exit_certificate(request, pk):
    batch = _batch(request, pk)
    document = batch.certificate
    if document is None:
        raise Http404
    return document_to_keep(request, document, back=batch)


@may_scan
def exit_slip(request, pk):
    """Send the slip; a return slip names a donor, so the permission to see donors is required."""
    batch = _batch(request, pk)
    if batch.is_return and not request.user.has_perm("donations.view_donor"):
        raise PermissionDenied("donations.view_donor")
    return pdf_response(render_exit_slip(batch), batch.number)


# --- Retirement of a device. ---

may_retire = allowed(operations.retire.permission)


@may_retire
def device_retire(request, pk):
    device = device_or_404(request, pk)
    form = RetireForm(request.POST or None, has_data=bool(unproven_media([device])))
    if attempt(form, operations.retire, device, by=request.user):
        return redirect_saying(request, _("The device has been retired."), device)
    return render(request, "inventory/exits/device_retire.html", {"device": device, "form": form})
