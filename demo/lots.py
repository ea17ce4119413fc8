"""The past of the stock: lots and the devices that came in them."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from demo.words import ARRIVALS, words
from demo.world import Numbers
from donations.lifecycle import DonorKind
from donations.models import Donation, DonationLine
from inventory.devices.identifiers import make_tag
from inventory.devices.lifecycle.devices import ENDED, IN_USE, MediumKind
from inventory.models import Device, Medium
from people.base.roles import Role

LONGEST, STILL_OPEN = 1000, 45
# Lots that every demo holds, for what happens today: days ago, site, kind of donor, devices.
LATE = {
    1: (0, DonorKind.COMPANY, 24),
    4: (0, DonorKind.PUBLIC, 22),
    9: (1, DonorKind.COMPANY, 16),
    40: (0, DonorKind.COMPANY, 34),
}
EARLIER = 13  # days ago or more, all others came
SITES = {0: 6, 1: 3, 2: 2}
DISKS = {
    "laptop": {MediumKind.SSD: 6, MediumKind.NVME: 3, MediumKind.HDD: 2},
    "desktop": {MediumKind.SSD: 3, MediumKind.HDD: 2},
}


@dataclass
class Track:
    """One device on its way to its fate; `ready_on` is the day it was first on the shelf."""

    device: Device
    fate: str
    code: str
    medium: Medium | None = None
    ready_on: date | None = None


def planned(world, devices):
    """The lots that bring so many devices: (day, size), oldest first; some came of late."""
    rows = [(world.ago(days), size) for days, (_site, _kind, size) in LATE.items()]
    devices -= sum(size for _day, size in rows)
    while devices > 0:
        size = min(devices, world.dice.randint(8, 44))
        age = EARLIER + int((LONGEST - EARLIER) * world.dice.random() ** 1.4)
        rows.append((world.ago(age), size))
        devices -= size
    return sorted(rows)


def receive(world, rows):
    """Enter these lots in the register; return the tracks of their devices, in order of arrival."""
    tracks, references = [], Numbers("donation:{year}", [day for day, _size in rows])
    for day, size in rows:
        donation = _donation(world, day, "D{}-{:04}".format(*references.of(day)))
        arrived = [_device(world, donation) for _ in range(size)]
        _write_lines(world, donation, arrived)
        volunteer, at = world.any_user(Role.VOLUNTEER), world.at(day, 9)
        world.record_event(at, "donation.devices_received", donation, volunteer, count=size)
        tracks += arrived
    days = [track.device.donation.received_on for track in tracks]
    numbers = Numbers("tag:RB{year:02}", days)
    for track, day in zip(tracks, days, strict=True):
        track.device.asset_tag = make_tag("RB", *numbers.of(day))
    return tracks


def _donation(world, day, reference):
    age = (world.today - day).days
    is_closed, donors = age > STILL_OPEN, world.donors
    if age in LATE:
        site, kind, _size = LATE[age]
        donors = [donor for donor in donors if donor.kind == kind]
    else:
        site = world.dealt(SITES)
    promised, planned_at = world.at(day - timedelta(20), 10), world.at(day - timedelta(9), 11)
    received, closed = world.at(day, 8), world.at(day + timedelta(STILL_OPEN), 17)
    donation = Donation.objects.create(
        reference=reference,
        donor=world.pick(donors),
        site=world.sites[site],
        status=Donation.Status.CLOSED if is_closed else Donation.Status.RECEIVED,
        collect_on=day,
        collect_at=world.full_address(),
        received_on=day,
        created_at=promised,
        status_since=closed if is_closed else received,
    )
    world.record_event(promised, "donation.promised", donation, world.coordinator)
    world.record_event(
        planned_at, "donation.scheduled", donation, world.coordinator, on=day.isoformat()
    )
    world.record_event(received, "donation.received", donation, world.any_user(Role.VOLUNTEER))
    if is_closed:
        world.record_event(closed, "donation.closed", donation, world.coordinator)
    return donation


def _write_lines(world, donation, tracks):
    """Create the announced and counted lines of a lot, which may differ."""
    DonationLine.objects.bulk_create(
        DonationLine(
            donation=donation,
            category=world.categories[code],
            announced=max(0, count + world.pick([0, 0, 0, 1, 2, -1])),
            counted=count,
        )
        for code, count in Counter(track.code for track in tracks).items()
    )


def _device(world, donation):
    """A device of that lot, with the fate that its age and its locks leave it."""
    age = (world.today - donation.received_on).days
    fate = world.dealt(next(fates for limit, fates in words.fates if age <= limit))
    code = world.dealt(words.category_weights, fate)
    category, model = world.categories[code], world.pick(*world.models[code])
    is_locked = code in words.locks and world.chance(1 / 12)
    if is_locked and fate not in {Device.Status.RECEIVED, Device.Status.REFURBISHING}:
        fate = world.pick([Device.Status.QUARANTINED, Device.Status.RETIRED]).value
    arrived = world.at(donation.received_on, 9)
    device = Device(
        status=Device.Status.REFURBISHING if fate in IN_USE else fate,
        status_since=arrived,
        category=category,
        brand=model.brand,
        model=model,
        serial=world.serial() if world.chance(0.94) else None,
        imei=world.imei() if category.has_imei and world.chance(0.9) else None,
        site=donation.site,
        place=None if fate in ENDED else world.places[donation.site_id][ARRIVALS],
        donation=donation,
        needs_erasure=category.holds_data,
        received_at=arrived,
        seen_at=arrived,
        year_made=donation.received_on.year - world.dice.randint(3, 8),
        fault=_fault(world, code, is_locked),
        retire_reason=world.weighed(words.reasons) if fate == Device.Status.RETIRED else "",
    )
    world.book.add(device)
    volunteer = world.any_user(Role.VOLUNTEER)
    world.record_event(arrived, "device.received", device, volunteer, donation=donation.pk)
    medium = world.book.add(_medium(world, device, code)) if category.holds_data else None
    return Track(device, fate, code, medium)


def _fault(world, code, is_locked):
    if is_locked:
        return words.locks[code]
    return world.pick(words.faults[code]) if world.chance(0.5) else ""


def _medium(world, device, code):
    """The medium of a device; unidentified if the device just arrived."""
    if (
        device.status == Device.Status.RECEIVED
        and device.donation.status == Donation.Status.RECEIVED
    ):
        return Medium(device=device, status_since=device.received_at)
    kind = world.weighed(DISKS[code]) if code in DISKS else MediumKind.EMBEDDED
    return Medium(
        device=device,
        kind=kind,
        serial=f"DEMOHD{next(world.numbers):07}",
        capacity_gb=world.pick([128, 256, 512] if code in DISKS else [32, 64, 128]),
        status_since=device.received_at,
    )
