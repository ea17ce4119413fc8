"""Repairs: open, take, end, undo, and record from an external workshop."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import FaultType
from core.models import Document, Event
from core.text_input import line_of
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid, stores
from inventory.devices.lifecycle.repairs import (
    REPAIRABLE_WHEN,
    Barrier,
    PartStatus,
    RepairOutcome,
    RepairStatus,
)
from inventory.devices.operations import add_limitation, check_on_hand
from inventory.intake.validation import BATCH_SIZE
from inventory.models import Device, Refurbisher, Repair, RepairFile, RepairPart
from people.models import User

MAX_FILES = 10  # files kept with one repair


@operation("inventory.repair_device", locks=True)
def open_repair(device: Device, *, by: User, fault: FaultType, reported: str = "") -> Repair:
    """Open a repair; the device cannot be ready until the repair is closed."""
    check_repairable(device)
    if device.repairs.going_on().exists():
        raise Refused(_("%(device)s is already under repair.") % {"device": device})
    repair = Repair(device=device, fault=fault, reported=reported.strip())
    save_valid(repair)
    Event.objects.record("device.repair_opened", device, by=by, repair_id=repair.pk)
    return repair


def check_repairable(device: Device) -> None:
    """Raise `Refused` for a device that is out, in transit, ready, or no longer ours."""
    check_on_hand(device)
    device.check_status(
        REPAIRABLE_WHEN, _("%(device)s is “%(status)s”: take it to the bench first.")
    )


def lock_repair(repair: Repair) -> None:
    """Lock an open repair and its device; raise `Refused` if it is closed."""
    repair.device.lock()
    repair.lock()
    if not repair.is_open:
        raise Refused(
            _("The repair of %(device)s is “%(status)s”: this is no longer possible.")
            % {"device": repair.device, "status": repair.status_label}
        )
    check_repairable(repair.device)


def begin_work(repair: Repair, by: User) -> None:
    """Start the work: end the diagnosis, and set the technician if there is none."""
    if repair.technician is None:
        repair.technician = by
        repair.save(update_fields=["technician"])
    if repair.status == RepairStatus.OPEN:
        repair.transition_to(RepairStatus.UNDERWAY)


@operation("inventory.repair_device")
def take_repair(repair: Repair, *, by: User) -> Repair:
    """Assign a repair to the user, even if a colleague has it."""
    lock_repair(repair)
    if repair.technician_id == by.pk:
        raise Refused(_("You have already taken over this repair."))
    repair.technician = by
    repair.save(update_fields=["technician"])
    Event.objects.record("device.repair_taken", repair.device, by=by, repair_id=repair.pk)
    return repair


@operation("inventory.repair_device")
def note_repair(
    repair: Repair,
    *,
    by: User,
    fault: FaultType,
    reported: str,
    found: str,
    done: str,
    minutes: int,
    cost: Decimal = Decimal(0),
) -> Repair:
    """Record the progress of a repair; `minutes` and `cost`, in euros, are totals."""
    lock_repair(repair)
    repair.fault, repair.minutes, repair.cost = fault, minutes, cost
    repair.reported, repair.found, repair.done = reported.strip(), found.strip(), done.strip()
    save_valid(repair, update_fields=["fault", "minutes", "cost", "reported", "found", "done"])
    begin_work(repair, by)
    Event.objects.record("device.repair_noted", repair.device, by=by, repair_id=repair.pk)
    return repair


@operation("inventory.repair_device", prepare=stores("content"))
def attach_file(
    repair: Repair, *, by: User, content: bytes, content_type: str, name: str
) -> RepairFile:
    """Store a PDF or a picture with a repair, even an ended repair, since invoices come later."""
    repair.device.lock()
    if repair.files.filter(document__purged_at=None).count() >= MAX_FILES:
        raise Refused(_("This repair already has ten files: remove one first."))
    document = Document.objects.store(
        content, kind="repair_file", name=line_of(name)[-120:], content_type=content_type, by=by
    )
    Event.objects.record("device.repair_filed", repair.device, by=by, repair_id=repair.pk)
    return RepairFile.objects.create(repair=repair, document=document, by=by)


@operation("inventory.repair_device")
def remove_file(file: RepairFile, *, by: User) -> RepairFile:
    """Delete the content of a file; the row stays."""
    file.repair.device.lock()
    if file.document.purged_at is None:
        file.document.purge()
        data = {"repair_id": file.repair_id}
        Event.objects.record("device.repair_unfiled", file.repair.device, by=by, **data)
    return file


@operation("inventory.repair_device")
def end_repair(
    repair: Repair,
    *,
    by: User,
    outcome: RepairOutcome,
    barrier: Barrier | str = "",
    done: str = "",
    minutes: int = 0,
    cost: Decimal = Decimal(0),
) -> Repair:
    """End a repair, with the barrier if the device is not fixed.

    Awaited parts are cancelled. `done`, `minutes` and `cost` (in euros) are totals.
    """
    lock_repair(repair)
    barrier = "" if outcome == RepairOutcome.FIXED else barrier
    if outcome != RepairOutcome.FIXED and not barrier:
        raise Refused(_("Choose the obstacle to the repair."))
    repair.parts.awaited().transition_to(PartStatus.GIVEN_UP)
    begin_work(repair, by)
    repair.transition_to(
        RepairStatus.ENDED,
        outcome=outcome,
        barrier=barrier,
        done=done.strip(),
        minutes=minutes,
        cost=cost,
        ended_at=timezone.now(),
    )
    Event.objects.record_many(*_how_it_ended([repair]), by=by)
    return repair


def _how_it_ended(repairs: list[Repair]) -> tuple[str, list]:
    """Return the event kind and [(device, event data)] of repairs with the same outcome."""
    if repairs[0].outcome == RepairOutcome.FIXED:
        return "device.repaired", [(r.device, {"repair_id": r.pk}) for r in repairs]
    return "device.not_repaired", [
        (r.device, {"repair_id": r.pk, "repair": str(r.outcome), "barrier": str(r.barrier)})
        for r in repairs
    ]


@operation("inventory.repair_device")
def reopen_repair(repair: Repair, *, by: User) -> Repair:
    """Reopen an ended repair, provided that its device is here and has not left since."""
    repair.device.lock()
    repair.lock()
    check_repairable(repair.device)
    if repair.device.repairs.going_on().exists():
        raise Refused(_("%(device)s is already under repair.") % {"device": repair.device})
    if repair.device.received_at > repair.opened_at:
        raise Refused(
            _("%(device)s has been away since then: open another repair.")
            % {"device": repair.device}
        )
    repair.transition_to(
        RepairStatus.UNDERWAY, outcome="", barrier="", is_accepted=False, ended_at=None
    )
    Event.objects.record("device.repair_reopened", repair.device, by=by, repair_id=repair.pk)
    return repair


@operation("inventory.repair_device")
def cancel_repair(repair: Repair, *, by: User, reason: str) -> Repair:
    """Cancel a repair opened by mistake. Fitted parts must be taken out first."""
    lock_repair(repair)
    if repair.parts.fitted().exists():
        raise Refused(_("Parts were fitted: take them out first."))
    repair.parts.awaited().transition_to(PartStatus.GIVEN_UP)
    repair.transition_to(RepairStatus.CANCELLED, cancel_reason=reason.strip())
    Event.objects.record("device.repair_cancelled", repair.device, by=by, repair_id=repair.pk)
    return repair


@operation("inventory.repair_device")
def accept_fault(repair: Repair, *, by: User, limit: str) -> Repair:
    """Accept an unrepaired fault: it becomes a known fault of the device."""
    repair.device.lock()
    repair.lock()
    if repair.outcome != RepairOutcome.REPAIRABLE or repair.is_accepted:
        raise Refused(_("There is no fault left to accept."))
    device = repair.device
    check_repairable(device)
    add_limitation(device, limit)
    repair.is_accepted = True
    repair.save(update_fields=["is_accepted"])
    Event.objects.record("device.fault_accepted", device, by=by, repair_id=repair.pk)
    return repair


def last_repair(device: Device) -> Repair | None:
    """The repair that determines the state of a device, or None."""
    return device.repairs.standing().select_related("fault", "technician").first()


def repairs_left(device: Device) -> list[str]:
    """Sentences about repairs and missing parts that keep a device on the bench."""
    lacking = device.parts_taken.lacking().select_related("kind", "repair__device")
    return left_of(last_repair(device), lacking)


def left_of(repair: Repair | None, lacking: Iterable[RepairPart]) -> list[str]:
    """Sentences saying why the last repair and missing parts keep a device from being ready."""
    todo = _left_of_repair(repair) if repair else []
    for part in lacking:
        params = {"part": part.kind, "device": part.repair.device}
        todo.append(_("This device is missing a part, now fitted in %(device)s: %(part)s") % params)
    return todo


def _left_of_repair(repair: Repair) -> list[str]:
    params = {"fault": repair.fault, "barrier": repair.get_barrier_display()}
    if repair.is_open:
        return [_("Under repair: %(fault)s") % params]
    if repair.outcome == RepairOutcome.END_OF_LIFE:
        return [_("End of life (%(barrier)s): retire it, or repair it anyway.") % params]
    if repair.outcome == RepairOutcome.REPAIRABLE and not repair.is_accepted:
        return [_("Not repaired: %(fault)s (%(barrier)s)") % params]
    return []


@dataclass(kw_only=True)
class RepairFacts:
    """Outcome of a repair done by an external workshop."""

    device: Device
    fault: FaultType
    outcome: RepairOutcome
    barrier: Barrier | str = ""
    reported: str = ""
    found: str = ""
    done: str = ""
    minutes: int = 0
    # Set if the repair comes from a workshop's audit: the device may still be there.
    refurbisher: Refurbisher | None = None


@operation("inventory.repair_device")
def record_repairs(facts: list[RepairFacts], *, by: User) -> list[Repair]:
    """Record finished repairs, in order, in a few statements.

    A repair that is not fixed and has no barrier gets the barrier "not said". Raises `Refused`, and
    records nothing, naming the first device that is not here or is already in repair.
    """
    pks = [fact.device.pk for fact in facts]
    devices = {}
    for start in range(0, len(pks), BATCH_SIZE):
        rows = Device.objects.filter(pk__in=pks[start : start + BATCH_SIZE])
        devices |= {device.pk: device for device in rows.lock()}
        busy = Repair.objects.going_on().filter(device__in=pks[start : start + BATCH_SIZE])
        if repair := busy.select_related("device").first():
            raise Refused(_("%(device)s is already under repair.") % {"device": repair.device})
    for fact in facts:
        if fact.refurbisher is None:
            check_repairable(devices[fact.device.pk])
    now = timezone.now()
    repairs = Repair.objects.bulk_create(
        (
            Repair(
                device=devices[fact.device.pk],
                status=RepairStatus.ENDED,
                fault=fact.fault,
                reported=fact.reported,
                found=fact.found,
                done=fact.done,
                minutes=fact.minutes,
                technician=None if fact.refurbisher else by,
                refurbisher=fact.refurbisher,
                outcome=fact.outcome,
                barrier=_barrier_of(fact),
                opened_at=now,
                status_since=now,
                ended_at=now,
            )
            for fact in facts
        ),
        batch_size=BATCH_SIZE,
    )
    opened = [(repair.device, {"repair_id": repair.pk}) for repair in repairs]
    Event.objects.record_many("device.repair_opened", opened, by=by)
    for outcome in RepairOutcome:
        alike = [repair for repair in repairs if repair.outcome == outcome]
        if alike:
            Event.objects.record_many(*_how_it_ended(alike), by=by)
    return repairs


def _barrier_of(fact: RepairFacts) -> str:
    return "" if fact.outcome == RepairOutcome.FIXED else fact.barrier or Barrier.UNKNOWN
