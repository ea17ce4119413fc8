"""What is overdue, and whom to call about it: the organisation first, then the person."""

from django.contrib.auth.decorators import permission_required
from django.db.models import Prefetch
from django.middleware.csrf import get_token
from django.utils import timezone

from core.tables import render_table
from loans.filters import OverdueFilter
from loans.lifecycle import ItemStatus
from loans.models import Loan, LoanItem
from loans.tables import OverdueTable

# What says which thing an item is: the rest of a device is wide, and some fifty are read.
NAMES = ["loan", "voucher", "device__asset_tag", "accessory__name_fr", "accessory__name_en"]


@permission_required("loans.read_agreement", raise_exception=True)
def overdue_list(request):
    """The overdue loans that one sees, those of longest ago first."""
    out = LoanItem.objects.filter(status=ItemStatus.OPEN)
    named = out.select_related("device", "accessory").only(*NAMES)
    loans = (
        Loan.objects.visible_to(request.user)
        .overdue(timezone.localdate())
        .select_related("organisation", "recipient", "site")
        .prefetch_related(Prefetch("items", named, to_attr="out"))
        .order_by("due_on", "pk")
    )
    filters = OverdueFilter(request.GET, queryset=loans, request=request)
    table = OverdueTable(filters.qs, user=request.user, token=get_token(request))
    return render_table(request, "loans/overdue_list.html", table, filters=filters)
