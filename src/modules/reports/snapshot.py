"""Stock and activity; with many devices, cached for all users of the same sites."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, Sum
from django.utils import timezone

from core.caches.shared_cache import FIVE_MINUTES, get_or_set, key_of
from desk.figures.devices import devices_of, is_small
from desk.figures.registry import FIGURES
from desk.figures.request_metrics import wanted
from desk.figures.scope import Scope
from desk.figures.weeks import Weeks
from inventory.devices.age_buckets import age_in_sql
from inventory.devices.lifecycle.devices import ON_HAND, DeviceStatus
from modules.reports.flow import by_week

WEEKS_SHOWN = 8
STATES = {
    DeviceStatus.RECEIVED: "devices_to_check",
    DeviceStatus.REFURBISHING: "devices_on_bench",
    DeviceStatus.READY: "devices_ready",
    DeviceStatus.RESERVED: "devices_reserved",
    DeviceStatus.QUARANTINED: "devices_quarantined",
    DeviceStatus.ON_LOAN: "devices_on_loan",
}


@dataclass
class Stock:
    """A snapshot of stock and demand; `standing` counts (category, status, age)."""

    at: datetime
    standing: Counter
    wanted: Counter

    def of(self, category, status):
        return self._sum(lambda key: key[:2] == (category, status))

    def aged(self, status, age):
        return self._sum(lambda key: key[1:] == (status, age))

    def _sum(self, is_one):
        return sum(count for key, count in self.standing.items() if is_one(key))


@dataclass
class Past:
    """Weekly flow figures, and the numbers of `reach_of`."""

    at: datetime
    weeks: Weeks
    flow: dict
    reach: list


def stock_of(look):
    """The `Stock` of a `Look`, cached if it is large."""
    return _cached("stock", look, stock_now)


def past_of(look):
    """The `Past` of a `Look`, cached if it is large."""
    return _cached("past", look, past_now)


def _cached(name, look, compute):
    if is_small():
        return compute(look)
    key = key_of("reports.standing", name, look.scope.reader, look.scope.query)
    return get_or_set(key, lambda: compute(look), FIVE_MINUTES)


def stock_now(look):
    scope = look.scope
    rows = wanted(scope).order_by().values_list("category").annotate(total=Sum("amount"))
    return Stock(
        at=timezone.now(),
        standing=_standing(scope),
        wanted=Counter(dict(rows)),
    )


def _standing(scope):
    """Counts of devices by category, status and age; two queries."""
    devices, counts = devices_of(scope).order_by(), Counter()
    here = devices.filter(status__in=ON_HAND).annotate(age=age_in_sql(scope.last))
    for *key, count in here.values_list("category", "status", "age").annotate(n=Count("*")):
        counts[tuple(key)] = count
    lent = devices.filter(status=DeviceStatus.ON_LOAN).values_list("category")
    for category, count in lent.annotate(n=Count("*")):
        counts[category, DeviceStatus.ON_LOAN, ""] = count
    return counts


def past_now(look):
    scope = look.scope
    weeks = Weeks.until(scope.last, WEEKS_SHOWN)
    value = Scope(user=scope.user, first=weeks.first, last=scope.last, site=scope.site)
    return Past(
        at=timezone.now(),
        weeks=weeks,
        flow=by_week(value),
        reach=[figure.number(value) for figure, value in reach_of(scope)],
    )


def reach_of(scope):
    """Each (figure, its scope): people equipped recently, devices in use."""
    year = replace(scope, first=scope.last.replace(month=1, day=1))
    month = replace(scope, first=scope.last.replace(day=1))
    people, in_use = FIGURES["people_equipped"], FIGURES["devices_in_use"]
    return [(people, month), (people, year), (in_use, scope)]
