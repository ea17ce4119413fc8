"""Vouchers: batches, what is left of each product, and what became of each voucher."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.acts import run_action
from core.forms import attempt
from core.models import Event
from core.tables import render_table
from inventory.filters.vouchers import BatchVoucherFilter, VoucherBatchFilter, VoucherFilter
from inventory.forms.vouchers import (
    ActivateForm,
    CancelForm,
    ConsignOneForm,
    MinimumForm,
    PhoneNumberForm,
)
from inventory.lifecycle.vouchers import VoucherStatus
from inventory.models import Voucher, VoucherBatch
from inventory.operations import vouchers as operations
from inventory.shortcuts import voucher_or_404
from inventory.tables.vouchers import VoucherBatchTable, VoucherListTable, VoucherTable
from inventory.views.voucher_page import may_see, show_voucher
from inventory.vouchershelf import shelves

may_change = permission_required("inventory.change_voucher", raise_exception=True)


def batch_or_404(request, pk):
    batches = VoucherBatch.objects.visible_to(request.user).select_related("product", "site")
    return get_object_or_404(batches, pk=pk)


@may_see
def voucherbatch_list(request):
    return _list(request, MinimumForm(user=request.user))


def _list(request, minimum_form):
    batches = VoucherBatch.objects.visible_to(request.user).for_list()
    filters = VoucherBatchFilter(request.GET, queryset=batches, request=request)
    left = shelves(request.user, timezone.localdate())
    return render_table(
        request,
        "inventory/voucherbatch_list.html",
        VoucherBatchTable(filters.qs),
        filters=filters,
        shelves=left,
        pressing=[shelf for shelf in left if shelf.is_pressing],
        minimum_form=minimum_form,
    )


@may_see
def voucher_list(request):
    """All vouchers of the reader's sites, by their last characters."""
    vouchers = Voucher.objects.visible_to(request.user).for_list()
    filters = VoucherFilter(request.GET, queryset=vouchers, request=request)
    table = VoucherListTable(filters.qs)
    return render_table(request, "inventory/voucher_list.html", table, filters=filters)


@permission_required(operations.set_voucher_minimum.permission, raise_exception=True)
@require_POST
def voucher_minimum(request):
    form = MinimumForm(request.POST, user=request.user)
    if attempt(form, operations.set_voucher_minimum, by=request.user):
        messages.success(request, _("The minimum is saved."))
        return redirect("voucherbatch_list")
    return _list(request, form)


@may_see
def voucherbatch_detail(request, pk):
    """What became of a batch: delivered is the sum of every status, always."""
    batch = batch_or_404(request, pk)
    vouchers = Voucher.objects.visible_to(request.user).filter(batch=batch)
    filters = BatchVoucherFilter(request.GET, queryset=vouchers.select_related("device"))
    counts = _by_status(vouchers)
    return render_table(
        request,
        "inventory/voucherbatch_detail.html",
        VoucherTable(filters.qs),
        filters=filters,
        batch=batch,
        counts=counts,
        delivered=sum(number for _status, number in counts),
        events=Event.objects.about(batch)[:50],
    )


def _by_status(vouchers):
    """[(status, how many)] of each status, in the order of a voucher's life."""
    numbers = dict(vouchers.order_by().values_list("status").annotate(number=Count("pk")))
    return [(status, numbers.get(status, 0)) for status in VoucherStatus]


@may_see
def voucher_detail(request, pk):
    return show_voucher(request, voucher_or_404(request, pk))


@permission_required(operations.consign_vouchers.permission, raise_exception=True)
def voucher_consign(request, pk):
    voucher = voucher_or_404(request, pk)
    form = ConsignOneForm(request.POST or None, user=request.user, voucher=voucher)
    if attempt(form, operations.consign_vouchers, by=request.user):
        messages.success(request, _("The voucher is consigned."))
        return redirect(form.result)
    return render(request, "inventory/voucher_consign.html", {"voucher": voucher, "form": form})


@permission_required(operations.activate_voucher.permission, raise_exception=True)
@require_POST
def voucher_activate(request, pk):
    voucher = voucher_or_404(request, pk)
    form = ActivateForm(request.POST)
    if attempt(form, operations.activate_voucher, voucher, by=request.user):
        messages.success(request, _("The voucher is activated."))
        return redirect(voucher)
    return show_voucher(request, voucher_or_404(request, pk), activate_form=form)


@permission_required(operations.note_phone_number.permission, raise_exception=True)
@require_POST
def voucher_number(request, pk):
    voucher = voucher_or_404(request, pk)
    form = PhoneNumberForm(request.POST)
    if attempt(form, operations.note_phone_number, voucher, by=request.user):
        messages.success(request, _("The phone number is saved."))
        return redirect(voucher)
    return show_voucher(request, voucher_or_404(request, pk), number_form=form)


@may_change
@require_POST
def voucher_lost(request, pk):
    return _press(request, pk, operations.lose_voucher, _("The voucher is declared lost."))


@may_change
@require_POST
def voucher_cancel(request, pk):
    voucher = voucher_or_404(request, pk)
    form = CancelForm(request.POST)
    if attempt(form, operations.cancel_voucher, voucher, by=request.user):
        messages.success(request, _("The voucher is cancelled."))
        return redirect(voucher)
    return show_voucher(request, voucher_or_404(request, pk), cancel_form=form)


@may_change
@require_POST
def voucher_give_back(request, pk):
    return _press(request, pk, operations.return_consigned, _("The voucher is in stock again."))


def _press(request, pk, operation, done):
    voucher = voucher_or_404(request, pk)
    run_action(request, operation, voucher, done=done)
    return redirect(voucher)
