"""Expected availability for a new request at a site: quantity now, and the waiting time.

Counted as the waiting list counts: all who wait already come first. The delay is what is missing to
them, at the pace at which the site handed out in the last weeks; nothing is guessed without any.
"""

from datetime import timedelta
from math import ceil

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.caches.shared_cache import HOUR, get_or_set, key_of
from loans.allocation.offers import Stock
from loans.allocation.stock import Kind, deal, stock_of
from loans.base.lifecycle.loans import ItemStatus
from loans.base.needs import Needs
from loans.models import LoanItem, Request, RequestLine

PACE_WEEKS, MAX_WEEKS = 12, 26
PATHS = {
    "category": "device__category",
    "product": "voucher__batch__product",
    "accessory": "accessory",
}
NOT_HANDED_OUT = [ItemStatus.RESERVED, ItemStatus.CANCELLED]


def handed_out_at(site):
    """{category, product or accessory: {id: how many were handed out in the last weeks}}."""
    since = timezone.localdate() - timedelta(weeks=PACE_WEEKS)
    items = LoanItem.objects.filter(loan__site=site, loan__starts_on__gte=since)
    items = items.exclude(status__in=NOT_HANDED_OUT).order_by()
    return {
        name: dict(
            items.filter(**{f"{path}__isnull": False}).values_list(path).annotate(Sum("quantity"))
        )
        for name, path in PATHS.items()
    }


class Outlook:
    """The outlook of a site for `things`, (kind, row), read with a constant number of queries.

    Its pace is an hour old at most.
    """

    def __init__(self, site, things):
        request = Request(site=site)
        lines = [RequestLine(request=request, requested=0, **{kind: row}) for kind, row in things]
        self.site, self.stock = site, Stock([site.pk], lines)
        key = key_of("loans.pace", site.pk, timezone.localdate())
        self.handed_out = get_or_set(key, lambda: handed_out_at(site), HOUR)

    def says(self, name, item, needs=Needs()):  # noqa: B008  (a tuple)
        """The sentence for one kind of item; "" for what is not counted."""
        kind = Kind(self.site.pk, **{name: item.pk})
        if not self.stock.is_counted(kind):
            return ""
        # With needs, the facts of all are read; without, of as many as the others ask for.
        free = deal(stock_of(kind), self.stock.wants(kind))[1] if needs else self.stock.left(kind)
        ready = sum(count for alike, count in free.items() if needs.is_met_by(alike.facts))
        here = ngettext("%(n)s ready here", "%(n)s ready here", ready) if ready else _("none ready")
        weeks = self._weeks(name, kind)
        if weeks is None:
            later = _("more will wait their turn") if ready else _("it will wait its turn")
        elif ready:
            later = ngettext("about %(w)s week otherwise", "about %(w)s weeks otherwise", weeks)
        else:
            later = ngettext("about %(w)s week", "about %(w)s weeks", weeks)
        return f"{here % {'n': ready}}, {later % {'w': weeks}}"

    def _weeks(self, name, kind):
        """The estimated weeks until the rest is ready; None without an estimate."""
        handed_out = self.handed_out[name].get(getattr(kind, name))
        if not handed_out:
            return None
        wants, stock = self.stock.wants(kind), self.stock.ready.get(kind, {})
        missing = wants.total() - (sum(stock.values()) - self.stock.left(kind).total())
        weeks = ceil((missing + 1) * PACE_WEEKS / handed_out)
        return weeks if weeks <= MAX_WEEKS else None
