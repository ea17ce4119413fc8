"""What the checklists of the demo's past found: values as they are measured, faults, a lock."""

import io
from random import Random

from PIL import Image, ImageDraw

from core.models import Document, Photo
from inventory.lifecycle import Outcome
from inventory.lifecycle.checklists import Proof, ValueKind
from inventory.models import Attempt, ChecklistItem, TestResult
from people.roles import Role

# What is measured, by unit; the rest lies in the middle of its limits.
USUAL = {"Mbit/s": (22, 180), "%": (67, 98), "W": (45, 90), "cycles": (80, 640), "″": (21, 27)}
NOTES = ["à reprendre", "jeu visible", "intermittent", "à remplacer"]


def checklists():
    """The items of the checklists in use, by category."""
    items = {}
    for item in ChecklistItem.objects.filter(checklist__is_current=True).select_related(
        "checklist"
    ):
        items.setdefault(item.checklist.category_id, []).append(item)
    return items


def check(world, book, track, day):
    """The checklist of its category, answered that day; a fault here and there."""
    items = world.items.get(track.device.category_id, ())
    at, technician = world.at(day, 14), world.somebody(Role.TECHNICIAN)
    dice = _dice(track.device, at)
    faults = {item for item in items if not item.is_blocking and dice.random() < 0.03}
    if world.keeps_results and items:
        _write(book, track.device, items, faults, at, technician)
    passed = len(items) - len(faults)
    book.tell(at, "device.tested", track.device, technician, passed=passed, failed=len(faults))


def lock(world, book, track, at):
    """A lock found on the bench, which put the device in quarantine; False where none is asked."""
    items = world.items.get(track.device.category_id, ())
    locks = [item for item in items if item.quarantines]
    if not locks or not world.keeps_results:
        return False
    technician = world.somebody(Role.TECHNICIAN)
    found = _dice(track.device, at).choice(locks)
    _write(book, track.device, [found], {found}, at, technician)
    book.tell(at, "device.tested", track.device, technician, passed=0, failed=1)
    book.tell(at, "device.locked", track.device, technician, count=1, items=[found.pk])
    return True


def _dice(device, at):
    """Chance of their own: what a device measures changes nothing else of the story."""
    return Random(f"{device.asset_tag} {at:%Y%m%d}")  # noqa: S311  (dice, no secret)


def _write(book, device, items, faults, at, technician):
    dice = _dice(device, at)
    attempt = Attempt(device=device, checklist=items[0].checklist, at=at, by=technician)
    book.attempts.append(attempt)
    for item in items:
        is_fault = item in faults
        book.results.append(
            TestResult(
                device=device,
                attempt=attempt,
                item=item,
                outcome=Outcome.FAIL if is_fault else Outcome.PASS,
                value="" if is_fault else _value(dice, item),
                note=dice.choice(NOTES) if is_fault and not item.is_blocking else "",
                at=at,
                by=technician,
            )
        )


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
    asked = [result for result in results if result.item.proof == Proof.PHOTO]
    picture = _picture() if asked else b""
    photos = [
        Photo(
            subject=result.device,
            document=Document.objects.store(
                picture, kind="photo", name="photo.jpg", content_type="image/jpeg", by=result.by
            ),
            note=result.item.label_fr[:120],
            by=result.by,
            at=result.at,
        )
        for result in asked
    ]
    for result, photo in zip(asked, Photo.objects.bulk_create(photos), strict=True):
        result.photo = photo


def _picture():
    """A lit screen on a bench, as a drawing."""
    image = Image.new("RGB", (480, 640), "#3b4a48")
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((110, 60, 370, 580), 30, fill="#14201f")
    draw.rectangle((128, 104, 352, 536), fill="#fbfcfa")
    output = io.BytesIO()
    image.save(output, "JPEG", quality=80)
    return output.getvalue()
