"""Take devices to the bench and finish them, one or several; repairs imported from a list."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import FaultType
from catalogue.names import faults_by_word, key_of
from core.forms.reserved_terms import check_words
from core.imports.columns import word_key
from core.models import Event
from core.workflow.bulk_operations import BulkResult, apply_to_each
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from inventory.devices.lifecycle.devices import DeviceStatus, Grade, RetireReason
from inventory.devices.lifecycle.exits import DiskFate
from inventory.devices.lifecycle.repairs import RepairOutcome
from inventory.devices.operations import check_on_hand, correct
from inventory.erasure.operations.erasure import erasure_left
from inventory.exits.operations import prepare_exit, put_in_exit, retire_all
from inventory.imports.lifecycle import ImportStatus
from inventory.imports.repair_synonyms import BARRIERS, OUTCOMES
from inventory.models import ChecklistItem, Device, ExitBatch, ImportBatch, ImportedDevice
from inventory.repairs.operations.repairs import RepairFacts, record_repairs, repairs_left
from inventory.workshop.operations.checklists import (
    Answer,
    check_unlocked,
    checklists_of,
    checks_left,
    record_same_results,
)
from inventory.workshop.operations.specifications import Fact, specify
from people.models import User

# What keeps a device on the bench: each gives sentences, or none.
LEFT = [repairs_left, checks_left, erasure_left]


@operation("inventory.refurbish_device", locks=True)
def refurbish(device: Device, *, by: User) -> Device:
    check_on_hand(device)
    if device.status == DeviceStatus.QUARANTINED:
        check_unlocked(device)
    was = {"was": device.status, "had": device.bench_by_id}
    device.transition_to(DeviceStatus.REFURBISHING, seen_at=timezone.now(), bench_by=by)
    Event.objects.record("device.refurbishing", device, by=by, **was)
    return device


@operation("inventory.refurbish_device")
def refurbish_all(devices: list[Device], *, by: User) -> list[Device]:
    """Take many devices to the bench in a few statements, unassigned; all or none of them."""
    rows = Device.objects.filter(pk__in=[device.pk for device in devices])
    locked = rows.lock()
    for device in locked:
        check_on_hand(device)
    rows.transition_to(DeviceStatus.REFURBISHING, bench_by=None)
    was = [(device, {"was": device.status, "had": device.bench_by_id}) for device in locked]
    Event.objects.record_many("device.refurbishing", was, by=by)
    return locked


@operation("inventory.refurbish_device", locks=True)
def take_over_bench(device: Device, *, by: User) -> Device:
    """Assign a device on the bench to oneself, from a colleague or unassigned."""
    device.check_status(
        {DeviceStatus.REFURBISHING}, _("%(device)s is “%(status)s”: it is on nobody’s bench.")
    )
    if device.bench_by_id == by.pk:
        raise Refused(_("%(device)s is on your bench already.") % {"device": device})
    had, device.bench_by = device.bench_by_id, by
    device.seen_at = timezone.now()
    device.save(update_fields=["bench_by", "seen_at"])
    Event.objects.record("device.bench_changed", device, by=by, had=had)
    return device


def left_to_do(device: Device) -> list[str]:
    """What prevents a device on the bench from being ready, in sentences."""
    return [sentence for left in LEFT for sentence in left(device)]


@operation("inventory.finish_device")
def finish(device: Device, *, by: User, grade: Grade, known_limits: str = "") -> Device:
    """Mark a device as ready: checked, erased and graded."""
    check_words(known_limits)
    device.lock()
    check_on_hand(device)
    todo = left_to_do(device)
    if todo:
        raise Refused(todo)
    device.transition_to(
        DeviceStatus.READY, grade=grade, known_limits=known_limits, seen_at=timezone.now()
    )
    Event.objects.record("device.finished", device, by=by, grade=str(grade))
    return device


# --- Bulk operations of the workbench, each applying the single-device operation. ---


@operation("inventory.refurbish_device")
def bring_together(devices: Iterable[Device], *, by: User) -> BulkResult:
    return apply_to_each(devices, lambda device: refurbish(device, by=by))


@operation("inventory.change_device")
def describe_together(
    devices: Iterable[Device], *, by: User, brand: str = "", model: str = "", **facts: Fact
) -> BulkResult:
    """Set common values on several devices of the bench; empty values change nothing.

    `facts` are those of `specify`.
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
    seen: int | None = None,
) -> BulkResult:
    """Record the same answers for several devices, all on the bench and of one checklist.

    There is no `seen`: a group is answered again, overriding earlier answers.
    """
    locked = Device.objects.filter(pk__in=[device.pk for device in devices]).lock()
    versions = checklists_of(locked)
    wanted = {item.checklist_id for item in outcomes}
    result = BulkResult()
    for device in locked:
        version = versions[device.pk]
        if device.status != DeviceStatus.REFURBISHING:
            result.refused.append((device, _("Take the device to the bench first.")))
        elif version is None or {version.pk} != wanted:
            result.refused.append((device, _("It is checked by another list.")))
        else:
            result.done.append(device)
    if result.done:
        record_same_results(result.done, by=by, outcomes=outcomes)
    return result


def _check_on_the_bench(device: Device) -> None:
    device.lock()
    if device.status != DeviceStatus.REFURBISHING:
        raise Refused(_("Take the device to the bench first."))


# --- Repair history in a donor's list: record its repairs and the resulting statuses. ---

MAX_REPORTED = 1000
MAX_NAMED = 20


@dataclass
class Verdicts:
    """The result for the devices of a list: counts by outcome, and destinations."""

    ended: dict[RepairOutcome, int]
    unknown: int
    elsewhere: int
    exit_batch: ExitBatch | None
    faults: dict[FaultType, int] = field(default_factory=dict)


@operation("inventory.import_device", locks=True)
def take_over_verdicts(
    batch: ImportBatch,
    *,
    by: User,
    outcome: int,
    barrier: int | None = None,
    organism: str = "",
) -> Verdicts:
    """Record the repairs named in an imported list, once; all or none of them.

    `outcome` and `barrier` are the indexes of the columns of results. Devices of which
    the list does not say stay to check; no erasure is made up, so none becomes ready. What is at
    the end of its life is retired for recycling, its disks still inside, on the list of a new exit
    batch. A device that was worked on meanwhile is left alone.
    """
    _check_first_time(batch)
    links = ImportedDevice.objects.filter(row__batch=batch).select_related("row")
    cells_by_device = {link.device_id: link.row.cells for link in links}
    devices = list(Device.objects.filter(import_rows__batch=batch).order_by("pk"))
    here = [device for device in devices if device.status == DeviceStatus.RECEIVED]
    facts = _repair_facts(here, cells_by_device, outcome, barrier)
    ended = {each: [f.device for f in facts if f.outcome == each] for each in RepairOutcome}
    at_bench = [fact.device for fact in facts]
    refurbish_all(at_bench, by=by)
    record_repairs(facts, by=by)
    exit_batch = _put_in_new_exit(batch, ended[RepairOutcome.END_OF_LIFE], by, organism)
    verdicts = Verdicts(
        ended={each: len(some) for each, some in ended.items()},
        unknown=len(here) - len(facts),
        elsewhere=len(devices) - len(here),
        exit_batch=exit_batch,
    )
    for fact in facts:
        verdicts.faults[fact.fault] = verdicts.faults.get(fact.fault, 0) + 1
    Event.objects.record("import.repairs_told", batch, by=by, count=len(facts))
    return verdicts


def _check_first_time(batch: ImportBatch) -> None:
    if batch.status != ImportStatus.APPLIED or batch.kind != ImportBatch.DONOR_LIST:
        raise Refused(_("%(list)s is no list whose devices came in.") % {"list": batch})
    if Event.objects.about(batch).filter(kind="import.repairs_told").exists():
        raise Refused(
            _("What %(list)s says of repairs is in the register already.") % {"list": batch}
        )


def _repair_facts(
    devices: list[Device], cells_by_device: dict[int, list[str]], outcome: int, barrier: int | None
) -> list[RepairFacts]:
    """The facts of each device whose repair ended; `Refused` names unknown words."""
    faults = faults_by_word()
    unknown, facts = set(), []
    for device in devices:
        cells = cells_by_device[device.pk]
        words = {"outcome": _cell(cells, outcome), "barrier": _cell(cells, barrier)}
        ended = OUTCOMES.get(word_key(words["outcome"]))
        stopped_by = BARRIERS.get(word_key(words["barrier"]))
        fault = faults.get(key_of(device.fault) or "unknown")
        unknown |= {
            word
            for word, value in [
                (words["outcome"], ended),
                (words["barrier"], stopped_by),
                (device.fault or "unknown", fault),
            ]
            if value is None
        }
        if ended and stopped_by and fault:
            facts.append(
                RepairFacts(
                    device=device,
                    fault=fault,
                    outcome=ended,
                    barrier=stopped_by if ended != RepairOutcome.FIXED else "",
                    reported=device.remark[:MAX_REPORTED],
                )
            )
    if unknown:
        raise Refused(
            _("Words that we do not know: %(words)s. Add them to the words for faults.")
            % {"words": ", ".join(sorted(unknown)[:MAX_NAMED])}
        )
    return facts


def _cell(cells: list[str], index: int | None) -> str:
    return cells[index] if index is not None and index < len(cells) else ""


def _put_in_new_exit(
    batch: ImportBatch, devices: list[Device], by: User, organism: str
) -> ExitBatch | None:
    """Retire these devices and put them in a new exit batch; None without devices."""
    if not devices:
        return None
    retired = retire_all(devices, by=by, reason=RetireReason.RECYCLED, disks=DiskFate.INSIDE)
    organism = organism or _("to be named")
    exit_batch = prepare_exit(ExitBatch(site=batch.donation.site, organism=organism), by=by)
    put_in_exit(exit_batch, by=by, devices=retired)
    return exit_batch
