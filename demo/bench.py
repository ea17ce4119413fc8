"""The past of the workshop: what each stay at the bench did to a device."""

from datetime import timedelta

from demo import words
from demo.checks import check, lock
from inventory.lifecycle import (
    DeviceStatus,
    ErasureMethod,
    ErasureResult,
    Grade,
    MediumKind,
)
from inventory.lifecycle.erasure import usual_standard, usual_verification
from inventory.models import Erasure
from people.roles import Role

TOOLS = {
    MediumKind.HDD: (ErasureMethod.OVERWRITE, "nwipe", "0.37"),
    MediumKind.SSD: (ErasureMethod.ATA_SANITIZE, "hdparm", "9.65"),
    MediumKind.NVME: (ErasureMethod.NVME_SANITIZE, "nvme-cli", "2.8"),
    MediumKind.EMBEDDED: (ErasureMethod.FACTORY_RESET, "menu de l’appareil", "Android 13"),
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
    technician = _to_the_bench(world, book, device, start)
    if track.fate in {DeviceStatus.REFURBISHING, DeviceStatus.QUARANTINED}:
        device.bench_by = technician
    if track.fate == DeviceStatus.REFURBISHING:
        _under_way(world, book, track, start)
    elif track.fate in {DeviceStatus.QUARANTINED, DeviceStatus.RETIRED}:
        _stop(world, book, track, world.later(start, 0, 5), Role.TECHNICIAN)
    else:
        track.ready_on = make_ready(world, book, track, start)
        if track.fate == DeviceStatus.READY:
            book.ends.append((device, track.fate))


def _to_the_bench(world, book, device, day):
    """Return the technician who took it there: one of its site."""
    at, people = world.at(day, 10), world.staff[Role.TECHNICIAN]
    technician = world.dice.choice([p for p in people if device.site_id in p.site_ids] or people)
    device.status_since = at
    device.place = world.places[device.site_id][5]
    book.tell(at, "device.refurbishing", device, technician)
    return technician


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
    if track.fate != DeviceStatus.QUARANTINED or not lock(world, book, track, at):
        book.tell(at, f"device.{track.fate}", device, world.somebody(role), **data)
    if track.medium and track.fate == DeviceStatus.RETIRED and world.chance(0.7):
        _destroy(world, book, track, day)


def _destroy(world, book, track, day):
    """Its disk was shredded before the device left the house."""
    at, technician = world.at(day, 15), world.somebody(Role.TECHNICIAN)
    _record(
        book,
        track,
        technician,
        method=ErasureMethod.SHRED,
        tool="broyeur HSM",
        started_at=at,
        ended_at=at,
    )
    book.destroyed.append(track.medium)
    book.tell(at, "device.medium_destroyed", track.device, technician, method="shred")
    book.clean.append(track.device)


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
    _record(
        book,
        track,
        technician,
        method=method,
        passes=1 if method == ErasureMethod.OVERWRITE else None,
        tool=tool,
        tool_version=version,
        result=result,
        started_at=started,
        ended_at=ended,
    )
    book.tell(ended, "device.erased", track.device, technician, result=result.value)
    if result == ErasureResult.PASSED:
        book.tell(ended + timedelta(seconds=1), "device.clean", track.device, technician)


def _record(book, track, technician, *, method, **facts):
    """A row of the book for one erasure, with what is usual of its method."""
    book.erasures.append(
        Erasure(
            medium=track.medium,
            method=method,
            standard=usual_standard(method),
            verification=usual_verification(method),
            medium_serial=track.medium.serial,
            parent_serial=track.device.serial or track.device.imei or "",
            operator=technician,
            device_received_at=track.device.received_at,
            recorded_at=facts["ended_at"],
            **{"result": ErasureResult.PASSED} | facts,
        )
    )
