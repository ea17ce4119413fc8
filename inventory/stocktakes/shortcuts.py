"""The row of an address, if its user may see it; a 404 for any other."""

from django.shortcuts import get_object_or_404

from inventory.models import StockCount


def count_or_404(request, pk):
    counts = StockCount.objects.visible_to(request.user).for_list()
    return get_object_or_404(counts.select_related("counted_by", "finalised_by"), pk=pk)
