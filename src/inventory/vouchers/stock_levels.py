"""Voucher stock levels by product and site: low stock and expiry alerts."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Min, Q

from catalogue.models import VoucherProduct
from inventory.models import Voucher, VoucherMinimum
from people.models import Site

# days before expiry: a list shows the shortest that applies; coordinators are notified at each
ALERT_DAYS = [7, 30, 60]


@dataclass(kw_only=True)
class Shelf:
    """Vouchers of a product in stock at a site.

    `within` maps a number of days to the number of vouchers that expire within them.
    """

    product: VoucherProduct
    site: Site
    count: int = 0
    minimum: int = 0
    first_day: date | None = None
    within: dict

    @property
    def is_low(self):
        return self.count < self.minimum

    @property
    def alert(self):
        """The shortest alert interval, in days, within which some vouchers expire, or None."""
        return next((days for days in ALERT_DAYS if self.within[days]), None)

    @property
    def is_pressing(self):
        """Whether few vouchers are left, or some expire soon."""
        return self.is_low or self.alert is not None

    @property
    def expiring(self):
        """Number of vouchers that expire within the nearest alert interval."""
        return self.within[self.alert] if self.alert else 0

    @property
    def tone(self):
        """Tone of the badge, by urgency of the alert."""
        return "bad" if self.alert == ALERT_DAYS[0] else "wait"


def shelves(user, today):
    """Return a `Shelf` for each product and site with stock or a minimum, most urgent first."""
    minimums = {
        (row.product_id, row.site_id): row.minimum
        for row in VoucherMinimum.objects.visible_to(user).filter(minimum__gt=0)
    }
    counted = {(row["batch__product"], row["batch__site"]): row for row in _counts(user, today)}
    keys = minimums.keys() | counted.keys()
    products = VoucherProduct.objects.in_bulk({product for product, _site in keys})
    sites = Site.objects.in_bulk({site for _product, site in keys})
    levels = [
        Shelf(
            product=products[product],
            site=sites[site],
            minimum=minimums.get((product, site), 0),
            **_level(counted.get((product, site))),
        )
        for product, site in keys
    ]
    return sorted(levels, key=_order)


def to_see_to(user, today):
    """`Shelf` objects that are low, or have vouchers within the longest alert interval."""
    return [shelf for shelf in shelves(user, today) if shelf.is_pressing]


def _counts(user, today):
    """Count valid vouchers by product and site: in total, and within each alert interval."""
    rows = Voucher.objects.visible_to(user).available(today).order_by()
    within = {
        f"within{days}": Count("pk", filter=Q(ends_on__lte=today + timedelta(days)))
        for days in ALERT_DAYS
    }
    rows = rows.values("batch__product", "batch__site")
    return rows.annotate(count=Count("pk"), first_day=Min("ends_on"), **within)


def _level(row):
    row = row or {}
    return {
        "count": row.get("count", 0),
        "first_day": row.get("first_day"),
        "within": {days: row.get(f"within{days}", 0) for days in ALERT_DAYS},
    }


def _order(shelf):
    return (
        not shelf.is_low,
        shelf.alert or ALERT_DAYS[-1] + 1,
        shelf.site.name,
        shelf.product.operator,
        str(shelf.product),
    )
