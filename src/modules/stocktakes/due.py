"""Due counts: the shelves and devices not seen within the interval of their site."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter

from people.models import Site

DUE = [("true", _("due for a count"))]


def _limits(now):
    """Yield (site, time) of each site with an interval: what was last seen earlier is due."""
    for site in Site.objects.exclude(count_every=0):
        yield site, now - timedelta(days=site.count_every)


def places_to_count(places, now):
    """The active shelves not counted within the interval of their site."""
    due = Q(pk__in=[])
    for site, before in _limits(now):
        due |= Q(site=site, counted_at__lt=before)
        due |= Q(site=site, counted_at=None, created_at__lt=before)
    return places.filter(due, is_active=True)


def devices_to_count(devices, now):
    """The devices with us that were not seen within the interval of their site."""
    due = Q(pk__in=[])
    for site, before in _limits(now):
        due |= Q(site=site, seen_at__lt=before)
        due |= Q(site=site, seen_at=None, received_at__lt=before)
    return devices.lying_here().filter(due)


def is_to_count(place, now):
    """Whether a place is due for a count; needs its site."""
    last = place.counted_at or place.created_at
    days = place.site.count_every
    return place.is_active and days > 0 and last < now - timedelta(days=days)


def _filter(label, narrow):
    def method(rows, name, value):
        return narrow(rows, timezone.now())

    return ChoiceFilter(label=label, choices=DUE, method=method)


DUE_PLACES = _filter(_("Last counted"), places_to_count)
DUE_DEVICES = _filter(_("Last scanned"), devices_to_count)
