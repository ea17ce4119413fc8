"""Bulk operations of the workbench, each applying the single-device operation.

What one refuses is its own: the others are done. An operator who has eight machines open wants
seven done and one named, rather than to look for the one that stops them all.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from core.lives import Refused
from core.many import BulkResult, apply_to_each
from core.operations import operation
from inventory.lifecycle import DeviceStatus
from inventory.models import ChecklistItem, Device
from inventory.operations.answers import Answer
from inventory.operations.checklists import checklists_of, record_same_results
from inventory.operations.specs import Fact, specify
from inventory.operations.stock import correct
from inventory.operations.workshop import refurbish
from people.models import User


@operation("inventory.refurbish_device")
def bring_together(devices: Iterable[Device], *, by: User) -> BulkResult:
    """Take several devices to one's bench."""
    return apply_to_each(devices, lambda device: refurbish(device, by=by))


@operation("inventory.change_device")
def describe_together(
    devices: Iterable[Device], *, by: User, brand: str = "", model: str = "", **facts: Fact
) -> BulkResult:
    """Say of several devices of the bench what they have in common; the empty stays as it is.

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

    There is no `seen`: a group is answered anew, overriding earlier answers.
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
