"""The row of an address, if its user may see it; a 404 for any other."""

from django.shortcuts import get_object_or_404

from inventory.models import Device


def device_or_404(request, pk, *joined):
    """The device, with what a list shows of it, and the relations `joined`."""
    devices = Device.objects.visible_to(request.user).for_list()
    return get_object_or_404(devices.select_related(*joined) if joined else devices, pk=pk)
