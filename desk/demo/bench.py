"""The past of the workshop: what each stay at the bench did to a device."""

from datetime import timedelta

from desk.demo import words
from inventory.lifecycle import (
    DeviceStatus,
    ErasureMethod,
    ErasureResult,
    Grade,
    MediumKind,
    MediumStatus,
    Outcome,
)
from inventory.models import ChecklistItem, Erasure, TestResult
from people.roles import Role

TOOLS = {
    MediumKind.HDD: (ErasureMethod.OVERWRITE, "nwipe", "0.37"),
    MediumKind.SSD: (ErasureMethod.ATA_SANITIZE, "hdparm", "9.65"),
    MediumKind.NVME: (ErasureMethod.NVME_SANITIZE, "nvme-cli", "2.8"),
    MediumKind.EMBEDDED: (ErasureMethod.FACTORY_RESET, "menu de l’appareil", "1"),
    MediumKind.UNKNOWN: (ErasureMethod.ATA_SANITIZE, "hdparm", "9.65"),
}
GRADES = {Grade.A: 28, Grade.B: 50, Grade.C: 22}
SHELVES = {"laptop": 1, "phone": 3, "tablet": 3, "router": 3}


def work(world, book, track):
    """Follow a device from the door to the shelf, or to where its road through the house ended."""
    device, day = track.device, track.device.received_at.date()
    if track.fate in {DeviceStatus.RECEIVED, DeviceStatus.WITHDRAWN}:
        if track.fate == DeviceStatus.WITHDRAWN:
            _stop(world, book, track, world.later(day, 0, 2), Role.COORDINATOR)
        return
    start = world.later(day, 1, 14)
    _to_the_bench(world, book, device, start)
    if track.fate == DeviceStatus.REFURBISHING:
        _under_way(world, book, track, start)
    elif track.fate in {DeviceStatus.QUARANTINED, DeviceStatus.RETIRED}:
        _stop(world, book, track, world.later(start, 0, 5), Role.TECHNICIAN)
    else:
        track.ready_on = make_ready(world, book, track, start)
        if track.fate == DeviceStatus.READY:
            book.ends.append((device, track.fate))


def _to_the_bench(world, book, device, day):
    at = world.at(day, 10)
    device.status_since = at
    device.place = world.places[device.site_id][5]
    book.tell(at, "device.refurbishing", device, world.somebody(Role.TECHNICIAN))


def _under_way(world, book, track, day):
    """On the bench now: untouched, half done, erased but not finished, or badly erased."""
    how_far = world.weighed({"untouched": 3, "tested": 3, "clean": 4, "failed": 2})
    if how_far != "untouched":
        check(world, book, track, day)
    if how_far == "clean" and track.medium:
        erase(world, book, track, day)
        book.clean.append(track.device)
    if how_far == "failed" and track.medium:
        erase(world, book, track, day, ErasureResult.FAILED)


def _stop(world, book, track, day, role):
    """The road ends in a locked cupboard, in retirement, or as an entry made in error."""
    device, at = track.device, world.at(day, 16)
    device.status_since = at
    device.place = world.places[device.site_id][6] if track.fate == "quarantined" else None
    data = {"reason": device.retire_reason} if track.fate == DeviceStatus.RETIRED else {}
    book.tell(at, f"device.{track.fate}", device, world.somebody(role), **data)
    if track.medium and track.medium.status == MediumStatus.DESTROYED:
        track.medium.status_since = world.at(day, 15)
        technician = world.somebody(Role.TECHNICIAN)
        book.tell(track.medium.status_since, "device.medium_destroyed", device, technician)
        book.clean.append(device)


def make_ready(world, book, track, day):
    """Check, erase, grade: the device is on the shelf that day, which is returned."""
    device, technician = track.device, world.somebody(Role.TECHNICIAN)
    if track.medium:
        erase(world, book, track, day)
    check(world, book, track, day)
    device.grade = world.weighed(GRADES)
    device.known_limits = world.pick(words.LIMITS) if world.chance(0.12) else ""
    device.place = world.places[device.site_id][SHELVES.get(track.code, 4)]
    device.status_since = world.at(day, 15)
    book.tell(device.status_since, "device.finished", device, technician, grade=device.grade)
    return day


def again(world, book, track, day):
    """A second stay at the bench, begun that day, after the device came back."""
    _to_the_bench(world, book, track.device, day)
    return make_ready(world, book, track, day)


def erase(world, book, track, day, result=ErasureResult.PASSED):
    """The record of one erasure, on the day of the bench."""
    medium, technician = track.medium, world.somebody(Role.TECHNICIAN)
    method, tool, version = TOOLS[medium.kind]
    started = world.at(day, 11)
    ended = started + timedelta(minutes=world.dice.randint(2, 100))
    book.erasures.append(
        Erasure(
            medium=medium,
            method=method,
            tool=tool,
            tool_version=version,
            medium_serial=medium.serial,
            result=result,
            started_at=started,
            ended_at=ended,
            operator=technician,
            recorded_at=ended,
        )
    )
    book.tell(ended, "device.erased", track.device, technician, result=result.value)
    if result == ErasureResult.PASSED:
        book.tell(ended + timedelta(seconds=1), "device.clean", track.device, technician)


def check(world, book, track, day):
    """The checklist of its category, answered that day; a fault here and there."""
    items = world.items.get(track.device.category_id, ())
    at, technician = world.at(day, 14), world.somebody(Role.TECHNICIAN)
    faults = {item for item in items if not item.is_blocking and world.chance(0.03)}
    if world.keeps_results:
        book.results += [
            TestResult(
                device=track.device,
                item=item,
                outcome=Outcome.FAIL if item in faults else Outcome.PASS,
                at=at,
                by=technician,
            )
            for item in items
        ]
    passed = len(items) - len(faults)
    book.tell(at, "device.tested", track.device, technician, passed=passed, failed=len(faults))


def checklists():
    """The items of the checklists in use, by category."""
    items = {}
    for item in ChecklistItem.objects.filter(checklist__is_current=True).select_related(
        "checklist"
    ):
        items.setdefault(item.checklist.category_id, []).append(item)
    return items
