"""Checklist results of devices: answers, their validation, and locks.

A checklist is saved as a whole, never item by item. A late submission does not overwrite a
colleague's answers: the form contains the attempt that it showed, unchanged answers are left out,
and a conflict with a newer answer is reported before saving.
"""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from django.db.models import Max, Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.models import Document, Event, Photo
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, stores
from inventory.accessories.fitting import charge_of
from inventory.accessories.operations import set_charger
from inventory.devices.lifecycle.devices import DeviceStatus, Outcome
from inventory.devices.models.place import Purpose
from inventory.devices.operations import add_limitation
from inventory.models import (
    Attempt,
    Checklist,
    ChecklistItem,
    Device,
    MachineReport,
    Place,
    TestResult,
)
from inventory.workshop.checklists import asks_the_same
from inventory.workshop.lifecycle import TESTABLE, Beyond, Proof, ValueKind
from people.models import User

CHARGER = "charger"  # code of the item of the shipped checklists about the charger


class Upload(NamedTuple):
    """A validated file: its bytes, content type and name."""

    content: bytes
    content_type: str
    name: str


class Answer(NamedTuple):
    """The answer to an item.

    `value` is a number as formatted by `Decimal`, a text, or a code. `upload` is the required photo
    (a re-encoded JPEG) or file. `is_rest` marks answers saved by "the rest works", not
    individually.
    """

    outcome: Outcome
    note: str = ""
    value: str = ""
    upload: Upload | None = None
    is_rest: bool = False


def normalised(item: ChecklistItem, answer: Answer) -> Answer:
    """Normalise an answer: “not applicable” has no value; a value beyond its limits is a fault."""
    if answer.outcome == Outcome.NOT_APPLICABLE:
        return answer._replace(value="", upload=None)
    if item.value_kind == ValueKind.NUMBER and answer.value:
        number = as_number(answer.value)
        is_fault = item.beyond == Beyond.FAULT and not item.is_within(number)
        outcome = Outcome.FAIL if is_fault else answer.outcome
        return answer._replace(value=f"{number:f}", outcome=outcome)
    if not item.value_kind:
        return answer._replace(value="")
    return answer


def as_number(text: str) -> Decimal:
    """Parse a typed number, with a comma or a point; raise `Refused` if it is invalid."""
    typed = "".join(str(text).split()).replace(",", ".")
    try:
        number = Decimal(typed)
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or abs(number) >= 10_000_000:
        raise Refused(_("%(text)s is not a number.") % {"text": text}, "value")
    number = number.quantize(Decimal("0.01"))
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number


def check_complete(item: ChecklistItem, answer: Answer) -> None:
    """Raise `Refused` for an answer without the value, photo or file that its item requires."""
    previous = getattr(item, "result", None)
    has_proof = answer.upload or (previous and (previous.photo_id or previous.file_id))
    is_pass, is_fault = answer.outcome == Outcome.PASS, answer.outcome == Outcome.FAIL
    if is_pass and item.value_kind and not answer.value:
        raise Refused(_("%(item)s: enter its value.") % {"item": item}, "value")
    if (
        answer.value
        and item.value_kind == ValueKind.CHOICE
        and not dict(item.options).get(answer.value)
    ):
        raise Refused(_("%(item)s: choose from its list.") % {"item": item}, "value")
    if item.proof == Proof.PHOTO and (is_pass or is_fault) and not has_proof:
        raise Refused(_("%(item)s: add a photo.") % {"item": item}, "upload")
    if item.proof == Proof.FILE and is_pass and not has_proof:
        raise Refused(_("%(item)s: add a file.") % {"item": item}, "upload")


def check_seen(answers: dict[ChecklistItem, Answer], seen: int) -> None:
    """Raise `Refused` for answers that conflict with answers saved since the attempt `seen`."""
    theirs = [
        item
        for item, answer in answers.items()
        if item.result
        and item.result.attempt_id > seen
        and (item.result.outcome, item.result.value) != (answer.outcome, answer.value)
    ]
    if theirs:
        raise Refused(
            _(
                "%(who)s gave a different answer in the meantime: %(items)s. Save again if "
                "yours is right."
            )
            % {"who": theirs[0].result.by, "items": ", ".join(map(str, theirs))}
        )


def checklists_of(devices: list[Device]) -> dict[int, Checklist | None]:
    """Map the id of each device to its checklist version, in two queries.

    The version is that of the latest attempt since the device arrived, or else the current version
    for its category.
    """
    ids = [device.pk for device in devices]
    attempts = Attempt.objects.filter(device__in=ids).of_this_stay().order_by("pk")
    in_use = {
        attempt.device_id: attempt.checklist for attempt in attempts.select_related("checklist")
    }
    current = Checklist.objects.current().filter(category__in={d.category_id for d in devices})
    by_category = {checklist.category_id: checklist for checklist in current}
    return {d.pk: in_use.get(d.pk) or by_category.get(d.category_id) for d in devices}


def checklist_of(device: Device) -> Checklist | None:
    """Checklist version of a device; None if its category has no checklist."""
    return checklists_of([device])[device.pk]


def items_to_check(device: Device, checklist: Checklist | None = None) -> list[ChecklistItem]:
    """Items to check on a device, each with its latest `result`.

    Results of an earlier stay do not count: a device that returns is checked again.
    """
    checklist = checklist or checklist_of(device)
    if checklist is None:
        return []
    items = list(checklist.items.all())
    rows = TestResult.objects.filter(
        device=device, at__gte=device.received_at, item__in=[item.pk for item in items]
    )
    latest = rows.order_by().values("item").annotate(last=Max("pk")).values("last")
    read = TestResult.objects.filter(pk__in=latest).select_related("photo", "file")
    results = {result.item_id: result for result in read}
    for item in items:
        item.result = results.get(item.pk)
        item.is_named = item.is_named_by(device.fault)
        if item.result:
            item.result.item = item
    return items


def results_seen(device: Device, seen: int) -> dict[int, TestResult]:
    """Map item ids to the results up to the attempt `seen`, as a page showed them."""
    rows = device.results.filter(at__gte=device.received_at, attempt__lte=seen)
    return {result.item_id: result for result in rows.order_by("pk")}


def attempts_of(device: Device, limit: int | None = None) -> list[Attempt]:
    """List at most `limit` attempts on a device, newest first, with their results in order."""
    results = TestResult.objects.select_related("item", "photo", "file").order_by("item__position")
    rows = device.attempts.select_related("by", "checklist")
    return list(rows.prefetch_related(Prefetch("results", results))[:limit])


def latest_results(device: Device, attempts: list[Attempt]) -> list[TestResult]:
    """Return the results of `items_to_check` from `attempts_of` a device, without a query."""
    stay = [
        attempt
        for attempt in attempts
        if attempt.at >= device.received_at and attempt.checklist.category_id == device.category_id
    ]
    latest = {}
    for attempt in stay:
        for result in attempt.results.all():
            if result.item.checklist_id == stay[0].checklist_id:
                last = latest.setdefault(result.item_id, result)
                latest[result.item_id] = max(last, result, key=lambda one: one.pk)
    return sorted(latest.values(), key=lambda result: result.item.position)


@operation("inventory.test_device", prepare=stores("outcomes"), locks=True)
def record_results(
    device: Device,
    *,
    by: User,
    outcomes: dict[ChecklistItem, Answer | tuple],
    seen: int | None = None,
) -> Device:
    """Add an attempt with a result for each checked item.

    `seen` is the attempt that the page showed (0 without an attempt). Raises `Refused` if
    conflicting answers were saved meanwhile. A lock that is found puts the device in quarantine.
    """
    check_testable([device])
    checklist = checklist_of(device)
    items = {item.pk: item for item in items_to_check(device, checklist)}
    if any(item.pk not in items for item in outcomes):
        raise Refused(_("This checklist has changed: open it again."))
    answers = {
        items[item.pk]: normalised(item, Answer(*values)) for item, values in outcomes.items()
    }
    if seen is not None:
        check_seen(answers, seen)
    for item, answer in answers.items():
        check_complete(item, answer)
    proofs = {item: _proof(device, item, answer, by) for item, answer in answers.items()}
    write_results({device: checklist}, answers, proofs, by)
    device.refresh_from_db(fields=["status", "status_since"])
    return device


@operation("inventory.test_device")
def record_same_results(
    devices: list[Device], *, by: User, outcomes: dict[ChecklistItem, Answer | tuple]
) -> list[Device]:
    """Record the same answers for all these devices, as one attempt each, in a few statements.

    The devices must be on the bench or in quarantine, in the same category, and on the version of
    the checklist that has the items of `outcomes` (see `checklists_of`; a device without an answer
    is on the current version). Answer items that require a photo or a file, and preferably measured
    numbers, device by device. Raises `Refused`, and records nothing, if one device is refused.
    """
    locked = Device.objects.filter(pk__in=[device.pk for device in devices]).lock()
    check_testable(locked)
    versions = checklists_of(locked)
    version_ids = {version.pk for version in versions.values() if version}
    if not locked or not outcomes or {item.checklist_id for item in outcomes} != version_ids:
        raise Refused(_("These devices do not have the same checklist."))
    answers = {item: normalised(item, Answer(*values)) for item, values in outcomes.items()}
    for item, answer in answers.items():
        if item.proof:
            raise Refused(
                _("%(item)s: add the photo or file for each device separately.") % {"item": item}
            )
        check_complete(item, answer)
    write_results({device: versions[device.pk] for device in locked}, answers, {}, by)
    return list(Device.objects.filter(pk__in=[device.pk for device in locked]).order_by("pk"))


@operation("inventory.test_device", locks=True)
def take_new_version(device: Device, *, by: User) -> Device:
    """Move a device to the current checklist version; answers to unchanged items are kept."""
    check_testable([device])
    current = Checklist.objects.current().filter(category=device.category_id).first()
    former = checklist_of(device)
    if current is None or former == current:
        raise Refused(_("This device already uses the current version."))
    answered = {i.code: i for i in items_to_check(device, former) if i.result}
    attempt = Attempt.objects.create(device=device, checklist=current, is_carried=True, by=by)
    carried = [
        (item, answered[item.code].result)
        for item in current.items.all()
        if item.code in answered and asks_the_same(item, answered[item.code])
    ]
    TestResult.objects.bulk_create(
        TestResult(
            device=device,
            attempt=attempt,
            item=item,
            outcome=result.outcome,
            value=result.value,
            note=result.note,
            is_rest=result.is_rest,
            report_id=result.report_id,
            photo=result.photo,
            file=result.file,
            at=result.at,
            by_id=result.by_id,
        )
        for item, result in carried
    )
    Event.objects.record(
        "device.checklist_moved", device, by=by, version=current.version, kept=len(carried)
    )
    _set_apart([device], [item for item, result in carried if result.outcome == Outcome.FAIL], by)
    device.refresh_from_db(fields=["status", "status_since"])
    return device


def check_testable(devices: list[Device]) -> None:
    if any(device.status not in TESTABLE for device in devices):
        raise Refused(_("Take the device to the bench first."))


def _proof(device: Device, item: ChecklistItem, answer: Answer, by: User) -> dict:
    """Return the stored photo or file of an answer, by default that of the previous answer."""
    if not item.proof or answer.outcome == Outcome.NOT_APPLICABLE:
        return {}
    if answer.upload is None:
        previous = item.result
        return {"photo": previous.photo, "file": previous.file} if previous else {}
    is_photo = item.proof == Proof.PHOTO
    document = Document.objects.store(
        answer.upload.content,
        kind="photo" if is_photo else "check_file",
        name=answer.upload.name,
        content_type=answer.upload.content_type,
        by=by,
    )
    if not is_photo:
        return {"file": document}
    return {"photo": Photo.objects.create(subject=device, document=document, note=str(item), by=by)}


def write_results(
    versions: dict[Device, Checklist],
    answers: dict[ChecklistItem, Answer],
    proofs: dict[ChecklistItem, dict],
    by: User,
    *,
    report: MachineReport | None = None,
) -> None:
    """Create the attempts, results and events of locked devices; quarantine devices with a lock.

    `report` is the hardware report from which the answers were read.
    """
    now = timezone.now()
    attempts = Attempt.objects.bulk_create(
        Attempt(device=device, checklist=checklist, at=now, by=by)
        for device, checklist in versions.items()
    )
    TestResult.objects.bulk_create(
        (
            TestResult(
                device=attempt.device,
                attempt=attempt,
                item=item,
                outcome=answer.outcome,
                value=answer.value,
                note=answer.note,
                is_rest=answer.is_rest,
                report=report,
                at=now,
                by=by,
                **proofs.get(item, {}),
            )
            for attempt in attempts
            for item, answer in answers.items()
        ),
        batch_size=2_000,
    )
    outcomes = [answer.outcome for answer in answers.values()]
    counts = {"passed": outcomes.count(Outcome.PASS), "failed": outcomes.count(Outcome.FAIL)}
    Event.objects.record_many("device.tested", [(d, counts) for d in versions], by=by)
    for item, answer in answers.items():
        if item.code == CHARGER and not (
            answer.is_rest or answer.outcome == Outcome.NOT_APPLICABLE
        ):
            _record_charger(versions, by, is_here=answer.outcome == Outcome.PASS)
    _set_apart(list(versions), [i for i, a in answers.items() if a.outcome == Outcome.FAIL], by)


def _record_charger(devices: Iterable[Device], by: User, *, is_here: bool) -> None:
    """Record the charger of each device that nobody recorded yet, so it is not asked twice."""
    for device in devices:
        charge = charge_of(device)
        if charge and not charge.supply:
            set_charger(device, by=by, is_here=is_here)


def _set_apart(devices: list[Device], faults: list[ChecklistItem], by: User) -> None:
    """Quarantine the devices on the bench if one of the faults is a lock."""
    locks = [item for item in faults if item.quarantines]
    free = [device for device in devices if device.status == DeviceStatus.REFURBISHING]
    if not locks or not free:
        return
    Device.objects.filter(pk__in=[device.pk for device in free]).transition_to(
        DeviceStatus.QUARANTINED, place=Place.objects.of_site(Purpose.QUARANTINE)
    )
    data = {"count": len(locks), "items": [item.pk for item in locks]}
    Event.objects.record_many("device.locked", [(device, data) for device in free], by=by)


def locks_of(device: Device) -> list[ChecklistItem]:
    """Items whose latest answer keeps a device in quarantine, each with its `result`."""
    return [
        item
        for item in items_to_check(device)
        if item.quarantines and item.result and item.result.outcome == Outcome.FAIL
    ]


def check_unlocked(device: Device) -> None:
    """Raise `Refused` for a device that the checklist found locked or blocked."""
    locks = locks_of(device)
    if locks:
        raise Refused(
            _("Still locked or blocked: %(items)s. Check the device again first.")
            % {"items": ", ".join(map(str, locks))}
        )


def proposed_limits(device: Device) -> dict[int, str]:
    """Map item ids to proposed texts of known faults, for faults that have no such text.

    Blocking faults are omitted, since the device does not leave with them.
    """
    if device.status != DeviceStatus.REFURBISHING:
        return {}
    results = [item.result for item in items_to_check(device) if not item.is_blocking]
    texts = {r.item_id: _limit_of(r) for r in results if r and r.outcome == Outcome.FAIL}
    return {pk: text for pk, text in texts.items() if text not in device.known_limits}


def _limit_of(result: TestResult) -> str:
    """Text of the known fault for the recipient: the item, with the note or the value."""
    words = result.note.rstrip(".") or result.display_value or _("fault")
    return _("%(item)s: %(words)s.") % {"item": result.item, "words": words}


@operation("inventory.finish_device", locks=True)
def note_limit(device: Device, *, by: User, item: int | None) -> Device:
    """Record the fault found for the checklist item with this id as a known fault."""
    text = proposed_limits(device).get(item)
    if text is None:
        raise Refused(_("This fault is already recorded, or repaired."))
    add_limitation(device, text)
    Event.objects.record("device.limit_noted", device, by=by, item=item)
    return device


def checks_left(device: Device) -> list[str]:
    """Sentences about unanswered items and blocking faults of a device."""
    return left_of(items_to_check(device))


def left_of(items: list[ChecklistItem]) -> list[str]:
    """The sentences of `checks_left`, for items with `result` set."""
    todo = []
    missing = sum(item.result is None for item in items)
    if missing:
        todo.append(
            ngettext(
                "%(count)s checklist item has no answer.",
                "%(count)s checklist items have no answer.",
                missing,
            )
            % {"count": missing}
        )
    todo += [
        _("Blocking fault: %(item)s") % {"item": item}
        for item in items
        if item.is_blocking and item.result and item.result.outcome == Outcome.FAIL
    ]
    return todo


@operation("inventory.quarantine_device", locks=True)
def release(device: Device, *, by: User) -> Device:
    """Release a device from quarantine to the bench of its technician or, without one, of the user.

    Raises `Refused` for a device that the checklist found locked or blocked.
    """
    if device.status != DeviceStatus.QUARANTINED:
        raise Refused(_("%(device)s is not in quarantine.") % {"device": device})
    check_unlocked(device)
    bench = Place.objects.of_site(Purpose.BENCH)
    device.transition_to(DeviceStatus.REFURBISHING, bench_by=device.bench_by or by, place=bench)
    Event.objects.record("device.released", device, by=by)
    return device
