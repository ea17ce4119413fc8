"""Hours of use of a returned device, from the hours that its disk reports.

The register keeps the last hours that a disk reported. Until it is read again after the return,
these are the hours at departure.
"""

from dataclasses import dataclass

from core.modules.registry import is_on
from inventory.models import MachineReport, Medium
from loans.base.lifecycle.loans import ItemStatus
from loans.models import LoanItem
from modules.second_life.models import MeasuredUse


@dataclass(frozen=True)
class Departure:
    """The last, ended loan of a device, and the disk with the hours it left with."""

    item: LoanItem
    medium: Medium
    hours: int


def departure_of(device, medium=None):
    """The `Departure` of a returned device whose return hours are not known, else None.

    `medium` limits it to one disk. There is no departure if the disk was read since the return, or
    if another loan began after its last reading: the hours could then belong to both.
    """
    items = LoanItem.objects.filter(device=device, opened_at__isnull=False)
    items = list(items.exclude(status=ItemStatus.CANCELLED).order_by("-opened_at", "-pk"))
    if not items or items[0].status != ItemStatus.RETURNED or _is_measured(items[0]):
        return None
    item, *earlier = items
    read = _last_reading(device)
    if read is not None and read >= item.opened_at:
        return None
    if any(read is None or one.opened_at > read for one in earlier):
        return None
    disk = medium or device.media.filter(hours_on__isnull=False).first()
    hours = disk and _hours_of(disk)
    return None if hours is None else Departure(item, disk, hours)


def _is_measured(item):
    return MeasuredUse.objects.filter(item=item).exists()


def _last_reading(device):
    reports = MachineReport.objects.filter(device=device, applied_at__isnull=False)
    uses = MeasuredUse.objects.filter(item__device=device)
    moments = [
        *reports.order_by("-applied_at").values_list("applied_at", flat=True)[:1],
        *uses.order_by("-read_at").values_list("read_at", flat=True)[:1],
    ]
    return max(moments, default=None)


def _hours_of(medium):
    """The last known hours of a disk: reported by it, or typed after a return."""
    typed = MeasuredUse.objects.filter(medium=medium).values_list("hours_back", flat=True)
    hours = [*typed, *([] if medium.hours_on is None else [medium.hours_on])]
    return max(hours, default=None)


def keep_hours(medium, hours):
    """Keep the hours of a disk of a returned device, before the register replaces the earlier ones.

    A disk that reports fewer hours than before was reset or replaced: nothing is kept.
    """
    if hours is None or not is_on("second_life"):
        return
    left = departure_of(medium.device, medium)
    if left and hours >= left.hours:
        MeasuredUse.objects.get_or_create(
            item=left.item,
            defaults={"medium": medium, "hours_out": left.hours, "hours_back": hours},
        )
