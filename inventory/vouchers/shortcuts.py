"""The row of an address, if its user may see it; a 404 for any other."""

from django.shortcuts import get_object_or_404

from inventory.models import Voucher


def voucher_or_404(request, pk):
    vouchers = Voucher.objects.visible_to(request.user)
    rows = vouchers.select_related(
        "batch__product", "batch__site", "organisation", "recipient", "device__category", "replaces"
    )
    return get_object_or_404(rows, pk=pk)
