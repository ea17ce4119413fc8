"""Record the repairs named in a donor's list once, and the statuses that follow from them."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from catalogue.models import FaultType
from catalogue.names import faults_by_word, key_of
from core.imports.columns import word_key
from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from inventory.devices.lifecycle.devices import DeviceStatus, RetireReason
from inventory.devices.lifecycle.exits import DiskFate
from inventory.devices.lifecycle.repairs import RepairOutcome
from inventory.exits.operations import prepare_exit, put_in_exit, retire_all
from inventory.imports.lifecycle import ImportStatus
from inventory.models import Device, ExitBatch, ImportBatch, ImportedDevice
from inventory.repairs.operations.repairs import RepairFacts, record_repairs
from inventory.workshop.operations.bench import refurbish_all
from modules.repair_lists.synonyms import BARRIERS, OUTCOMES
from people.models import User

MAX_REPORTED = 1000
MAX_NAMED = 20


@dataclass
class Verdicts:
    """Result for the devices of a list: counts by outcome, and destinations."""

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
    """Record the repairs named in an imported list, once, all or nothing.

    `outcome` and `barrier` are the indexes of the columns of results. Devices without an
    outcome stay to check; no erasure is invented, so none becomes ready. Devices at the end of
    their life are retired for recycling, with their disks, on the list of a new exit batch. A
    device that was worked on meanwhile is unchanged.
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
        raise Refused(_("%(list)s is not a list whose devices were imported.") % {"list": batch})
    if Event.objects.about(batch).filter(kind="import.repairs_told").exists():
        raise Refused(_("The repairs of %(list)s are already in the register.") % {"list": batch})


def _repair_facts(
    devices: list[Device], cells_by_device: dict[int, list[str]], outcome: int, barrier: int | None
) -> list[RepairFacts]:
    """The facts of each device whose repair ended; raise `Refused`, naming unknown words."""
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
            _("Unknown words: %(words)s. Add them to the words for faults.")
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
    organism = organism or _("to be specified")
    exit_batch = prepare_exit(ExitBatch(site=batch.donation.site, organism=organism), by=by)
    put_in_exit(exit_batch, by=by, devices=retired)
    return exit_batch
