"""Vouchers: batches and what became of them; a code is shown on one answer only, with a trace."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from core.acts import act
from core.forms import attempt
from core.models import Event
from core.tables import render_table
from inventory import operations
from inventory.filters import VoucherBatchFilter, VoucherFilter
from inventory.forms.vouchers import ConsignForm, VoucherBatchForm
from inventory.lifecycle import VoucherStatus
from inventory.models import Voucher, VoucherBatch
from inventory.tables import VoucherBatchTable, VoucherTable


def batch_or_404(request, pk):
    batches = VoucherBatch.objects.visible_to(request.user).select_related("product", "site")
    return get_object_or_404(batches, pk=pk)


def voucher_or_404(request, pk):
    vouchers = Voucher.objects.visible_to(request.user)
    return get_object_or_404(vouchers.select_related("batch__product", "organisation"), pk=pk)


@permission_required("inventory.view_voucher", raise_exception=True)
def voucherbatch_list(request):
    batches = VoucherBatch.objects.visible_to(request.user).for_list()
    filters = VoucherBatchFilter(request.GET, queryset=batches, request=request)
    table = VoucherBatchTable(filters.qs)
    return render_table(request, "inventory/voucherbatch_list.html", table, filters=filters)


@sensitive_post_parameters("codes")
@permission_required(operations.receive_vouchers.permission, raise_exception=True)
def voucherbatch_add(request):
    form = VoucherBatchForm(request.POST or None, request.FILES or None, user=request.user)
    if attempt(form, operations.receive_vouchers, by=request.user):
        messages.success(request, _("The vouchers are in stock."))
        return redirect(form.result)
    return render(request, "inventory/voucherbatch_add.html", {"form": form})


@permission_required("inventory.view_voucher", raise_exception=True)
def voucherbatch_detail(request, pk):
    """What became of a batch: delivered is the sum of every status, always."""
    batch = batch_or_404(request, pk)
    vouchers = Voucher.objects.visible_to(request.user).filter(batch=batch)
    filters = VoucherFilter(request.GET, queryset=vouchers)
    counts = _by_status(vouchers)
    return render_table(
        request,
        "inventory/voucherbatch_detail.html",
        VoucherTable(filters.qs),
        filters=filters,
        batch=batch,
        counts=counts,
        delivered=sum(number for _status, number in counts),
        events=Event.objects.about(batch).select_related("by")[:50],
    )


def _by_status(vouchers):
    """[(status, how many)] of those there are, in the order of a voucher's life."""
    numbers = dict(vouchers.order_by().values_list("status").annotate(number=Count("pk")))
    return [(status, numbers[status]) for status in VoucherStatus if status in numbers]


@permission_required(operations.consign_vouchers.permission, raise_exception=True)
def voucherbatch_consign(request, pk):
    batch = batch_or_404(request, pk)
    stock = Voucher.objects.visible_to(request.user).filter(batch=batch)
    form = ConsignForm(
        request.POST or None, user=request.user, stock=stock.available(timezone.localdate())
    )
    if attempt(form, operations.consign_vouchers, by=request.user):
        number = int(form["quantity"].value())
        done = ngettext("%(count)s voucher consigned.", "%(count)s vouchers consigned.", number)
        messages.success(request, done % {"count": number})
        return redirect(batch)
    return render(request, "inventory/voucherbatch_consign.html", {"batch": batch, "form": form})


@permission_required("inventory.view_voucher", raise_exception=True)
def voucher_detail(request, pk):
    return show_voucher(request, voucher_or_404(request, pk))


def show_voucher(request, voucher, code=None):
    events = Event.objects.about(voucher).select_related("by")[:100]
    context = {"voucher": voucher, "events": events, "code": code}
    return render(request, "inventory/voucher_detail.html", context)


@permission_required(operations.reveal.permission, raise_exception=True)
@cache_control(no_store=True, private=True)
@sensitive_variables("code")
def voucher_reveal(request, pk):
    """The code, on the answer to this press alone; reading the address again shows nothing."""
    voucher = voucher_or_404(request, pk)
    if request.method != "POST":
        return redirect(voucher)
    try:
        code = operations.reveal(voucher, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(voucher)
    return show_voucher(request, voucher_or_404(request, pk), code)


@permission_required(operations.consign_vouchers.permission, raise_exception=True)
def voucher_consign(request, pk):
    voucher = voucher_or_404(request, pk)
    form = ConsignForm(request.POST or None, user=request.user, voucher=voucher)
    if attempt(form, operations.consign_vouchers, by=request.user):
        messages.success(request, _("The voucher is consigned."))
        return redirect(voucher)
    return render(request, "inventory/voucher_consign.html", {"voucher": voucher, "form": form})


@permission_required(operations.activate_voucher.permission, raise_exception=True)
@require_POST
def voucher_activate(request, pk):
    return _press(request, pk, operations.activate_voucher, _("The voucher is activated."))


@permission_required(operations.lose_voucher.permission, raise_exception=True)
@require_POST
def voucher_lost(request, pk):
    return _press(request, pk, operations.lose_voucher, _("The voucher is declared lost."))


@permission_required(operations.cancel_voucher.permission, raise_exception=True)
@require_POST
def voucher_cancel(request, pk):
    return _press(request, pk, operations.cancel_voucher, _("The voucher is cancelled."))


@permission_required(operations.return_consigned.permission, raise_exception=True)
@require_POST
def voucher_give_back(request, pk):
    return _press(request, pk, operations.return_consigned, _("The voucher is in stock again."))


def _press(request, pk, operation, done):
    voucher = voucher_or_404(request, pk)
    act(request, operation, voucher, done=done)
    return redirect(voucher)
