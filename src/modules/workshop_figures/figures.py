"""The figures of the workshop, cached for five minutes."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from core.caches.shared_cache import FIVE_MINUTES, get_or_set, key_of
from desk.figures.times import ARRIVED, FINISHED, LEFT, ON_BENCH
from desk.figures.weeks import Weeks
from modules.workshop_figures import failures, flow
from modules.workshop_figures.failures import Failures

STEPS = {
    "to_bench": (ARRIVED, ON_BENCH),
    "on_bench": (ON_BENCH, FINISHED),
    "to_leave": (FINISHED, LEFT),
}


@dataclass
class Figures:
    """The figures of some weeks and months, of one site or of all (None), and when computed."""

    weeks: Weeks
    months: list[date]
    counts: dict
    days: dict
    yields: dict
    failures: Failures
    at: datetime


def figures_of(site, count, today):
    """The `Figures` of the last `count` weeks, and the failures of the last months; cached."""
    key = key_of("workshop_figures", site and site.pk, count, today)
    return get_or_set(key, lambda: compute(site, count, today), FIVE_MINUTES)


def compute(site, count, today):
    """Compute these `Figures` without the cache."""
    weeks, months = Weeks.until(today, count), failures.last_months(today)
    return Figures(
        weeks=weeks,
        months=months,
        counts=flow.counts_by_week(weeks, site),
        days={name: flow.days_between(*step, weeks, site) for name, step in STEPS.items()},
        yields=flow.yield_by_week(weeks, site),
        failures=failures.failures_of(months, site),
        at=timezone.now(),
    )
