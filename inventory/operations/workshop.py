"""The workshop: on the bench, checked, graded, ready. What is erased there: `erasure`."""

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.lives import Refused
from core.models import Event
from core.operations import operation
from inventory.lifecycle import (
    DeviceStatus,
    Grade,
    Outcome,
)
from inventory.models import ChecklistItem, Device, TestResult
from inventory.operations.stock import check_in_the_house
from people.models import User


@operation("inventory.refurbish_device")
def refurbish(device: Device, *, by: User) -> Device:
    """Take a device to the bench."""
    device.lock()
    check_in_the_house(device)
    device.move_to(DeviceStatus.REFURBISHING)
    Event.objects.record("device.refurbishing", device, by=by)
    return device


def items_to_check(device: Device) -> list[ChecklistItem]:
    """The items of the checklist in use for the device's category, each with its latest `result`.

    Results of an earlier stay do not count: a device that comes back is checked again.
    """
    items = list(
        ChecklistItem.objects.filter(
            checklist__category=device.category_id, checklist__is_current=True
        )
    )
    rows = TestResult.objects.filter(device=device, at__gte=device.received_at)
    latest = rows.values("item").annotate(last=Max("pk")).values("last")
    results = {result.item_id: result for result in TestResult.objects.filter(pk__in=latest)}
    for item in items:
        item.result = results.get(item.pk)
    return items


@operation("inventory.test_device")
def record_results(
    device: Device, *, by: User, outcomes: dict[ChecklistItem, tuple[Outcome, str]]
) -> Device:
    """Add an attempt: for each item checked, its outcome and a short note."""
    device.lock()
    if device.status != DeviceStatus.REFURBISHING:
        raise Refused(_("Take the device to the bench first."))
    known = {item.pk for item in items_to_check(device)}
    if any(item.pk not in known for item in outcomes):
        raise Refused(_("This checklist has changed: open it again."))
    TestResult.objects.bulk_create(
        TestResult(device=device, item=item, outcome=outcome, note=note, by=by)
        for item, (outcome, note) in outcomes.items()
    )
    found = [outcome for outcome, _note in outcomes.values()]
    counts = {"passed": found.count(Outcome.PASS), "failed": found.count(Outcome.FAIL)}
    Event.objects.record("device.tested", device, by=by, **counts)
    return device


def left_to_do(device: Device) -> list[str]:
    """What keeps a device on the bench from being ready, in plain sentences; or nothing."""
    items = items_to_check(device)
    todo = []
    missing = sum(item.result is None for item in items)
    if missing:
        todo.append(
            ngettext(
                "%(count)s item of the checklist is not answered.",
                "%(count)s items of the checklist are not answered.",
                missing,
            )
            % {"count": missing}
        )
    todo += [
        _("Blocking fault: %(item)s") % {"item": item}
        for item in items
        if item.is_blocking and item.result and item.result.outcome == Outcome.FAIL
    ]
    if device.needs_erasure:
        todo.append(_("Its data must be erased, with proof for each disk or memory."))
    return todo


@operation("inventory.finish_device")
def finish(device: Device, *, by: User, grade: Grade, known_limits: str = "") -> Device:
    """Put a device on the shelf, ready to leave: checked, erased and graded."""
    device.lock()
    check_in_the_house(device)
    todo = left_to_do(device)
    if todo:
        raise Refused(todo)
    device.move_to(DeviceStatus.READY, grade=grade, known_limits=known_limits)
    Event.objects.record("device.finished", device, by=by, grade=str(grade))
    return device
