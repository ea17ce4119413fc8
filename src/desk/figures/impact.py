"""Figures of impact: weights, and the CO2e avoided, from months of use and a published factor.

CO2e avoided is the factor of a category in force on the last day of the report, times the days of
use of the device within the report; after a gift, for as many months as the settings say. So
consecutive reports add up, and a scrapped device stops counting without losing what it avoided
before. A category without a factor is listed separately, never estimated.
"""

from dataclasses import dataclass, replace

from django.db.models import Case, F, FloatField, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from catalogue.models import Category, Factor
from catalogue.models.factor import FactorKind
from desk.figures.figure import TOTAL, Figure, kilograms, weight
from desk.figures.handover_metrics import OF_ITEMS, handed_over, out_by, used
from desk.figures.report_context import counted, shared
from inventory.devices.lifecycle.exits import ExitPurpose, ExitStatus
from inventory.models import Device, ExitWeight

DAYS_IN_A_YEAR = 365.25
DAYS_IN_A_MONTH = DAYS_IN_A_YEAR / 12


def factors_on(day):
    """Map the id of a category to its `Factor`, kg of CO2e avoided per year, in force that day."""
    rows = Factor.objects.filter(kind=FactorKind.CO2E_AVOIDED_YEAR, valid_from__lte=day)
    rows = rows.select_related("category").order_by("valid_from")
    return {factor.category_id: factor for factor in rows}


def avoided(scope):
    """Items in use on days of the scope, with `amount`, the kg of CO2e avoided."""
    factors = factors_on(scope.until)
    a_day = Case(
        *(
            When(device__category=category, then=Value(float(factor.value) / DAYS_IN_A_YEAR))
            for category, factor in factors.items()
        ),
        default=Value(0.0),
        output_field=FloatField(),
    )
    items = used(scope).filter(device__category__in=list(factors))
    return items.annotate(amount=F("days") * a_day)


def without_factor(scope):
    """Devices in use on days of the scope whose category has no factor."""
    items = used(scope).exclude(device__category__in=list(factors_on(scope.until)))
    return Device.objects.filter(pk__in=items.order_by().values("device"))


@dataclass(frozen=True)
class Avoided:
    """Totals of a category: devices, months of use, and kg of CO2e avoided if a factor exists."""

    category: Category
    devices: int
    months: float
    factor: Factor | None
    href: str = ""  # URL of its rows, for users who may see them

    @property
    def kilograms(self):
        return None if self.factor is None else float(self.factor.value) * self.months / 12

    @property
    def text(self):
        return "–" if self.factor is None else kilograms(self.kilograms)


def avoided_by_category(scope, out):
    """An `Avoided` for each category in use on days of the scope; `out` has the items in use."""
    factors = factors_on(scope.until)
    return [
        Avoided(
            category=category,
            devices=out[category.pk].devices,
            months=out[category.pk].days / DAYS_IN_A_MONTH,
            factor=factors.get(category.pk),
        )
        for category in Category.objects.all()
        if category.pk in out and out[category.pk].devices
    ]


def avoided_in_report(read):
    """`avoided_by_category` of a whole report, each with the URL of its rows."""
    rows = avoided_by_category(read.scope, read(out_by))
    return [replace(row, href=_explained(row, read.scope)) for row in rows]


def _explained(row, scope):
    figure = AVOIDED if row.factor else WITHOUT_FACTOR
    return figure.address(replace(scope, category=row.category))


def _each_once(scope):
    """Devices handed over in the scope, without duplicates."""
    return Device.objects.filter(pk__in=handed_over(scope).order_by().values("device"))


def reused(scope):
    """Devices handed over in the scope, without duplicates.

    `amount` is the usual weight of the category in grams.
    """
    weighed = _each_once(scope).filter(category__weight_g__isnull=False)
    return weighed.annotate(amount=F("category__weight_g"))


def without_weight(scope):
    return _each_once(scope).filter(category__weight_g=None)


def reused_by(scope):
    """Map (grams of the category or None,) to the number of devices handed over, each once."""
    return counted(_each_once(scope), "category__weight_g")


def recycled_weights(scope):
    """Weights of the batches sent for recycling in the scope, `amount` in grams."""
    rows = ExitWeight.objects.filter(
        batch__purpose=ExitPurpose.RECYCLING,
        batch__status__in=[ExitStatus.SENT, ExitStatus.CERTIFIED],
        batch__sent_on__gte=scope.first,
        batch__sent_on__lte=scope.last,
    )
    if not scope.user.has_perm("inventory.view_every_site"):
        rows = rows.filter(batch__site__in=scope.user.site_ids)
    if scope.site:
        rows = rows.filter(batch__site=scope.site)
    return rows.annotate(amount=F("grams"))


AVOIDED = Figure(
    key="co2e_avoided",
    noun=_("CO₂e avoided"),
    definition=_(
        "For each device, the months in use in this period, divided by twelve, times "
        "the CO₂e that a year of use of its category avoids, with the factor in force "
        "on the last day. Only months on loan count and, after a gift, at most the "
        "number of months set in our rules: never an unused or scrapped device, no "
        "month twice, and nothing extra for the manufacture of a new device."
    ),
    rows=avoided,
    aggregation=TOTAL,
    words=kilograms,
    dimensions=OF_ITEMS,
    together=lambda read: sum(row.kilograms for row in avoided_in_report(read) if row.factor),
)
WITHOUT_FACTOR = Figure(
    key="devices_without_factor",
    noun=ngettext_lazy("device without a factor", "devices without a factor", "count"),
    definition=_(
        "Devices in use in this period whose category has no known factor: their CO₂e "
        "is not counted."
    ),
    rows=without_factor,
    dimensions=OF_ITEMS,
    together=lambda read: sum(row.devices for row in avoided_in_report(read) if not row.factor),
)

FIGURES = [
    Figure(
        key="kg_reused",
        noun=_("weight reused"),
        definition=_(
            "The usual weight, by category, of each device handed over in this period; "
            "each device counts once."
        ),
        rows=reused,
        aggregation=TOTAL,
        words=weight,
        dimensions=OF_ITEMS,
        together=shared(reused_by, lambda grams: grams or 0),
    ),
    Figure(
        key="devices_without_weight",
        noun=ngettext_lazy("device with unknown weight", "devices with unknown weight", "count"),
        definition=_("Devices handed over in this period whose category has no weight."),
        rows=without_weight,
        dimensions=OF_ITEMS,
        together=shared(reused_by, lambda grams: grams is None),
    ),
    Figure(
        key="kg_recycled",
        noun=_("weight recycled"),
        definition=_(
            "Weight, measured or estimated by category, of the batches that left for "
            "recycling in this period, including scrap."
        ),
        rows=recycled_weights,
        aggregation=TOTAL,
        words=weight,
        dimensions=frozenset({"site"}),
    ),
    AVOIDED,
    WITHOUT_FACTOR,
]
