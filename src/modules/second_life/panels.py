"""Avoided purchases, ranges of CO2e and measured hours, in reports and on the page of a device."""

from dataclasses import dataclass
from statistics import median

from django.db.models import Q
from django.urls import reverse

from catalogue.models import Category
from desk.figures.disclosure_control import is_small
from desk.figures.figure import kilograms
from desk.figures.handover_metrics import out_by, returned
from desk.figures.impact import DAYS_IN_A_MONTH
from desk.figures.report_context import Reading, counted
from desk.figures.scope import EARLIEST, Scope
from inventory.devices.lifecycle.devices import ON_HAND
from modules.second_life.figures import (
    EVERYTHING,
    devices_handed_over,
    hours,
    measured,
    prices_on,
    ranges_on,
    whole_euros,
)
from modules.second_life.hours import departure_of
from modules.second_life.models import ReferenceValue
from modules.second_life.operations import last_typed, note_hours
from people.models import User


@dataclass(frozen=True)
class Purchase:
    """The devices of a category, and what buying as many costs; `price` is None if not listed."""

    category: Category
    devices: int
    price: ReferenceValue | None

    @property
    def amount(self):
        return None if self.price is None else self.devices * self.price.value


@dataclass(frozen=True)
class Avoided:
    """The CO2e avoided by a category with a range, for its months of use."""

    category: Category
    devices: int
    months: float
    range: ReferenceValue

    @property
    def lowest(self):
        return kilograms(float(self.range.value) * self.months / 12)

    @property
    def highest(self):
        return kilograms(float(self.range.highest) * self.months / 12)


@dataclass(frozen=True)
class Hours:
    """The hours measured on returned devices; `total` is None if too few are known to be shown."""

    returned: int
    measured: int
    total: str | None = None
    a_month: str = ""  # median of the hours of each month on loan


def of_report(_user, scope):
    """Purchases, ranges and hours of a report; None if none of them is known."""
    return _values(scope) | {"hours": hours_of(scope)}


def of_donor(_user, outcome):
    """The same for the devices of a donor or a lot, until the day of their outcome.

    A lot has no hours: its number and that of all lots together would disclose a small group.
    """
    donor, until = outcome.donor, outcome.last
    scope = Scope(user=User.objects.system(), first=EARLIEST, last=until, donor=donor)
    if not outcome.donation:
        return of_report(_user, scope)
    return _values(scope, Q(device__donation=outcome.donation))


def _values(scope, which=EVERYTHING):
    bought = purchases_of(scope, which)
    return {
        "purchases": bought,
        "total": whole_euros(sum(row.amount for row in bought if row.price)),
        "sources": sorted(
            {(row.price.source, row.price.valid_from) for row in bought if row.price}
        ),
        "unpriced": sum(row.devices for row in bought if not row.price),
        "ranges": ranges_of(scope, which),
    }


def purchases_of(scope, which=EVERYTHING):
    """A `Purchase` for each category handed over in the scope."""
    prices = prices_on(scope.until)
    counts = counted(devices_handed_over(scope, which), "category")
    return [
        Purchase(category, counts[category.pk,], prices.get(category.pk))
        for category in Category.objects.all()
        if (category.pk,) in counts
    ]


def ranges_of(scope, which=EVERYTHING):
    """An `Avoided` for each category with a range that was in use in the scope."""
    ranges = ranges_on(scope.until)
    out = out_by(scope, which) if which else Reading(scope)(out_by)
    return [
        Avoided(row.category, out[pk].devices, out[pk].days / DAYS_IN_A_MONTH, row)
        for pk, row in ranges.items()
        if pk in out and out[pk].devices
    ]


def hours_of(scope):
    """The `Hours` of the devices returned in the scope; None without returns."""
    count = returned(scope).count()
    rows = list(measured(scope).values_list("amount", "opened_at", "ended_at"))
    if not count:
        return None
    if not rows or is_small(len(rows)):
        return Hours(count, len(rows))
    a_month = median(
        amount / max((ended - opened).total_seconds() / 86_400 / DAYS_IN_A_MONTH, 1 / 30)
        for amount, opened, ended in rows
    )
    total = sum(amount for amount, _opened, _ended in rows)
    return Hours(count, len(rows), hours(total), hours(a_month))


def of_device(user, device):
    """The hours that a returned device left with, for users who may note those at the return."""
    if not user.has_perm(note_hours.permission) or device.status not in ON_HAND:
        return None
    use = last_typed(device)
    left = None if use else departure_of(device)
    if use is None and left is None:
        return None
    hours_out = use.hours_out if use else left.hours
    return {"use": use, "hours_out": hours_out, "href": reverse("device_hours", args=[device.pk])}
