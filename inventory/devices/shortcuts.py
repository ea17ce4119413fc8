"""Lookup of the row in a URL, if the user may see it; raises 404 otherwise."""

from django.shortcuts import get_object_or_404

from inventory.models import Device


def device_or_404(request, pk, *joined):
    """The device with the relations of a list and those in `joined`; raises 404."""
    devices = Device.objects.visible_to(request.user).for_list()
    return get_object_or_404(devices.select_related(*joined) if joined else devices, pk=pk)
