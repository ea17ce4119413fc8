"""The row of an address, if its user may see it; a 404 for any other."""

from django.shortcuts import get_object_or_404

from inventory.models import Device


def device_or_404(request, pk):
    return get_object_or_404(Device.objects.visible_to(request.user).for_list(), pk=pk)
