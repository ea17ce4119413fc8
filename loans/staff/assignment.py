"""Assign the oldest matching unreserved device to each employee of a list."""

from collections import Counter, defaultdict

from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device
from loans.allocation.offers import Stock
from loans.allocation.stock import Alike, Kind
from loans.base.needs import facts_of


def deal_devices(site, wants):
    """A dict index -> device for those of `wants`, {index: (category, Needs)}, that can be served.

    Who is hardest to serve chooses first; each gets a device that the fewest others could have, and
    of those the one ready for longest. What the site owes to accepted requests is left alone.
    """
    by_category = defaultdict(dict)
    for index, (category, needs) in wants.items():
        by_category[category][index] = needs
    stock, dealt = Stock([site.pk]), {}
    for category, needs_by_index in by_category.items():
        left = stock.left(Kind(site.pk, category.pk))
        dealt |= _deal(_ready(site, category), Counter(left), needs_by_index)
    return dealt


def _ready(site, category):
    """The ready devices there, as (device, `Alike`), oldest first."""
    rows = Device.objects.filter(
        site=site, category=category, status=DeviceStatus.READY, transfer=None
    )
    rows = rows.select_related("specification", "category").order_by("received_at", "pk")
    return [(device, Alike(facts_of(device), device.grade)) for device in rows]


def _deal(ready, left, wants):
    wanted_counts = Counter(wants.values())
    fits = {
        alike: {needs for needs in wanted_counts if needs.is_met_by(alike.facts)}
        for alike in {alike for _device, alike in ready}
    }
    chances = {needs: sum(left[a] for a in fits if needs in fits[a]) for needs in wanted_counts}
    piles = defaultdict(list)
    for device, alike in reversed(ready):  # the oldest is taken off the end
        piles[alike].append(device)
    dealt = {}
    for index in sorted(wants, key=lambda i: (chances[wants[i]], i)):
        fitting = [a for a in piles if piles[a] and left[a] > 0 and wants[index] in fits[a]]
        if fitting:
            alike = min(fitting, key=lambda a: (len(fits[a]), piles[a][-1].received_at))
            dealt[index] = piles[alike].pop()
            left[alike] -= 1
    return dealt
