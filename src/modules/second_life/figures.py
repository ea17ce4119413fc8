"""Figures: avoided purchases, CO2e of categories with a range, and measured hours of use.

An avoided purchase is the price of the category in the list of that day, once for each device
handed over on these days. A range of CO2e counts the same days of use as `desk.figures.impact`,
for the categories without a factor. Hours of fewer than five devices are not shown.
"""

from django.db.models import Case, DecimalField, F, FloatField, Q, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from core.charts import percent
from core.numbers import rounded
from desk.figures.disclosure_control import DISCLOSURE_THRESHOLD
from desk.figures.figure import SHARE, TOTAL, Aggregation, Figure, kilograms
from desk.figures.handover_metrics import OF_ITEMS, handed_over, returned, used
from desk.figures.impact import DAYS_IN_A_YEAR, factors_on
from inventory.models import Device
from modules.second_life.lifecycle import ValueKind
from modules.second_life.models import ReferenceValue

EVERYTHING = Q()


def prices_on(day):
    return ReferenceValue.objects.on(ValueKind.PRICE, day)


def ranges_on(day):
    """Map the id of a category without a factor to its range of CO2e on a day."""
    ranges, factors = ReferenceValue.objects.on(ValueKind.CO2E, day), factors_on(day)
    return {category: value for category, value in ranges.items() if category not in factors}


def devices_handed_over(scope, which=EVERYTHING):
    """Devices handed over in the scope, each once; `which` narrows the items."""
    items = handed_over(scope).filter(which)
    return Device.objects.filter(pk__in=items.order_by().values("device"))


def purchases(scope, which=EVERYTHING):
    """Devices handed over that have a price, each once; `amount` in euros."""
    prices = prices_on(scope.until)
    price = Case(
        *(When(category=category, then=Value(row.value)) for category, row in prices.items()),
        default=Value(0),
        output_field=DecimalField(),
    )
    return devices_handed_over(scope, which).filter(category__in=prices).annotate(amount=price)


def without_price(scope):
    return devices_handed_over(scope).exclude(category__in=prices_on(scope.until))


def _avoided(scope, bound):
    """Items in use in categories with a range; `amount` is the kg of CO2e by this bound."""
    ranges = ranges_on(scope.until)
    a_day = Case(
        *(
            When(device__category=category, then=Value(float(getattr(row, bound)) / DAYS_IN_A_YEAR))
            for category, row in ranges.items()
        ),
        default=Value(0.0),
        output_field=FloatField(),
    )
    items = used(scope).filter(device__category__in=ranges)
    return items.annotate(amount=F("days") * a_day)


def measured(scope):
    """Items returned in the scope whose hours of use are known, as `amount`."""
    items = returned(scope).filter(measured_use__isnull=False)
    return items.annotate(amount=F("measured_use__hours_back") - F("measured_use__hours_out"))


def hours_coverage(scope):
    """Items returned in the scope; `amount` is 1 if the hours of use are known."""
    has_hours = When(measured_use__isnull=False, then=1)
    return returned(scope).annotate(amount=Case(has_hours, default=0))


def whole_euros(amount):
    return _("€%(amount)s") % {"amount": rounded(amount, 0)}


def hours(number):
    return _("%(number)s h") % {"number": rounded(number, 0)}


def _are_few(rows):
    return rows.order_by()[:DISCLOSURE_THRESHOLD].count() < DISCLOSURE_THRESHOLD


# Total of the hours, unless so few loans are measured that a household could be recognised.
TOTAL_UNLESS_FEW = Aggregation(
    lambda rows: None if _are_few(rows) else TOTAL.number(rows),
    lambda rows: None if len(rows) < DISCLOSURE_THRESHOLD else TOTAL.by_hand(rows),
)


def _figure(key, noun, definition, rows, **more):
    return Figure(
        key=key,
        noun=noun,
        definition=definition,
        rows=rows,
        dimensions=OF_ITEMS,
        **more,
    )


PURCHASES = _figure(
    "purchases_avoided",
    gettext_lazy("purchases avoided"),
    gettext_lazy(
        "For each device handed over in this period, counted once: the price of buying a device of "
        "its category, according to our dated price list on the last day. It is what organisations "
        "or families would have had to spend, not money received."
    ),
    purchases,
    aggregation=TOTAL,
    words=whole_euros,
)
WITHOUT_PRICE = _figure(
    "devices_without_price",
    ngettext_lazy("device without a price", "devices without a price", "count"),
    gettext_lazy(
        "Devices handed over in this period whose category has no price in the list: "
        "they do not count towards the purchases avoided."
    ),
    without_price,
)
LOWEST = _figure(
    "co2e_range_lowest",
    gettext_lazy("CO₂e avoided in categories with a range, at least"),
    gettext_lazy(
        "For categories without a factor but with a range: months in use in this "
        "period, divided by twelve, times the lowest value of the range. It is added "
        "to the CO₂e avoided with a factor."
    ),
    lambda scope: _avoided(scope, "value"),
    aggregation=TOTAL,
    words=kilograms,
)
HIGHEST = _figure(
    "co2e_range_highest",
    gettext_lazy("CO₂e avoided in categories with a range, at most"),
    gettext_lazy("The same calculation, with the highest value of the range."),
    lambda scope: _avoided(scope, "highest"),
    aggregation=TOTAL,
    words=kilograms,
)
HOURS = _figure(
    "hours_measured",
    gettext_lazy("hours of use measured on returned devices"),
    gettext_lazy(
        "The power-on hours of the disks at return minus those at departure, for the devices "
        "returned in this period whose disk was read both times. Not shown for fewer than five."
    ),
    measured,
    aggregation=TOTAL_UNLESS_FEW,
    words=hours,
)
COVERAGE = _figure(
    "hours_coverage",
    gettext_lazy("returned devices whose hours of use are known"),
    gettext_lazy(
        "Share of the devices returned in this period whose disk was read before departure and "
        "after return. Phones and monitors report no hours: they count as not known."
    ),
    hours_coverage,
    aggregation=SHARE,
    words=percent,
)
FIGURES = [PURCHASES, WITHOUT_PRICE, LOWEST, HIGHEST, HOURS, COVERAGE]
