"""Expected availability for a new request at a site: quantity now, and the waiting time.

Stock is counted as for the waiting list: all waiting requests come first. The delay is their
shortage divided by the recent weekly hand-overs of the site; without hand-overs there is no
estimate.
"""

from datetime import timedelta
from math import ceil
from typing import NamedTuple

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.caches.shared_cache import HOUR, MINUTE, get_or_set, key_of
from loans.allocation.offers import Stock
from loans.allocation.stock import Kind, deal, stock_of
from loans.allocation.waiting import wanted_ahead
from loans.base.lifecycle.loans import ItemStatus
from loans.base.needs import Needs
from loans.models import LoanItem, Request, RequestLine

PACE_WEEKS, MAX_WEEKS = 12, 26
MAX_ELSEWHERE = 2  # other sites named beside a quantity
PATHS = {
    "category": "device__category",
    "product": "voucher__batch__product",
    "accessory": "accessory",
}
NOT_HANDED_OUT = [ItemStatus.RESERVED, ItemStatus.CANCELLED]


def handed_out_at(site):
    """{category, product or accessory: {id: number handed out in the last weeks}}."""
    since = timezone.localdate() - timedelta(weeks=PACE_WEEKS)
    items = LoanItem.objects.filter(loan__site=site, loan__starts_on__gte=since)
    items = items.exclude(status__in=NOT_HANDED_OUT).order_by()
    return {
        name: dict(
            items.filter(**{f"{path}__isnull": False}).values_list(path).annotate(Sum("quantity"))
        )
        for name, path in PATHS.items()
    }


class Prospect(NamedTuple):
    """The number of ready items for a new request, and the weeks until more are ready.

    The weeks are None if unknown.
    """

    ready: int
    weeks: int | None


class Outlook:
    """Outlook of a site for `things`, pairs of kind and row; cached for a minute.

    `sites` are the other sites whose stock is named, if they have something left.
    """

    def __init__(self, site, things, sites=()):
        self.site, kinds = site, [Kind(site.pk, **{name: row.pk}) for name, row in things]
        today = timezone.localdate()
        key = key_of("loans.outlook", kinds, today)
        self.prospects = get_or_set(key, lambda: prospects(site, kinds), MINUTE)
        others = [other for other in sites if other != site]
        key = key_of("loans.elsewhere", kinds, [other.pk for other in others], today)
        self.elsewhere = get_or_set(key, lambda: left_at(others, kinds), MINUTE) if others else {}

    def says(self, name, item, needs=Needs()):  # noqa: B008  (a tuple)
        """The sentence about a kind of item; "" for a kind that is not counted."""
        kind = Kind(self.site.pk, **{name: item.pk})
        if kind not in self.prospects:
            return ""
        ready, weeks = self.prospects[kind]
        if needs:  # the facts of all devices are read only here
            free = deal(stock_of(kind), wanted_ahead(kind))[1]
            ready = sum(count for alike, count in free.items() if needs.is_met_by(alike.facts))
        here = (
            ngettext("%(n)s available here", "%(n)s available here", ready)
            if ready
            else _("none available here")
        )
        parts = [here % {"n": ready}]
        if weeks is not None:
            later = ngettext("expected in about %(w)s week", "expected in about %(w)s weeks", weeks)
            if ready:
                later = ngettext("more in about %(w)s week", "more in about %(w)s weeks", weeks)
            parts.append(later % {"w": weeks})
        more = () if needs else self.elsewhere.get(kind, [])[:MAX_ELSEWHERE]
        others = [_("%(n)s in %(place)s") % {"n": count, "place": place} for count, place in more]
        return " · ".join([", ".join(parts), *others])


def _town_of(site):
    """The town of a site without its postcode; its name if the town is unknown."""
    return site.town.lstrip("0123456789 ") or site.name


def left_at(sites, kinds):
    """{kind: [(number left, town or name)]} at these other sites, the most first."""
    stock = Stock([site.pk for site in sites])
    found = {}
    for kind in kinds:
        left = [(stock.left(kind._replace(site=site.pk)).total(), _town_of(site)) for site in sites]
        found[kind] = sorted((pair for pair in left if pair[0]), reverse=True)
    return found


def prospects(site, kinds):
    """{kind: its `Prospect`} for the kinds that the site counts; a constant number of queries."""
    request = Request(site=site)
    lines = [
        RequestLine(
            request=request,
            requested=0,
            category_id=kind.category,
            product_id=kind.product,
            accessory_id=kind.accessory,
        )
        for kind in kinds
    ]
    stock = Stock([site.pk], lines)
    pace = pace_of(site.pk)
    return {
        kind: Prospect(stock.left(kind).total(), _weeks(stock, kind, pace))
        for kind in kinds
        if stock.is_counted(kind)
    }


def pace_of(site):
    """`handed_out_at` the site with this id, cached for an hour."""
    key = key_of("loans.pace", site, timezone.localdate())
    return get_or_set(key, lambda: handed_out_at(site), HOUR)


def _weeks(stock, kind, pace):
    """The estimated weeks until the rest is ready; None without an estimate."""
    ready = stock.ready.get(kind, {})
    missing = stock.wants(kind).total() - (sum(ready.values()) - stock.left(kind).total())
    return weeks_until(kind, missing + 1, pace)


def weeks_until(kind, missing, pace):
    """Estimated weeks until this number of items is handed out; None without figures."""
    handed_out = sum(pace[name].get(getattr(kind, name), 0) for name in PATHS)
    weeks = ceil(max(missing, 1) * PACE_WEEKS / handed_out) if handed_out else MAX_WEEKS + 1
    return weeks if weeks <= MAX_WEEKS else None
