"""Take devices to the bench and finish them, individually or in bulk."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core.forms.reserved_terms import check_words
from core.models import Event
from core.workflow.bulk_operations import BulkResult, apply_to_each
from core.workflow.lifecycle import NeedsConfirmation, Refused
from core.workflow.operations import operation
from core.workflow.undo import undoes
from inventory.devices.lifecycle.devices import DeviceStatus, Grade
from inventory.devices.models.place import Purpose
from inventory.devices.operations import check_on_hand, correct
from inventory.erasure.operations.erasure import erasure_left, record_erasure
from inventory.models import ChecklistItem, Device, Place, TestResult
from inventory.repairs.operations.repairs import last_repair, repairs_left
from inventory.workshop.operations.checklists import (
    Answer,
    check_unlocked,
    checklists_of,
    checks_left,
    record_results,
    record_same_results,
)
from inventory.workshop.operations.machine_answers import answer_from_files
from inventory.workshop.operations.specifications import Fact, specify
from people.models import User

# Functions (device) that return sentences about what keeps a device on the bench, or [].
REASONS_NOT_READY = [repairs_left, checks_left, erasure_left]


@operation("inventory.refurbish_device", locks=True)
def refurbish(device: Device, *, by: User) -> Device:
    check_on_hand(device)
    if device.status == DeviceStatus.QUARANTINED:
        check_unlocked(device)
    was = _before_the_bench(device)
    bench = Place.objects.of_site(Purpose.BENCH)
    device.transition_to(
        DeviceStatus.REFURBISHING, seen_at=timezone.now(), bench_by=by, place=bench
    )
    answer_from_files([device], by=by)
    Event.objects.record("device.refurbishing", device, by=by, **was)
    return device


def _before_the_bench(device: Device) -> dict:
    """Return the state that `undo_refurbish` restores."""
    return {"was": device.status, "had": device.bench_by_id, "place": device.place_id}


@operation("inventory.refurbish_device")
def refurbish_all(devices: list[Device], *, by: User) -> list[Device]:
    """Take all these devices to the bench, unassigned; raise `Refused` if one is not on hand."""
    rows = Device.objects.filter(pk__in=[device.pk for device in devices])
    locked = rows.lock()
    for device in locked:
        check_on_hand(device)
    bench = Place.objects.of_site(Purpose.BENCH)
    rows.transition_to(DeviceStatus.REFURBISHING, bench_by=None, place=bench)
    was = [(device, _before_the_bench(device)) for device in locked]
    answer_from_files(rows, by=by)
    Event.objects.record_many("device.refurbishing", was, by=by)
    return locked


@operation("inventory.refurbish_device", locks=True)
def take_over_bench(device: Device, *, by: User) -> Device:
    """Assign a device on the bench to the user, even if a colleague has it."""
    device.check_status(
        {DeviceStatus.REFURBISHING}, _("%(device)s is “%(status)s”: it is not on anyone’s bench.")
    )
    if device.bench_by_id == by.pk:
        raise Refused(_("%(device)s is already on your bench.") % {"device": device})
    had, device.bench_by = device.bench_by_id, by
    device.seen_at = timezone.now()
    device.save(update_fields=["bench_by", "seen_at"])
    Event.objects.record("device.bench_changed", device, by=by, had=had)
    return device


def left_to_do(device: Device) -> list[str]:
    """Sentences about what prevents a device on the bench from being ready."""
    return [sentence for left in REASONS_NOT_READY for sentence in left(device)]


@operation("inventory.finish_device")
def finish(
    device: Device, *, by: User, grade: Grade, known_limits: str = "", override: bool = False
) -> Device:
    """Grade a device and mark it as ready; raise `Refused` if work is left to do.

    Raises `NeedsConfirmation` if the donor named a fault that has neither a repair nor a known
    fault, unless `override` is set; asks only until the device was ready once.
    """
    check_words(known_limits)
    device.lock()
    check_on_hand(device)
    todo = left_to_do(device)
    if todo:
        raise Refused(todo)
    if not (override or known_limits) and (question := named_fault(device)):
        raise NeedsConfirmation(question)
    device.transition_to(
        DeviceStatus.READY, grade=grade, known_limits=known_limits, seen_at=timezone.now()
    )
    Event.objects.record("device.finished", device, by=by, grade=str(grade))
    return device


def named_fault(device: Device) -> str:
    """The question about a fault that the donor named, or "" if it is answered."""
    was_ready = Event.objects.about(device).filter(kind="device.finished")
    if not device.fault or last_repair(device) or was_ready.exists():
        return ""
    text = _("Reported by the donor: %(fault)s. Is it repaired, a known fault, or not found?")
    return text % {"fault": device.fault}


@undoes("device.finished")
@operation("inventory.finish_device", locks=True)
def undo_finish(device: Device, *, by: User, event: Event) -> Device:
    """Undo `finish`; the device is on the same bench again."""
    device.revert_to(DeviceStatus.REFURBISHING)
    Event.objects.record("device.status_back", device, by=by)
    return device


@undoes("device.bench_changed")
@operation("inventory.refurbish_device", locks=True)
def undo_take_over(device: Device, *, by: User, event: Event) -> Device:
    """Undo `take_over_bench`; the device is on the former technician's bench again."""
    device.bench_by_id = event.data["had"]
    device.save(update_fields=["bench_by"])
    Event.objects.record("device.bench_back", device, by=by)
    return device


# --- Bulk operations of the workbench, which apply the operations on single devices. ---


@operation("inventory.refurbish_device")
def bring_together(devices: Iterable[Device], *, by: User) -> BulkResult:
    return apply_to_each(devices, lambda device: refurbish(device, by=by))


@operation("inventory.change_device")
def describe_together(
    devices: Iterable[Device], *, by: User, brand: str = "", model: str = "", **facts: Fact
) -> BulkResult:
    """Set common values on several devices on the bench; empty values change nothing.

    `facts` are the keywords of `specify`.
    """

    def describe(device: Device) -> None:
        _check_on_the_bench(device)
        current = {"brand": str(device.brand or ""), "model": str(device.model or "")}
        wanted = {"brand": brand or current["brand"], "model": model or current["model"]}
        if wanted != current:
            correct(device, by=by, **wanted)
        specify(device, by=by, **facts)

    return apply_to_each(devices, describe)


@operation("inventory.test_device")
def check_together(
    devices: Iterable[Device],
    *,
    by: User,
    outcomes: dict[ChecklistItem, Answer | tuple],
    own: dict[int, dict[ChecklistItem, Answer]],
) -> BulkResult:
    """Record the same answers for several devices on the bench that share a checklist.

    `own` is {device id: further answers}. Chosen answers override earlier answers; “the rest works”
    and “no locks” answer only the items that are open on each device and not named by its donor.
    """
    locked = Device.objects.filter(pk__in=[device.pk for device in devices]).lock()
    versions = checklists_of(locked)
    items = [*outcomes, *(item for answers in own.values() for item in answers)]
    wanted = {item.checklist_id for item in items}
    result = BulkResult()
    for device in locked:
        version = versions[device.pk]
        if device.status != DeviceStatus.REFURBISHING:
            result.refused.append((device, _("Take the device to the bench first.")))
        elif version is None or {version.pk} != wanted:
            result.refused.append((device, _("It has a different checklist.")))
        else:
            result.done.append(device)
    for same, answers in _grouped(result.done, outcomes):
        record_same_results(same, by=by, outcomes=answers)
    for device in result.done:
        if device.pk in own:
            record_results(device, by=by, outcomes=own[device.pk])
    return result


def _grouped(
    devices: list[Device], outcomes: dict[ChecklistItem, Answer | tuple]
) -> Iterator[tuple[list[Device], dict]]:
    """Yield (devices that get the same answers, these answers)."""
    rest = [
        item for item, answer in outcomes.items() if Answer(*answer).is_rest or item.quarantines
    ]
    results = TestResult.objects.filter(device__in=devices, at__gte=F("device__received_at"))
    answered = set(results.filter(item__in=rest).values_list("device", "item"))
    answered |= {
        (d.pk, i.pk) for d in devices for i in rest if not i.quarantines and i.is_named_by(d.fault)
    }
    groups = defaultdict(list)
    for device in devices:
        kept = frozenset(item for item in rest if (device.pk, item.pk) in answered)
        groups[kept].append(device)
    for kept, same in groups.items():
        answers = {item: answer for item, answer in outcomes.items() if item not in kept}
        if answers:
            yield same, answers


@operation("inventory.erase_medium")
def erase_together(devices: Iterable[Device], *, by: User, **facts: object) -> BulkResult:
    """Record the same erasure for the only disk of each device; `facts` as in `record_erasure`."""

    def erase(device: Device) -> None:
        _check_on_the_bench(device)
        left = [medium for medium in device.media.with_last_erasure() if not medium.is_proven]
        if len(left) != 1:
            raise Refused(_("It has no disk to erase, or several: record them on its own page."))
        [medium] = left
        if not medium.serial:
            raise Refused(
                _("The serial number of its disk is not recorded: identify the disk first.")
            )
        medium.device = device
        record_erasure(medium, by=by, medium_serial=medium.serial, **facts)

    return apply_to_each(devices, erase)


@operation("inventory.finish_device")
def finish_together(devices: Iterable[Device], *, by: User, grade: Grade) -> BulkResult:
    """Finish several devices with the same grade; each device keeps its known faults."""

    def make_ready(device: Device) -> None:
        finish(device, by=by, grade=grade, known_limits=device.known_limits)

    return apply_to_each(devices, make_ready)


def _check_on_the_bench(device: Device) -> None:
    device.lock()
    if device.status != DeviceStatus.REFURBISHING:
        raise Refused(_("Take the device to the bench first."))
