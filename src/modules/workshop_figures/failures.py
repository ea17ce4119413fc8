"""Failure rate: of the devices handed over, those that failed soon afterwards.

A device failed if it was swapped so soon that it did not conform, or if, within a number of months
of its hand-over, it was swapped for another, was reported as broken, came back not working, or went
into repair before its next hand-over. Each of `SIGNS` is one of these.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, Subquery, When

from core.charts import percent
from core.dates import midnight
from inventory.devices.lifecycle.transfers import FreightStatus
from inventory.models import Freight, Repair
from loans.base.lifecycle.aftercare import IncidentKind
from loans.base.lifecycle.loans import Condition, ItemStatus
from loans.models import Incident, LoanItem

MONTHS = 12
MIN_HANDOVERS = 5  # below this number of hand-overs, a share is not meaningful
MAX_MODELS = 20
DAYS_IN_A_MONTH = 30.5


def _ended_soon():
    return Q(ended_at__lte=F("opened_at") + within())


def _swapped():
    return Q(status=ItemStatus.SWAPPED) & _ended_soon()


def _came_back_broken():
    return Q(status=ItemStatus.RETURNED, condition=Condition.BROKEN) & _ended_soon()


def did_not_conform():
    """Swapped so soon after its hand-over that it counts as non-conforming (`Rules.swap_days`)."""
    return Q(is_non_conforming=True)


def _broke_down():
    reported = Incident.objects.standing().filter(
        item=OuterRef("pk"),
        kind=IncidentKind.BREAKDOWN,
        at__lte=OuterRef("opened_at") + within(),
    )
    return Q(Exists(reported))


def _repaired():
    again = LoanItem.objects.filter(
        device=OuterRef("device"),
        opened_at__gt=OuterRef(OuterRef("opened_at")),
        opened_at__lte=OuterRef("opened_at"),
    )
    repairs = Repair.objects.standing().filter(
        ~Exists(again),
        device=OuterRef("device"),
        opened_at__gt=OuterRef("opened_at"),
        opened_at__lte=OuterRef("opened_at") + within(),
    )
    return Q(Exists(repairs))


SIGNS = [_swapped, did_not_conform, _broke_down, _came_back_broken, _repaired]


def within():
    """The period after the hand-over in which a failure counts."""
    return timedelta(days=round(settings.FAILURE_MONTHS * DAYS_IN_A_MONTH))


@dataclass
class Share:
    """Failures out of devices handed over."""

    handed_over: int = 0
    failed: int = 0
    unfit: int = 0  # swapped within `Rules.swap_days`, so non-conforming

    def add(self, handed_over, failed, unfit):
        self.handed_over += handed_over
        self.failed += failed
        self.unfit += unfit

    @property
    def of_unfit(self):
        """These hand-overs, with only the non-conforming devices as failures."""
        return Share(self.handed_over, self.unfit)

    @property
    def percent(self):
        return round(100 * self.failed / self.handed_over) if self.handed_over else None

    @property
    def text(self):
        return "–" if self.percent is None else percent(self.percent)

    @property
    def is_few(self):
        return self.handed_over < MIN_HANDOVERS


@dataclass
class Failures:
    """The shares by month, by model and by refurbisher, each under the id of its subject."""

    months: dict = field(default_factory=lambda: defaultdict(Share))
    models: dict = field(default_factory=lambda: defaultdict(Share))
    refurbishers: dict = field(default_factory=lambda: defaultdict(Share))
    total: Share = field(default_factory=Share)

    @property
    def top_handed_over(self):
        """Most handed-over models: those with enough data first, by descending failure rate."""
        return sorted(self._often(), key=self._worst_first)

    @property
    def top_unfit(self):
        """Most handed-over models with failures to conform, worst first."""
        unfit = [pk for pk in self._often() if self.models[pk].unfit]
        return sorted(unfit, key=lambda pk: -self.models[pk].unfit / self.models[pk].handed_over)

    def _often(self):
        return sorted(self.models, key=lambda pk: -self.models[pk].handed_over)[:MAX_MODELS]

    def _worst_first(self, model):
        share = self.models[model]
        return share.is_few, -share.failed / share.handed_over, -share.handed_over


def handed_over(since: date, site=None):
    """The devices that left on a loan since that day, from this site or from any site."""
    items = LoanItem.objects.filter(device__isnull=False, opened_at__gte=midnight(since))
    items = items.exclude(status=ItemStatus.CANCELLED).order_by()
    return items if site is None else items.filter(loan__site=site)


def handed_over_in(month: date, site=None):
    """The items handed over in a month, given by its first day."""
    return handed_over(month, site).filter(opened_at__lt=midnight(next_month(month)))


def next_month(month: date):
    return (month + timedelta(days=32)).replace(day=1)


def _month_of(months):
    """CASE expression: the index of the month in which an item was handed over."""
    ends = [
        When(opened_at__lt=midnight(month), then=place) for place, month in enumerate(months[1:])
    ]
    return Case(*ends, default=len(months) - 1, output_field=IntegerField())


def has_failed():
    return reduce(or_, (sign() for sign in SIGNS))


def _outside_workshop():
    """The outside workshop from which a device first handed over since then had come back."""
    came_back = [FreightStatus.ARRIVED, FreightStatus.EXTRA]
    out_since = LoanItem.objects.filter(
        device=OuterRef("device"),
        opened_at__gt=OuterRef("status_since"),
        opened_at__lt=OuterRef(OuterRef("opened_at")),
    )
    back = Freight.objects.filter(
        ~Exists(out_since),
        device=OuterRef("device"),
        transfer__refurbisher__isnull=False,
        status__in=came_back,
        status_since__lt=OuterRef("opened_at"),
    )
    return Subquery(back.order_by("-pk").values("transfer__refurbisher")[:1])


def failures_of(months, site=None):
    """The failures of the devices handed over in these months, from a single query."""
    items = handed_over(months[0], site).annotate(
        month=_month_of(months), workshop=_outside_workshop()
    )
    groups = items.values_list("month", "device__model", "loan__site", "workshop")
    failures = Failures()
    for month, model, place, workshop, count, failed, unfit in groups.annotate(
        count=Count("pk"),
        failed=Count("pk", filter=has_failed()),
        unfit=Count("pk", filter=did_not_conform()),
    ):
        for share in (
            failures.months[months[month]],
            failures.models[model],
            failures.refurbishers[workshop, None if workshop else place],
            failures.total,
        ):
            share.add(count, failed, unfit)
    return failures


def last_months(today: date, count=MONTHS):
    """The first day of each of the last months, including the current month."""
    first = today.year * 12 + today.month - count
    return [date(n // 12, n % 12 + 1, 1) for n in range(first, first + count)]


def is_over(month: date, today: date, time_to_fail: timedelta | None = None):
    """Whether the failure period of all hand-overs of a month is over."""
    return next_month(month) + (within() if time_to_fail is None else time_to_fail) <= today
