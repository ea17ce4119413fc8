from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, render

from core.models import Event
from core.tables import render_table
from inventory.filters import DeviceFilter
from inventory.models import Device
from inventory.tables import DeviceTable


@permission_required("inventory.view_device", raise_exception=True)
def device_list(request):
    devices = Device.objects.visible_to(request.user).for_list()
    filters = DeviceFilter(request.GET, queryset=devices, request=request)
    table = DeviceTable(filters.qs)
    return render_table(request, "inventory/device_list.html", table, filters=filters)


@permission_required("inventory.view_device", raise_exception=True)
def device_detail(request, pk):
    devices = Device.objects.visible_to(request.user).for_list().select_related("donation__donor")
    device = get_object_or_404(devices, pk=pk)
    events = Event.objects.about(device).select_related("by")[:100]
    return render(request, "inventory/device_detail.html", {"device": device, "events": events})
