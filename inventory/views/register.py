"""Export of the filtered device list, and its update from a file."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.bodies import takes_files
from core.exports import filters_of, record_export
from core.forms import attempt
from core.spreadsheets import TYPES, sheet_response
from inventory import operations
from inventory.filters import DeviceFilter
from inventory.forms.imports import UpdateForm
from inventory.lists.export import export_rows
from inventory.models import Device, ImportBatch

RECENT = 20


@permission_required("inventory.export_device", raise_exception=True)
def device_export(request):
    """How many devices the filter leaves; pressed, they come as a file, and that is recorded."""
    devices = Device.objects.visible_to(request.user)
    filters = DeviceFilter(request.GET, queryset=devices, request=request)
    form = request.POST.get("form")
    if request.method == "POST" and form in TYPES:
        criteria, count = filters_of(filters, request.GET), filters.qs.count()
        record_export("device_list", by=request.user, filters=criteria, count=count, form=form)
        name = _("devices %(day)s") % {"day": timezone.localdate().isoformat()}
        return sheet_response(name, form, export_rows(filters.qs))
    context = {"filters": filters, "count": filters.qs.count()}
    return render(request, "inventory/device_export.html", context)


@permission_required(operations.check_list.permission, raise_exception=True)
@takes_files
def device_update(request):
    form = UpdateForm(request.POST or None, request.FILES or None)
    if attempt(form, operations.check_list, None, by=request.user):
        return redirect(form.result)
    batches = ImportBatch.objects.visible_to(request.user).filter(kind="update")
    context = {"form": form, "batches": batches.select_related("document")[:RECENT]}
    return render(request, "inventory/device_update.html", context)
