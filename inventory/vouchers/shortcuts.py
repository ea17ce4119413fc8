"""The row of an address, if its user may see it; a 404 for any other."""

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from inventory.models import Voucher


def voucher_or_404(request, pk):
    vouchers = Voucher.objects.visible_to(request.user)
    rows = vouchers.select_related(
        "batch__product", "batch__site", "organisation", "recipient", "device__category", "replaces"
    )
    return get_object_or_404(rows, pk=pk)


def flash_shown_once(request):
    """Message when a page that showed codes is loaded again: they are not shown twice."""
    messages.info(request, _("The code was shown once. To see it again, give the reason."))
