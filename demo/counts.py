"""Stock counts: one finalised, one that waits for a coordinator, one under way; shelves due."""

from inventory import operations
from inventory.lifecycle.counts import Decision, Finding
from inventory.models import Device, Place
from people.roles import Role

# Beyond so many devices, a shelf of the demo would take a while to scan.
LARGEST = 2_000
PHONES, SCREENS, APART = 3, 4, 6
TELL_TALE = "ETIQ-2019-0457"  # a sticker of a donor's own register


def happen(world):
    """The shelves were counted at some time; of those of the first site, three are of late."""
    _long_ago(world)
    if world.size > LARGEST:
        return
    places = world.places[world.sites[0].pk]
    volunteer, coordinator = world.staff[Role.VOLUNTEER][0], world.staff[Role.COORDINATOR][0]
    technician = world.staff[Role.TECHNICIAN][0]
    _finalised(places[SCREENS], volunteer, coordinator)
    _waiting(places[APART], technician)
    _under_way(places[PHONES], volunteer, technician)


def _long_ago(world):
    """Each shelf stands since the first day and was counted some months ago, one never."""
    Place.objects.update(created_at=world.at(world.ago(1000), 9))
    for number, place in enumerate(Place.objects.order_by("pk")):
        if number % 8 != 5:
            place.counted_at = world.at(world.ago(30 + number * 47 % 190), 16)
            place.save(update_fields=["counted_at"])


def _count(place, *people, spare=0, codes=()):
    """A count of this shelf: all but `spare` devices of it are scanned, and these codes."""
    count = operations.open_count(by=people[0], site=place.site, place=place)
    tags = list(count.lines.order_by("tag").values_list("tag", flat=True))
    for number, code in enumerate([*tags[spare:], *codes]):
        operations.count_code(count, by=people[number % len(people)], code=code)
    return count


def _finalised(place, volunteer, coordinator):
    elsewhere = Device.objects.in_house().filter(site=place.site).exclude(place=place)
    elsewhere = elsewhere.exclude(place=None).exclude(status="reserved").order_by("pk")[0]
    count = _count(place, volunteer, codes=[elsewhere.asset_tag, TELL_TALE])
    operations.close_count(count, by=volunteer)
    lines = count.lines.differences()
    operations.decide(count, by=coordinator, lines=lines, decision=Decision.MOVE)
    operations.decide(
        count,
        by=coordinator,
        lines=lines.filter(finding=Finding.UNKNOWN),
        decision=Decision.IGNORE,
        reason="étiquette d’un ancien parc",
    )
    operations.finalise(count, by=coordinator)


def _waiting(place, technician):
    lost = Device.objects.filter(status="lost").order_by("pk").first()
    count = _count(place, technician, spare=1, codes=[lost.asset_tag] if lost else [])
    missing = count.lines.filter(finding=Finding.MISSING).first()
    if missing:
        operations.note_line(missing, by=technician, note="place vide, étiquette au sol")
    operations.close_count(count, by=technician)


def _under_way(place, *people):
    _count(place, *people, spare=2)
