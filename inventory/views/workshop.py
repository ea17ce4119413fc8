"""The bench: one page for the technician, and the forms it sends."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.acts import run_action
from core.forms import attempt
from core.tables import render_table
from inventory import operations
from inventory.bench import with_work_left
from inventory.bench.beside import panel_contexts
from inventory.bench.group import chosen
from inventory.bench.page import show_bench
from inventory.filters import BenchFilter
from inventory.forms.workshop import FinishForm
from inventory.lifecycle import DeviceStatus
from inventory.models import Device
from inventory.scanned import device_named
from inventory.shortcuts import device_or_404
from inventory.tables.bench import BenchTable


@permission_required(operations.refurbish.permission, raise_exception=True)
def bench(request):
    """My devices under way, the oldest first; a choice shows everybody's."""
    devices = Device.objects.visible_to(request.user)
    on_bench = devices.on_bench()
    rows = with_work_left(on_bench).for_list().select_related("bench_by")
    filters = BenchFilter(request.GET, queryset=rows, request=request)
    is_mine = not filters.data.get("whose")
    table = BenchTable(filters.qs, is_mine=is_mine)
    if is_mine and not filters.qs.order_by().exists():
        table.none_yet = table.empty_text = _none_of_mine(on_bench)
    context = {
        "filters": filters,
        "to_check": _number(devices.filter(status=DeviceStatus.RECEIVED)),
        "chosen": chosen(request),
        "beside": panel_contexts(request.user),
    }
    return render_table(request, "inventory/bench.html", table, **context)


def _number(devices):
    return devices.order_by()[:1000].count()


def _none_of_mine(on_bench):
    """What an empty bench says: that of colleagues may hold something."""
    number = _number(on_bench)
    if not number:
        return _("Nothing is on the bench: scan a device to begin.")
    words = ngettext(
        "See the %(count)s device of the whole bench",
        "See the %(count)s devices of the whole bench",
        number,
    )
    return format_html(
        '{}<br><a href="?whose=everybody">{}</a>',
        _("Nothing like this is on your own bench."),
        words % {"count": number},
    )


@permission_required(operations.refurbish.permission, raise_exception=True)
@require_POST
def bench_scan(request):
    """Open the bench page of the device that a code names."""
    try:
        device = device_named(request.POST.get("code"), Device.objects.visible_to(request.user))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages), extra_tags="scan")
        return redirect("bench")
    messages.success(request, _("Found: %(thing)s") % {"thing": device}, extra_tags="scan")
    return redirect("device_bench", device.pk)


@permission_required(operations.take_over_bench.permission, raise_exception=True)
@require_POST
def device_bench_take(request, pk):
    """Go on with what a colleague began."""
    device = device_or_404(request, pk)
    run_action(request, operations.take_over_bench, device, done=_("It is on your bench now."))
    return redirect("device_bench", pk)


@permission_required(operations.refurbish.permission, raise_exception=True)
def device_bench(request, pk):
    return show_bench(request, device_or_404(request, pk))


@permission_required(operations.finish.permission, raise_exception=True)
def device_finish(request, pk):
    device = device_or_404(request, pk)
    form = FinishForm(request.POST or None, device=device)
    if attempt(form, operations.finish, device, by=request.user):
        messages.success(request, _("The device is ready."))
        return redirect(device)
    return show_bench(request, device, finish=form)
