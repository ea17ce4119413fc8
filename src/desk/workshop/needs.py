"""Demand of requests by category and site compared with stock; no names."""

from dataclasses import dataclass

from django.db.models import Case, Count, F, IntegerField, Q, Sum, When
from django.db.models.functions import Coalesce

from catalogue.models import Category
from core.caches.shared_cache import MINUTE, get_or_set, key_of
from desk.figures.devices import is_small
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device
from loans.allocation.stock import spare_devices, with_reserved_count
from loans.base.lifecycle.loans import RequestStatus
from loans.models import RequestLine
from people.models import Site


@dataclass(frozen=True, kw_only=True)
class Need:
    """Demand and stock of one category at one site."""

    category: Category
    accepted: int = 0  # accepted, neither handed over nor set aside
    requested: int = 0  # in requests that wait for an answer
    ready: int = 0
    on_bench: int = 0
    to_check: int = 0

    @property
    def missing(self):
        """Shortage of accepted requests against ready stock."""
        return max(self.accepted - self.ready, 0)

    @property
    def to_start(self):
        """The part of the shortage that no technician works on yet."""
        return max(self.missing - self.on_bench, 0)

    @property
    def waiting(self):
        """The further shortage if all pending requests were accepted."""
        spare = max(self.ready + self.on_bench - self.accepted, 0)
        return max(self.requested - spare, 0)


def needs_shown(sites):
    """The `needs_at` these sites; for a large association, cached for up to a minute."""
    key = key_of("desk.needs", [site.pk for site in sites])
    return needs_at(sites) if is_small() else get_or_set(key, lambda: needs_at(sites), MINUTE)


def needs_at(sites):
    """Map each site to a `Need` for each category with demand or waiting stock, in their order.

    Takes three queries, however many sites.
    """
    stock, owed, categories = _stock(sites), _owed(sites), list(Category.objects.all())
    return {
        site: [
            Need(category=category, **owed.get(key, {}), **stock.get(key, {}))
            for category in categories
            for key in [(site.pk, category.pk)]
            if key in owed or key in stock
        ]
        for site in sites
    }


def lacking_where(user, _subject=None):
    """Shortage of accepted requests by site of `user`; None without a shortage."""
    needs = needs_at(list(Site.objects.filter(pk__in=user.site_ids, is_active=True)))
    lacking_by_site = [(site, [need for need in needs[site] if need.missing]) for site in needs]
    lacking_by_site = [(site, lacking) for site, lacking in lacking_by_site if lacking]
    return {"needs": lacking_by_site} if lacking_by_site else None


def _stock(sites):
    """Devices ready, on the bench and waiting, by site and category."""
    names = {
        DeviceStatus.READY: "ready",
        DeviceStatus.REFURBISHING: "on_bench",
        DeviceStatus.RECEIVED: "to_check",
    }
    here = Device.objects.filter(site__in=sites, status__in=names, transfer=None).order_by()
    here = here.exclude(pk__in=[device.pk for device in spare_devices(site__in=sites)])
    rows = here.values_list("site", "category", "status").annotate(n=Count("*"))
    stock = {}
    for site, category, status, count in rows:
        stock.setdefault((site, category), {})[names[status]] = count
    return stock


def _owed(sites):
    """Open demand by site and category, from one query."""
    lines = RequestLine.objects.filter(
        request__site__in=sites,
        request__status__in=[RequestStatus.ACCEPTED, RequestStatus.SENT],
        category__isnull=False,
    )
    is_accepted = Q(request__status=RequestStatus.ACCEPTED)
    left = Case(
        When(is_accepted, then=F("accepted") - F("served") - F("reserved_count")),
        default=0,
        output_field=IntegerField(),
    )
    totals = (
        with_reserved_count(lines)
        .order_by()
        .values_list("request__site", "category")
        .annotate(owed=Sum(left), waiting=Coalesce(Sum("requested", filter=~is_accepted), 0))
    )
    return {
        (site, category): {"accepted": accepted, "requested": requested}
        for site, category, accepted, requested in totals
        if accepted or requested
    }
