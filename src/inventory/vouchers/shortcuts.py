"""Look up the row of a URL; raise 404 unless the user may see it."""

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
    """Flash, when a page that showed codes is reloaded, that they are not shown twice."""
    messages.info(request, _("The code was shown once. To see it again, give the reason."))
