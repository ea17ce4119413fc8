"""Demo data of the module."""

from django.db.models import Count

from inventory.models import Device
from modules.reserve.lifecycle import Purpose, Taker
from modules.reserve.models import Level
from modules.reserve.operations import save_level

MAX_LEVELS = 3


def keep_back(world):
    """Keep back two devices of the most common categories of sites with enough of them."""
    ready = Device.objects.lendable().order_by().values_list("site", "category")
    counted = ready.annotate(number=Count("pk")).filter(number__gte=6).order_by("-number", "site")
    takers = [Taker.COUNTER, Taker.COORDINATOR]
    for index, (site, category, _number) in enumerate(counted[:MAX_LEVELS]):
        level = Level(
            site_id=site,
            category_id=category,
            count=2,
            purpose=Purpose.BOTH,
            taker=takers[index % 2],
        )
        save_level(level, by=world.coordinator)
