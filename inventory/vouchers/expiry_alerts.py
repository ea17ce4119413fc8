"""Expiry alerts of vouchers: coordinators are notified once, 60, 30 and 7 days before."""

from datetime import timedelta

from django.db.models import Count

from catalogue.models import VoucherProduct
from inventory.models import Voucher
from inventory.vouchers.stock_levels import ALERTS
from people.base.roles import Role
from people.models import Site, User
from people.outbox.posting import post

GRACE = 2  # days within which a missed run is caught up


def ending_on(site, day, today=None):
    """The stock of `site` that expires in one of the alert intervals from `day`.

    A list of (product, last day, how many); of what is over by `today`, nothing.
    """
    ends = [day + timedelta(days=days) for days in ALERTS]
    stock = Voucher.objects.available(today or day).filter(batch__site=site, ends_on__in=ends)
    groups = stock.order_by("ends_on").values_list("batch__product", "ends_on")
    counts = groups.annotate(Count("pk"))
    products = VoucherProduct.objects.in_bulk([product for product, _day, _count in counts])
    return [(products[product], ends_on, count) for product, ends_on, count in counts]


def warn_of_expiring(*, today):
    """Post to the coordinators of each site what ends soon there; return how many warnings."""
    days = [today - timedelta(days=late) for late in range(GRACE + 1)]
    count = 0
    for site in Site.objects.filter(is_active=True):
        for day in days:
            if ending_on(site, day, today=today):
                count += 1
                for user in _coordinators(site):
                    post("vouchers.expiring", site, to=user, on=day, site=site)
    return count


def _coordinators(site):
    """The coordinators of a site; all of them where it has none."""
    everybody = User.objects.filter(role=Role.COORDINATOR, is_active=True)
    return everybody.filter(sites=site) or everybody
