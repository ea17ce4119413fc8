"""Content of an exit batch: counts by category, weights, and whether they are estimates."""

from collections import Counter
from typing import NamedTuple

from catalogue.models import Category
from inventory.devices.lifecycle.exits import Scrap


class Weighed(NamedTuple):
    """A line of the account of a batch; `grams` is None if no weight is known.

    `is_written` is true for a stored weight, false for an estimate.
    """

    name: str
    category: Category | None
    scrap: str
    count: int | None
    grams: int | None
    is_estimated: bool
    is_written: bool


def account_of(batch):
    """Return the `Weighed` lines of a batch: its categories in their order, then its scrap."""
    lines = batch.lines.in_batch().order_by().values_list("device__category", flat=True)
    counts = Counter(lines)
    rows = list(batch.weights.select_related("category"))
    written = {row.category_id: row for row in rows if row.category_id}
    categories = Category.objects.filter(pk__in={*counts, *written})
    account = [_of_category(c, counts[c.pk], written.get(c.pk)) for c in categories]
    return account + [
        Weighed(
            name=Scrap(row.scrap).label,
            category=None,
            scrap=row.scrap,
            count=None,
            grams=row.grams,
            is_estimated=False,
            is_written=True,
        )
        for row in rows
        if row.scrap
    ]


def _of_category(category, count, row):
    if row:
        grams, is_estimated = row.grams, row.is_estimated
    else:
        grams, is_estimated = usual_weight(category, count), True
    return Weighed(
        name=str(category),
        category=category,
        scrap="",
        count=count,
        grams=grams,
        is_estimated=is_estimated,
        is_written=row is not None,
    )


def usual_weight(category, count):
    """Estimated weight in grams of this many units of a category; None without a usual weight."""
    return category.weight_g * count if category.weight_g is not None else None


class Total(NamedTuple):
    """Weighed grams, estimated grams, and the number of devices without a weight."""

    weighed: int
    estimated: int
    unknown: int
    count: int

    @property
    def grams(self):
        return self.weighed + self.estimated


def total_of(account):
    weighed_rows = [row for row in account if row.grams is not None]
    return Total(
        weighed=sum(row.grams for row in weighed_rows if not row.is_estimated),
        estimated=sum(row.grams for row in weighed_rows if row.is_estimated),
        unknown=sum(row.count or 0 for row in account if row.grams is None),
        count=sum(row.count or 0 for row in account),
    )
