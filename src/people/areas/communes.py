"""Find the commune of a town's name.

The commune of a person is found by the typed town, also for imported people, and is kept when the
person is anonymised. Names shared by several communes require the postcode.
"""

import re
from collections import defaultdict

from people.base.models.area import key_of
from people.models import Area, Recipient

CHUNK = 500


def commune_of(town):
    """Return the commune of "35000 Rennes" or "Rennes", or None if it is unknown or ambiguous."""
    return _meant(town, Area.objects.communes().filter(key=key_of(town)))


def _meant(town, named):
    """Return the only commune of this name, and of the postcode if `town` has one; else None."""
    postcode = re.search(r"\b(\d{5})\b", town)
    if postcode:
        begins = postcode[1][: 3 if postcode[1].startswith("97") else 2]
        within = {begins, "2A", "2B"} if begins == "20" else {begins}
        named = [area for area in named if area.department in within]
    areas = [area for area in named if area.key]
    return areas[0] if len(areas) == 1 else None


def place_recipients(limit=5_000):
    """Set the commune of recipients from their town; return the number of updated recipients."""
    lost = Recipient.objects.filter(commune=None).exclude(town="")
    towns = list(lost.order_by().values_list("town", flat=True).distinct()[:limit])
    named = defaultdict(list)
    for start in range(0, len(towns), CHUNK):
        keys = [key_of(town) for town in towns[start : start + CHUNK]]
        for area in Area.objects.communes().filter(key__in=keys):
            named[area.key].append(area)
    placed = 0
    for town in towns:
        commune = _meant(town, named[key_of(town)])
        placed += lost.filter(town=town).update(commune=commune) if commune else 0
    return placed
