"""The demo's stock with its history: lots, their devices, and the work on them in the workshop."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from core.models import Document, Photo
from demo.words import APART, ARRIVALS, BENCH, LAPTOPS, PHONES, SCREENS, picture, words
from donations.lifecycle import DonorKind
from donations.models import Donation, DonationLine
from inventory.devices.identifiers import make_tag
from inventory.devices.lifecycle.devices import (
    ENDED,
    IN_USE,
    DeviceStatus,
    ErasureMethod,
    ErasureResult,
    MediumKind,
    Outcome,
)
from inventory.devices.lifecycle.erasure import usual_standard, usual_verification
from inventory.models import Attempt, Device, Erasure, Medium, TestResult
from inventory.workshop.lifecycle import Proof, ValueKind
from people.base.roles import Role

LONGEST, STILL_OPEN = 1000, 45
# Recent lots of every demo: {days ago: (site, kind of donor, number of devices)}.
LATE = {
    1: (0, DonorKind.COMPANY, 24),
    4: (0, DonorKind.PUBLIC, 22),
    9: (1, DonorKind.COMPANY, 16),
    40: (0, DonorKind.COMPANY, 34),
}
EARLIER = 13  # minimum age of all other lots, in days
SITES = {0: 6, 1: 3, 2: 2}
DISKS = {
    "laptop": {MediumKind.SSD: 6, MediumKind.NVME: 3, MediumKind.HDD: 2},
    "desktop": {MediumKind.SSD: 3, MediumKind.HDD: 2},
}
TOOLS = {
    MediumKind.HDD: (ErasureMethod.OVERWRITE, "nwipe", "0.37"),
    MediumKind.SSD: (ErasureMethod.ATA_SANITIZE, "hdparm", "9.65"),
    MediumKind.NVME: (ErasureMethod.NVME_SANITIZE, "nvme-cli", "2.8"),
    MediumKind.EMBEDDED: (ErasureMethod.FACTORY_RESET, "menu de l’appareil", "Android 13"),
}
SHELVES = {"laptop": LAPTOPS, **dict.fromkeys(["phone", "tablet", "router"], PHONES)}


@dataclass
class Track:
    """A device on its way to its fate; `ready_on` is the day on which it was first on the shelf."""

    device: Device
    fate: str
    code: str
    medium: Medium | None = None
    ready_on: date | None = None


# --- Lots -----------------------------------------------------------------------------------------
def planned(world, devices):
    """Return lots with `devices` devices in total, [(day, size)], oldest first."""
    rows = [(world.ago(days), size) for days, (_site, _kind, size) in LATE.items()]
    devices -= sum(size for _day, size in rows)
    while devices > 0:
        size = min(devices, world.dice.randint(8, 44))
        age = EARLIER + int((LONGEST - EARLIER) * world.dice.random() ** 1.4)
        rows.append((world.ago(age), size))
        devices -= size
    return sorted(rows)


def receive(world, day, size):
    """Enter a lot with `size` devices; return their tracks."""
    donation = _donation(world, day)
    tracks = [_device(world, donation) for _ in range(size)]
    DonationLine.objects.bulk_create(
        DonationLine(
            donation=donation,
            category=world.categories[code],
            announced=max(0, count + world.pick([0, 0, 0, 1, 2, -1])),
            counted=count,
        )
        for code, count in Counter(track.code for track in tracks).items()
    )
    volunteer = world.any_user(Role.VOLUNTEER)
    world.record_event(
        world.at(day, 9), "donation.devices_received", donation, volunteer, count=size
    )
    return tracks


def _donation(world, day):
    age = (world.today - day).days
    is_closed, donors = age > STILL_OPEN, world.donors
    if age in LATE:
        site, kind, _size = LATE[age]
        donors = [donor for donor in donors if donor.kind == kind]
    else:
        site = world.dealt(SITES)
    promised, received = world.at(day - timedelta(20), 10), world.at(day, 8)
    closed = world.at(day + timedelta(STILL_OPEN), 17)
    donation = Donation.objects.create(
        reference="D{:02}-{:04}".format(*world.number("donation:", day)),
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
    world.record_event(received, "donation.received", donation, world.any_user(Role.VOLUNTEER))
    if is_closed:
        world.record_event(closed, "donation.closed", donation, world.coordinator)
    return donation


def _device(world, donation):
    """Create a device of a lot, with a fate plausible for its age."""
    age = (world.today - donation.received_on).days
    fate = world.dealt(next(fates for limit, fates in words.fates if age <= limit))
    code = world.dealt(words.category_weights, fate)
    category, model = world.categories[code], world.pick(*world.models[code])
    fault = world.pick(words.faults[code]) if world.chance(0.5) else ""
    if code in words.locks and world.chance(1 / 12):
        fault = words.locks[code]
        if fate not in {DeviceStatus.RECEIVED, DeviceStatus.REFURBISHING}:
            fate = world.pick([DeviceStatus.QUARANTINED, DeviceStatus.RETIRED]).value
    arrived = world.at(donation.received_on, 9)
    device = Device(
        asset_tag=make_tag("RB", *world.number("tag:RB", donation.received_on)),
        status=DeviceStatus.REFURBISHING if fate in IN_USE else fate,
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
        fault=fault,
        retire_reason=world.weighed(words.reasons) if fate == DeviceStatus.RETIRED else "",
    )
    world.book.add(device)
    volunteer = world.any_user(Role.VOLUNTEER)
    world.record_event(arrived, "device.received", device, volunteer, donation=donation.pk)
    medium = world.book.add(_medium(world, device, code)) if category.holds_data else None
    return Track(device, fate, code, medium)


def _medium(world, device, code):
    """Return the storage medium of a device, unidentified if the device was not opened yet."""
    if device.status == DeviceStatus.RECEIVED:
        return Medium(device=device, status_since=device.received_at)
    return Medium(
        device=device,
        kind=world.weighed(DISKS[code]) if code in DISKS else MediumKind.EMBEDDED,
        serial=f"DEMOHD{next(world.numbers):07}",
        capacity_gb=world.pick([128, 256, 512] if code in DISKS else [32, 64, 128]),
        status_since=device.received_at,
    )


# --- Refurbishment ---
def refurbish(world, track):
    """Take a device from check-in to ready, or to the status where its history ends."""
    device, day = track.device, track.device.received_at.date()
    if track.fate == DeviceStatus.WITHDRAWN:
        _stop(world, track, world.later(day, 0, 2), Role.COORDINATOR)
    if track.fate in {DeviceStatus.RECEIVED, DeviceStatus.WITHDRAWN}:
        return
    start = world.later(day, 1, 14)
    technician = _to_the_bench(world, device, start)
    if track.fate in {DeviceStatus.REFURBISHING, DeviceStatus.QUARANTINED}:
        device.bench_by = technician
    if track.fate == DeviceStatus.REFURBISHING:
        _begin(world, track, start)
    elif track.fate in {DeviceStatus.QUARANTINED, DeviceStatus.RETIRED}:
        _stop(world, track, world.later(start, 0, 5), Role.TECHNICIAN)
    else:
        track.ready_on = _make_ready(world, track, start)
        if track.fate == DeviceStatus.READY:
            world.book.ends.append((device, track.fate))


def refurbish_again(world, track, day):
    """Refurbish a returned device again, starting on `day`."""
    _to_the_bench(world, track.device, day)
    _make_ready(world, track, day)


def _to_the_bench(world, device, day):
    """Take the device to the bench; return the technician, from its site if possible."""
    at, people = world.at(day, 10), world.staff[Role.TECHNICIAN]
    technician = world.pick([p for p in people if device.site_id in p.site_ids] or people)
    device.status_since = at
    device.place = world.places[device.site_id][BENCH]
    world.record_event(at, "device.refurbishing", device, technician)
    return technician


def _begin(world, track, day):
    """Leave the device on the bench: untouched, only tested, erased, or with a failed erasure."""
    progress = world.weighed({"untouched": 3, "tested": 3, "clean": 4, "failed": 2})
    if progress != "untouched":
        _check(world, track.device, day)
    if progress == "clean" and track.medium:
        _erase(world, track, day)
        world.book.clean.append(track.device)
    if progress == "failed" and track.medium:
        _erase(world, track, day, ErasureResult.FAILED)


def _stop(world, track, day, role):
    """End the history of a device: in quarantine, retired, or entered in error."""
    device, at = track.device, world.at(day, 16)
    is_apart = track.fate == DeviceStatus.QUARANTINED
    device.status_since = at
    device.place = world.places[device.site_id][APART] if is_apart else None
    data = {"reason": device.retire_reason} if device.retire_reason else {}
    world.record_event(at, f"device.{track.fate}", device, world.any_user(role), **data)


def _make_ready(world, track, day):
    """Check, erase and grade a device; return the day on which it was put on the shelf."""
    device, technician = track.device, world.any_user(Role.TECHNICIAN)
    if track.medium:
        _erase(world, track, day)
    _check(world, device, day)
    device.grade = world.weighed(words.grades)
    device.known_limits = world.pick(words.limits[track.code]) if world.chance(0.12) else ""
    device.place = world.places[device.site_id][SHELVES.get(track.code, SCREENS)]
    device.status_since = world.at(day, 15)
    world.record_event(
        device.status_since, "device.finished", device, technician, grade=device.grade
    )
    return day


def _erase(world, track, day, result=ErasureResult.PASSED):
    """Record an erasure on this day."""
    device, technician = track.device, world.any_user(Role.TECHNICIAN)
    method, tool, version = TOOLS[track.medium.kind]
    started = world.at(day, 11)
    ended = started + timedelta(minutes=world.dice.randint(2, 100))
    world.book.add(
        Erasure(
            medium=track.medium,
            method=method,
            standard=usual_standard(method),
            verification=usual_verification(method),
            tool=tool,
            tool_version=version,
            passes=1 if method == ErasureMethod.OVERWRITE else None,
            result=result,
            medium_serial=track.medium.serial,
            parent_serial=device.serial or device.imei or "",
            operator=technician,
            device_received_at=device.received_at,
            started_at=started,
            ended_at=ended,
            recorded_at=ended,
        )
    )
    world.record_event(ended, "device.erased", device, technician, result=result.value)
    if result == ErasureResult.PASSED:
        world.record_event(ended + timedelta(seconds=1), "device.clean", device, technician)


# --- Checklists -----------------------------------------------------------------------------------
def _check(world, device, day):
    """Answer the checklist of a device on this day, with an occasional fault."""
    items = world.checklists.get(device.category_id, ())
    faults = {item for item in items if not item.is_blocking and world.chance(0.03)}
    by, at = world.any_user(Role.TECHNICIAN), world.at(day, 14)
    counts = {"passed": len(items) - len(faults), "failed": len(faults)}
    world.record_event(at, "device.tested", device, by, **counts)
    if not items or not world.keeps_results:
        return
    attempt = world.book.add(Attempt(device=device, checklist=items[0].checklist, at=at, by=by))
    for item in items:
        result = TestResult(device=device, attempt=attempt, item=item, at=at, by=by)
        if item in faults:
            result.outcome, result.note = Outcome.FAIL, world.pick(words.notes)
        else:
            result.outcome, result.value = Outcome.PASS, _value(world, item)
        world.book.add(result)


def _value(world, item):
    if item.value_kind == ValueKind.NUMBER:
        low = int(item.lowest or item.highest // 10)
        return str(world.dice.randint(low, min(low * 3, int(item.highest or low * 3))))
    if item.value_kind == ValueKind.CHOICE:
        return world.pick([code for code, _label in item.options])
    return "RAS" if item.value_kind == ValueKind.TEXT else ""


def photograph(results):
    """Add the photos that these answers require, once the devices are in the database."""
    screen = picture("screen.jpg")
    file = {"kind": "photo", "name": "photo.jpg", "content_type": "image/jpeg"}
    for result in results:
        if result.item.proof == Proof.PHOTO:
            result.photo = Photo.objects.create(
                subject=result.device,
                document=Document.objects.store(screen, by=result.by, **file),
                note=result.item.labels["fr"][:120],
                by=result.by,
                at=result.at,
            )
