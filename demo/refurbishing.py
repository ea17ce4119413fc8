"""The past of the workshop: what each stay at the bench did to a device, and what checks found."""

from datetime import timedelta

from core.models import Document, Photo
from demo.words import APART, BENCH, LAPTOPS, PHONES, SCREENS, picture, words
from inventory.devices.lifecycle.devices import (
    DeviceStatus,
    ErasureMethod,
    ErasureResult,
    MediumKind,
    Outcome,
)
from inventory.devices.lifecycle.erasure import usual_standard, usual_verification
from inventory.models import Attempt, Erasure, TestResult
from inventory.workshop.lifecycle import Proof, ValueKind
from people.base.roles import Role

TOOLS = {
    MediumKind.HDD: (ErasureMethod.OVERWRITE, "nwipe", "0.37"),
    MediumKind.SSD: (ErasureMethod.ATA_SANITIZE, "hdparm", "9.65"),
    MediumKind.NVME: (ErasureMethod.NVME_SANITIZE, "nvme-cli", "2.8"),
    MediumKind.EMBEDDED: (ErasureMethod.FACTORY_RESET, "menu de l’appareil", "Android 13"),
}
SHELVES = {"laptop": LAPTOPS, **dict.fromkeys(["phone", "tablet", "router"], PHONES)}
# Measured values by unit; others are in the middle of their limits.
USUAL = {"Mbit/s": (22, 180), "%": (67, 98), "W": (45, 90), "cycles": (80, 640), "″": (21, 27)}
NOTES = ["à reprendre", "jeu visible", "intermittent", "à remplacer"]


# --- Stays at the bench ---------------------------------------------------------------------------
def work(world, track):
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
        _under_way(world, track, start)
    elif track.fate in {DeviceStatus.QUARANTINED, DeviceStatus.RETIRED}:
        _stop(world, track, world.later(start, 0, 5), Role.TECHNICIAN)
    else:
        track.ready_on = _make_ready(world, track, start)
        if track.fate == DeviceStatus.READY:
            world.book.ends.append((device, track.fate))


def again(world, track, day):
    """A second stay at the bench, begun that day, after the device came back."""
    _to_the_bench(world, track.device, day)
    return _make_ready(world, track, day)


def _to_the_bench(world, device, day):
    """Return the technician who took it there: one of its site."""
    at, people = world.at(day, 10), world.staff[Role.TECHNICIAN]
    technician = world.pick([p for p in people if device.site_id in p.site_ids] or people)
    device.status_since = at
    device.place = world.places[device.site_id][BENCH]
    world.record_event(at, "device.refurbishing", device, technician)
    return technician


def _under_way(world, track, day):
    """On the bench now: untouched, half done, erased but not finished, or badly erased."""
    how_far = world.weighed({"untouched": 3, "tested": 3, "clean": 4, "failed": 2})
    if how_far != "untouched":
        _check(world, track, day)
    if how_far == "clean" and track.medium:
        _erase(world, track, day)
        world.book.clean.append(track.device)
    if how_far == "failed" and track.medium:
        _erase(world, track, day, ErasureResult.FAILED)


def _stop(world, track, day, role):
    """The road ends in a locked cupboard, in retirement, or as an entry made in error."""
    device, at = track.device, world.at(day, 16)
    is_apart, is_retired = (track.fate == fate for fate in ("quarantined", "retired"))
    device.status_since = at
    device.place = world.places[device.site_id][APART] if is_apart else None
    data = {"reason": device.retire_reason} if is_retired else {}
    if not is_apart or not _lock(world, track, at):
        world.record_event(at, f"device.{track.fate}", device, world.any_user(role), **data)


def _make_ready(world, track, day):
    """Check, erase, grade: the device is on the shelf that day, which is returned."""
    device, technician = track.device, world.any_user(Role.TECHNICIAN)
    if track.medium:
        _erase(world, track, day)
    _check(world, track, day)
    device.grade = world.weighed(words.grades)
    device.known_limits = world.pick(words.limits[track.code]) if world.chance(0.12) else ""
    device.place = world.places[device.site_id][SHELVES.get(track.code, SCREENS)]
    device.status_since = world.at(day, 15)
    world.record_event(
        device.status_since, "device.finished", device, technician, grade=device.grade
    )
    return day


def _erase(world, track, day, result=ErasureResult.PASSED):
    """The record of one erasure, on the day of the bench."""
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
def _check(world, track, day):
    """The checklist of its category, answered that day; a fault here and there."""
    items = world.checklists.get(track.device.category_id, ())
    faults = {item for item in items if not item.is_blocking and world.chance(0.03)}
    _answer(world, track.device, items, faults, world.at(day, 14))


def _lock(world, track, at):
    """A lock found on the bench, which put the device in quarantine; False if nothing checks it."""
    items = world.checklists.get(track.device.category_id, ())
    locks = [item for item in items if item.quarantines]
    if not locks or not world.keeps_results:
        return False
    fault = world.pick(locks)
    technician = _answer(world, track.device, [fault], {fault}, at)
    world.record_event(at, "device.locked", track.device, technician, count=1, items=[fault.pk])
    return True


def _answer(world, device, items, faults, at):
    """Answer these checklist items; return the technician."""
    by = world.any_user(Role.TECHNICIAN)
    counts = {"passed": len(items) - len(faults), "failed": len(faults)}
    world.record_event(at, "device.tested", device, by, **counts)
    if not items or not world.keeps_results:
        return by
    attempt = Attempt(device=device, checklist=items[0].checklist, at=at, by=by)
    world.book.add(attempt)
    for item in items:
        result = TestResult(device=device, attempt=attempt, item=item, at=at, by=by)
        result.outcome = Outcome.FAIL if item in faults else Outcome.PASS
        if item not in faults:
            result.value = _value(world.dice, item)
        elif not item.is_blocking:
            result.note = world.pick(NOTES)
        world.book.add(result)
    return by


def _value(dice, item):
    if item.value_kind == ValueKind.NUMBER:
        lowest, highest = USUAL.get(item.unit, (item.lowest or 1, item.highest or 10))
        if item.code == "charger" and item.highest <= 100:
            lowest, highest = 10, 30
        return str(dice.randint(int(lowest), int(highest)))
    if item.value_kind == ValueKind.CHOICE:
        codes = [code for code, _label in item.options]
        return codes[0] if dice.random() < 0.8 else dice.choice(codes)
    return "RAS" if item.value_kind == ValueKind.TEXT else ""


def photograph(results):
    """The photos that these answers need, of devices that are in the database by now."""
    pictured = [result for result in results if result.item.proof == Proof.PHOTO]
    screen = picture("screen.jpg")
    file = {"kind": "photo", "name": "photo.jpg", "content_type": "image/jpeg"}
    photos = [
        Photo(
            subject=result.device,
            document=Document.objects.store(screen, by=result.by, **file),
            note=result.item.label_fr[:120],
            by=result.by,
            at=result.at,
        )
        for result in pictured
    ]
    for result, photo in zip(pictured, Photo.objects.bulk_create(photos), strict=True):
        result.photo = photo
