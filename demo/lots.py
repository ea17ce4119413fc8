"""The past of the stock: lots and the devices that came in them."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from demo import words
from demo.world import Numbers
from donations.lifecycle import DonationStatus
from donations.models import Donation, DonationLine
from inventory.devices.identifiers import make_tag
from inventory.devices.lifecycle.devices import ENDED, IN_USE, DeviceStatus, MediumKind
from inventory.models import Device, Medium
from people.base.roles import Role

LONGEST, STILL_OPEN = 1000, 45
LATE = (1, 4, 9)  # so many days ago
# How far devices have come, by the age of their lot in days.
FATES = {
    12: words.weights("received 78; refurbishing 22"),
    60: words.weights(
        "received 5; refurbishing 24; ready 36; reserved 6; on_loan 18; quarantined 6; retired 5"
    ),
    LONGEST: words.weights(
        "received 2; refurbishing 2; ready 20; reserved 2; on_loan 42; given 12; lost 2; stolen 1;"
        "quarantined 2; retired 14; withdrawn 1"
    ),
}
DISKS = {
    "laptop": {MediumKind.SSD: 6, MediumKind.NVME: 3, MediumKind.HDD: 2},
    "desktop": {MediumKind.SSD: 3, MediumKind.HDD: 2},
}
REASONS = words.weights("parts 4; recycled 5; destroyed 1")


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
    rows = []
    while devices > 0:
        size = min(devices, world.dice.randint(8, 44))
        age = 12 + int((LONGEST - 12) * world.dice.random() ** 1.4)
        rows.append((world.ago(LATE[len(rows)] if len(rows) < len(LATE) else age), size))
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
    is_closed = (world.today - day).days > STILL_OPEN
    promised, planned_at = world.at(day - timedelta(20), 10), world.at(day - timedelta(9), 11)
    received, closed = world.at(day, 8), world.at(day + timedelta(STILL_OPEN), 17)
    donation = Donation.objects.create(
        reference=reference,
        donor=world.pick(world.donors),
        site=world.site(),
        status=DonationStatus.CLOSED if is_closed else DonationStatus.RECEIVED,
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
    code = world.weighed(words.CATEGORY_WEIGHTS)
    category, model = world.categories[code], world.pick(*world.models[code])
    is_locked = code in words.LOCKS and world.chance(1 / 12)
    fate = _fate(world, donation.received_on, is_locked)
    arrived = world.at(donation.received_on, 9)
    device = Device(
        status=DeviceStatus.REFURBISHING if fate in IN_USE else fate,
        status_since=arrived,
        category=category,
        brand=model.brand,
        model=model,
        serial=world.serial() if world.chance(0.94) else None,
        imei=world.imei() if category.has_imei and world.chance(0.9) else None,
        site=donation.site,
        place=None if fate in ENDED else world.places[donation.site_id][words.ARRIVALS],
        donation=donation,
        needs_erasure=category.holds_data,
        received_at=arrived,
        seen_at=arrived,
        year_made=donation.received_on.year - world.dice.randint(3, 8),
        fault=_fault(world, code, is_locked),
        retire_reason=world.weighed(REASONS) if fate == DeviceStatus.RETIRED else "",
    )
    world.book.add(device)
    volunteer = world.any_user(Role.VOLUNTEER)
    world.record_event(arrived, "device.received", device, volunteer, donation=donation.pk)
    medium = world.book.add(_medium(world, device, code)) if category.holds_data else None
    return Track(device, fate, code, medium)


def _fate(world, day, is_locked):
    age = (world.today - day).days
    fate = world.dealt(next(fates for limit, fates in FATES.items() if age <= limit))
    if is_locked and fate not in {DeviceStatus.RECEIVED, DeviceStatus.REFURBISHING}:
        return world.pick([DeviceStatus.QUARANTINED, DeviceStatus.RETIRED]).value
    return fate


def _fault(world, code, is_locked):
    if is_locked:
        return words.LOCKS[code]
    return world.pick(words.FAULTS[code]) if world.chance(0.5) else ""


def _medium(world, device, code):
    """The medium of a device; unidentified if the device just arrived."""
    if device.status == DeviceStatus.RECEIVED and device.donation.status == DonationStatus.RECEIVED:
        return Medium(device=device, status_since=device.received_at)
    kind = world.weighed(DISKS[code]) if code in DISKS else MediumKind.EMBEDDED
    return Medium(
        device=device,
        kind=kind,
        serial=f"DEMOHD{next(world.numbers):07}",
        capacity_gb=world.pick([128, 256, 512] if code in DISKS else [32, 64, 128]),
        status_since=device.received_at,
    )
