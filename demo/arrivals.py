"""Today at the door: lots to come, donors' lists, labels; each act goes through its operation."""

from datetime import time, timedelta

from demo import words
from donations import operations as donations
from donations.models import Donation, DonationLine
from inventory import operations
from inventory.lifecycle import DeviceStatus, MediumStatus
from inventory.lists.sheets import read_list
from inventory.models import Device, Medium
from people.roles import Role

# Days until the collection (None: no day yet), and what is announced.
TO_COME = [
    (0, {"laptop": 18, "monitor": 12}),
    (1, {"laptop": 40}),
    (6, {"phone": 25, "tablet": 4}),
    (15, {"laptop": 60, "desktop": 10}),
    (None, {"laptop": 30}),
    (None, {"monitor": 20, "desktop": 5}),
]
HEADINGS = "Type;Marque;Modèle;N° de série;Année;Panne"
PRE_PRINTED = 21


def happen(world):
    coordinator = world.staff[Role.COORDINATOR][0]
    for number, (days, announced) in enumerate(TO_COME):
        donation = _promise(world, coordinator, announced)
        if days is not None:
            day = world.today + timedelta(days)
            donations.schedule(
                donation, by=coordinator, collect_on=day, **_rendezvous(donation, number)
            )
    donations.cancel(_promise(world, coordinator, {"laptop": 8}), by=coordinator)
    _lists(world, coordinator)
    _labels(world)
    _disk_taken_out(world)


def _rendezvous(donation, number):
    """The hours of a collection, who waits there and who drives."""
    begins, ends = words.HOURS[number % 3]
    return {
        "collect_from": time(begins),
        "collect_until": time(ends) if ends else None,
        "collect_contact": donation.donor.contact,
        "collect_phone": donation.donor.phone,
        "carrier": words.CARRIERS[number % 3],
    }


def _promise(world, coordinator, announced):
    donation = Donation(
        donor=world.pick(world.donors),
        site=world.sites[0],
        collect_at=f"{world.address()}, {world.pick(words.TOWNS)}",
    )
    lines = [
        DonationLine(category=world.categories[code], announced=count)
        for code, count in announced.items()
    ]
    return donations.promise(donation, by=coordinator, lines=lines)


def _lists(world, coordinator):
    """Lists of donors: written, undone, given up, being written, and with rows to mend."""
    written = _check(world, coordinator, "parc-2026.csv", _rows(world, 12))
    operations.start_import(written, by=coordinator)
    operations.apply_import(written, by=coordinator)

    undone = _check(world, coordinator, "essai.csv", _rows(world, 3))
    operations.start_import(undone, by=coordinator)
    operations.apply_import(undone, by=coordinator)
    operations.undo_import(undone, by=coordinator)

    dropped = _check(world, coordinator, "doublon.csv", _rows(world, 2))
    operations.drop_import(dropped, by=coordinator)

    under_way = _check(world, coordinator, "siege.csv", _rows(world, 5))
    operations.start_import(under_way, by=coordinator)

    twice = world.serial()
    _check(
        world,
        coordinator,
        "agence-vitre.csv",
        [
            *_rows(world, 6),
            f"Portable;Dell;Latitude 5490;{twice};2019;",
            f"Portable;Dell;Latitude 5490;{twice};2019;batterie usée",
            f"Cafetière;;;{world.serial()};2020;",
        ],
    )


def _check(world, coordinator, name, rows):
    donation = _promise(world, coordinator, {"laptop": len(rows)})
    content = "\r\n".join([HEADINGS, *rows, ""]).encode()
    return operations.check_list(donation, by=coordinator, source=read_list(name, content))


def _rows(world, count):
    rows = []
    for _row in range(count):
        model = world.pick(*world.models["laptop"])
        year = world.today.year - world.dice.randint(4, 8)
        fault = world.pick(["", "", "batterie usée", "clavier incomplet"])
        rows.append(f"Portable;{model.brand};{model};{world.serial()};{year};{fault}")
    return rows


def _labels(world):
    """Labels printed ahead, one that was replaced, and a donor's own sticker."""
    volunteer = world.staff[Role.VOLUNTEER][0]
    batch = operations.make_tags(by=volunteer, quantity=PRE_PRINTED)
    printed = batch.tags.order_by("pk").values_list("code", flat=True)
    operations.note_printed(printed, by=volunteer)
    relabelled, stickered = Device.objects.filter(status=DeviceStatus.READY).order_by("pk")[:2]
    operations.replace_label(relabelled, by=volunteer)
    operations.attach_code(stickered, by=volunteer, code="BELVOIR-00417")


def _disk_taken_out(world):
    medium = Medium.objects.filter(
        status=MediumStatus.PRESENT, device__status=DeviceStatus.REFURBISHING
    ).order_by("pk")[0]
    operations.remove_medium(medium, by=world.staff[Role.TECHNICIAN][0])
