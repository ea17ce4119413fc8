"""Answers to checklist items, read from the report of a machine so that nobody retypes them."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.db.models import F

from inventory.devices.lifecycle.devices import MediumHealth, MediumKind, MediumStatus, Outcome
from inventory.models import ChecklistItem, Device, MachineReport, Medium, Specification
from inventory.workshop.lifecycle import TESTABLE, ValueKind
from inventory.workshop.operations.checklists import (
    Answer,
    checklist_of,
    items_to_check,
    normalised,
    write_results,
)
from people.models import User

SERIAL = "serial"  # in `MachineReport.confirmed`: the file has the serial number already recorded


class Reading(NamedTuple):
    """The content of a hardware report: the confirmed facts, and the disks."""

    confirmed: set
    specification: Specification
    media: list[Medium]


def _noted(name: str) -> Callable:
    return lambda reading: Answer(Outcome.PASS) if name in reading.confirmed else None


def _measured(name: str, *sources: str) -> Callable:
    """Return a reader of the number `name` of the specification, if `sources` are confirmed."""

    def read(reading: Reading) -> Answer | None:
        number = getattr(reading.specification, name)
        is_read = number is not None and reading.confirmed.issuperset(sources)
        return Answer(Outcome.PASS, value=str(number)) if is_read else None

    return read


def _disks_noted(reading: Reading) -> Answer | None:
    is_noted = all(m.kind != MediumKind.UNKNOWN and m.capacity_gb for m in reading.media)
    return Answer(Outcome.PASS) if reading.media and is_noted else None


def _disk_health(reading: Reading) -> Answer | None:
    """Return the answer for good or failing disks; a worn disk is left to the technician."""
    healths = {medium.health for medium in reading.media}
    if MediumHealth.FAILING in healths:
        return Answer(Outcome.FAIL)
    return Answer(Outcome.PASS) if healths == {MediumHealth.GOOD} else None


# {code of an item of the shipped lists: function (`Reading`) -> its answer, or None}
READERS = {
    "processor-read": _noted("cpu"),
    "memory-read": _noted("ram_gb"),
    "disk-read": _disks_noted,
    "disk-smart": _disk_health,
    "battery-capacity": _measured("battery_health", "battery_design_mwh", "battery_full_mwh"),
    "battery-cycles": _measured("battery_cycles", "battery_cycles"),
    "size-read": _measured("screen_inches", "screen_inches"),
    "identifiers": _noted(SERIAL),
}


def answer_from_files(devices: Iterable[Device], *, by: User) -> None:
    """Answer items of locked devices from the last report applied since the devices arrived.

    Answers by users are not changed.
    """
    ids = [device.pk for device in devices if device.status in TESTABLE]
    reports = MachineReport.objects.filter(
        device__in=ids, applied_at__gte=F("device__received_at")
    ).select_related("device")
    for report in {report.device_id: report for report in reports.order_by("applied_at")}.values():
        _answer(report, by)


def _answer(report: MachineReport, by: User) -> None:
    device = report.device
    checklist = checklist_of(device)
    reading = Reading(
        set(report.confirmed),
        Specification.objects.of(device),
        list(device.media.filter(status=MediumStatus.PRESENT)),
    )
    answers = {}
    for item in items_to_check(device, checklist):
        answer = _read(item, reading)
        if answer and answer[:3] != _latest(item):
            answers[item] = answer
    if answers:
        write_results({device: checklist}, answers, {}, by, report=report)


def _read(item: ChecklistItem, reading: Reading) -> Answer | None:
    """Return the answer of the report to an item; None without one, or if a user has answered."""
    is_ours = item.result is None or item.result.report_id is not None
    answer = READERS[item.code](reading) if is_ours and item.code in READERS else None
    fits = answer and not item.proof and (ValueKind.NUMBER if answer.value else "")
    return normalised(item, answer) if answer and fits == item.value_kind else None


def _latest(item: ChecklistItem) -> tuple:
    return item.result and (item.result.outcome, item.result.note, item.result.value)
