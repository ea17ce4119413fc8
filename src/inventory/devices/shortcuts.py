"""Look up the row of a URL; raise 404 unless the user may see it."""

from django.shortcuts import get_object_or_404

from inventory.models import Device


def device_or_404(request, pk, *joined):
    """Return the device, with the relations of a list and of `joined`, or raise 404."""
    devices = Device.objects.visible_to(request.user).for_list()
    return get_object_or_404(devices.select_related(*joined) if joined else devices, pk=pk)
