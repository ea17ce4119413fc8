"""Demo data of the module."""

from inventory.models import Place
from modules.stocktakes.lifecycle import Finding
from modules.stocktakes.operations import counts as count_operations
from modules.stocktakes.operations import scans as scan_operations

# Shelves with more devices are not counted in the demo: scanning them would take a while.
MAX_DEVICES_COUNTED = 2_000
PHONES, BENCH, APART, SHELVES = 3, 5, 6, 8  # the shelves of each site, and the number of shelves
MISSING = "place vide, étiquette au sol"


def count_stock(world):
    """Create past counts of shelves, a closed count with a missing device, and an open count."""
    Place.objects.update(created_at=world.at(world.ago(1000), 9))
    for number, place in enumerate(Place.objects.order_by("pk")):
        if number % SHELVES != BENCH:  # the bench was never counted
            place.counted_at = world.at(world.ago(30 + number * 47 % 190), 16)
            place.save(update_fields=["counted_at"])
    if world.size <= MAX_DEVICES_COUNTED:
        places = world.places[world.sites[0].pk]
        count = _count(places[APART], world.technician, spare=1)
        if missing := count.lines.filter(finding=Finding.MISSING).first():
            count_operations.note_line(missing, by=world.technician, note=MISSING)
        count_operations.close_count(count, by=world.technician)
        _count(places[PHONES], world.volunteer, spare=2)


def _count(place, by, *, spare):
    """Create a count of this shelf, with all but `spare` of its devices scanned."""
    count = count_operations.open_count(by=by, site=place.site, place=place)
    for code in list(count.lines.order_by("tag").values_list("tag", flat=True))[spare:]:
        scan_operations.count_code(count, by=by, code=code)
    return count
