import time

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms.actions import (
    action_view,
    finder,
    last_undoable,
    redirect_saying,
    run_action,
)
from core.forms.base import attempt
from core.forms.submissions import scan_once
from core.http.access import allowed
from core.lists.tables import list_view
from core.models import Event
from core.pdf.render import pdf_response
from inventory.devices.lifecycle.transfers import FreightStatus, TransferStatus
from inventory.devices.operations import works_at
from inventory.models import Device, Freight, Refurbisher, Transfer
from inventory.scanning.codes import device_named
from inventory.scanning.refusals import flash_refusal
from inventory.transfers import operations
from inventory.transfers.forms import (
    OutingForm,
    RefurbisherForm,
    SendForm,
    SettleForm,
    TransferForm,
)
from inventory.transfers.papers import render_slip
from inventory.transfers.tables import OutingTable, RefurbisherTable, TransferFilter, TransferTable

may_move = allowed(operations.send.permission)
may_change = allowed(operations.save_refurbisher.permission)
_transfer = finder(lambda user: Transfer.objects.visible_to(user).for_list())
outing_list = list_view(
    OutingTable,
    TransferFilter,
    permission=operations.send.permission,
    rows=lambda user: Transfer.objects.visible_to(user).outside().for_list(),
)


@may_move
def outing_add(request):
    form = OutingForm(request.POST or None, user=request.user)
    if attempt(form, operations.prepare_transfer, by=request.user):
        return redirect(form.result)
    context = {"form": form, "has_workshops": form.fields["refurbisher"].queryset.exists()}
    return render(request, "inventory/transfers/outing_add.html", context)


refurbisher_list = list_view(RefurbisherTable, permission=operations.save_refurbisher.permission)


@may_change
def refurbisher_add(request):
    form = RefurbisherForm(request.POST or None)
    if attempt(form, operations.save_refurbisher, by=request.user):
        return redirect_saying(request, _("The workshop has been added."), "refurbisher_list")
    return render(request, "inventory/transfers/refurbisher_add.html", {"form": form})


@may_change
def refurbisher_edit(request, pk):
    workshop = get_object_or_404(Refurbisher.objects.visible_to(request.user), pk=pk)
    context = {"workshop": str(workshop), "events": Event.objects.about(workshop)[:50]}
    form = RefurbisherForm(request.POST or None, instance=workshop)
    if attempt(form, operations.save_refurbisher, by=request.user):
        return redirect_saying(request, _("The details have been corrected."), "refurbisher_list")
    return render(request, "inventory/transfers/refurbisher_edit.html", {"form": form, **context})


# --- Transfers between sites: list, scan page, slip. ---
transfer_list = list_view(
    TransferTable,
    TransferFilter,
    permission=operations.send.permission,
    rows=lambda user: Transfer.objects.visible_to(user).between_sites().for_list(),
)


@may_move
def transfer_add(request):
    form = TransferForm(request.POST or None, user=request.user)
    if attempt(form, operations.prepare_transfer, by=request.user):
        return redirect(form.result)
    return render(request, "inventory/transfers/transfer_add.html", {"form": form})


@may_move
def transfer_detail(request, pk):
    return _render_page(request, _transfer(request, pk))


def _render_page(request, transfer, read_at=0, **forms):
    """Render the page of a transfer; for an htmx scan, only the part that a scan changes."""
    rows = list(transfer.freight.aboard().for_list())
    for row in rows:  # until it arrives, a device is visible at the site that it left
        row.may_open = works_at(row.device.site_id, request.user)
    groups = {status.value: [f for f in rows if f.status == status] for status in FreightStatus}
    at = transfer.destination if transfer.status == TransferStatus.SENT else transfer.origin
    is_open = transfer.status in {TransferStatus.PREPARED, TransferStatus.SENT}
    context = {
        "transfer": transfer,
        "read_at": read_at,
        "rows": rows,
        "groups": groups,
        "counts": {status: len(some) for status, some in groups.items()},
        "holding_data": [f.device for f in groups[FreightStatus.LISTED] if f.device.needs_erasure],
        "may_scan": is_open and works_at(at.pk, request.user),
        "last": rows[0] if rows else None,
    }
    if request.htmx:
        return render(request, "inventory/transfers/_transfer.html", context)
    context |= {
        "send_form": SendForm(initial={"carrier": transfer.carrier}),
        "settle_form": SettleForm(missing=groups[FreightStatus.SENT], transfer=transfer),
        "events": Event.objects.about(transfer)[:100],
        "sent": last_undoable(transfer, ["transfer.sent"], by=request.user),
    }
    return render(request, "inventory/transfers/transfer_detail.html", context | forms)


def _back(request, transfer):
    if request.htmx:
        read_at = time.time_ns()  # before any query
        return _render_page(request, _transfer(request, transfer.pk), read_at)
    return redirect(transfer)


@may_move.by_post
def transfer_scan(request, pk):
    """Load or receive the device with the scanned code, depending on the status of the transfer."""
    transfer = _transfer(request, pk)
    is_sent = transfer.status == TransferStatus.SENT
    try:
        # The receiving user may see a device in hand, whichever site it comes from.
        device = device_named(request.POST.get("code"), Device.objects.all())
        operation = operations.arrive if is_sent else operations.load
        freight = scan_once(request, operation, transfer, device=device)
    except ValidationError as refusal:
        flash_refusal(request, refusal)
    else:
        _flash(request, device, freight)
    return _back(request, transfer)


def _flash(request, device, freight):
    if freight is None:
        params = _("%(code)s is already in this list.") % {"code": device}
        messages.warning(request, params, extra_tags="scan")
        return
    params = {"what": device, "words": freight.status_label}
    is_extra = freight.status == FreightStatus.EXTRA
    say = messages.warning if is_extra else messages.success
    say(request, _("%(what)s: %(words)s") % params, extra_tags="scan")


@may_move.by_post
def freight_undo(request, pk):
    """Take a device off the list, or undo its arrival."""
    rows = Freight.objects.filter(transfer__in=Transfer.objects.visible_to(request.user))
    freight = get_object_or_404(rows.select_related("transfer", "device__category"), pk=pk)
    is_sent = freight.transfer.status == TransferStatus.SENT
    done = _("Undone: %(what)s") % {"what": freight.device}
    undo = operations.not_arrive if is_sent else operations.unload
    run_action(request, undo, freight, done=done, tags="scan")
    return _back(request, freight.transfer)


@may_move.by_post
def transfer_send(request, pk):
    transfer = _transfer(request, pk)
    form = SendForm(request.POST)
    if attempt(form, operations.send, transfer, by=request.user):
        return redirect_saying(request, _("The transfer is on its way: print its slip."), transfer)
    return _render_page(request, transfer, send_form=form)


transfer_cancel = action_view(
    operations.cancel_transfer,
    _transfer,
    gettext_lazy("The transfer is cancelled: everything stays where it is."),
)


@allowed(operations.settle_transfer.permission).by_post
def transfer_settle(request, pk):
    transfer = _transfer(request, pk)
    missing = transfer.freight.filter(status=FreightStatus.SENT).for_list()
    form = SettleForm(request.POST, missing=missing.select_related("transfer"), transfer=transfer)
    if attempt(form, operations.settle_transfer, transfer, by=request.user):
        return redirect_saying(request, _("Your decisions are saved."), transfer)
    return _render_page(request, transfer, settle_form=form)


transfer_close = action_view(
    operations.close_transfer, _transfer, gettext_lazy("Everything has arrived.")
)


@may_move
def transfer_slip(request, pk):
    transfer = _transfer(request, pk)
    return pdf_response(render_slip(transfer), transfer.number)
