"""Create repairs of an earlier system, open or ended; cancel them on undo."""

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.devices.lifecycle.repairs import RepairStatus
from inventory.devices.operations import PASSIVE_EVENTS
from inventory.models import Device, Repair
from modules.legacy_import.drafts import RepairDraft
from modules.legacy_import.operations.records import check_untouched
from people.models import User

TAKE_OVER = "legacy_import.take_over"
TO_BENCH = "device.to_repair"


@operation(TAKE_OVER)
def enter_repairs(drafts: list[RepairDraft], *, by: User) -> list[Repair]:
    """Create these repairs; return each. A ready device in repair goes to the bench."""
    devices = Device.objects.filter(pk__in={draft.device.pk for draft in drafts}).lock()
    broken = {draft.device.pk for draft in drafts if draft.is_open and draft.is_of_a_ready_device}
    ready = [one for one in devices if one.pk in broken and one.status == DeviceStatus.READY]
    Device.objects.filter(pk__in=[one.pk for one in ready]).transition_to(
        DeviceStatus.REFURBISHING, bench_by=None
    )
    Event.objects.record_many(TO_BENCH, [(one, {}) for one in ready], by=by)
    repairs = [_repair(draft) for draft in drafts]
    Repair.objects.bulk_create(repairs)
    Event.objects.record_many("repair.taken_over", [(repair, {}) for repair in repairs], by=by)
    return repairs


def _repair(draft: RepairDraft) -> Repair:
    now = timezone.now()
    outcome, barrier = draft.result
    opened_at = _midday(draft.opened_on or draft.ended_on, now)
    ended_at = None if draft.is_open else _midday(draft.ended_on, now)
    return Repair(
        status=RepairStatus.OPEN if draft.is_open else RepairStatus.ENDED,
        device=draft.device,
        fault=draft.fault,
        reported=draft.reported,
        done=draft.done,
        outcome=outcome,
        barrier=barrier,
        opened_at=opened_at,
        ended_at=ended_at,
        status_since=ended_at or opened_at,
    )


def _midday(day: date | None, now: datetime) -> datetime:
    """Noon of this day, or now if that is earlier or there is no day."""
    return min(timezone.make_aware(datetime.combine(day, time(12))), now) if day else now


def check_repairs(repairs: list[Repair]) -> None:
    """Raise `Refused` for a repair that was worked on since, by its own or its device's events."""
    check_untouched(repairs, ["repair.taken_over"])
    if not repairs:
        return
    ids = {repair.pk: repair for repair in repairs}
    of_devices = Event.objects.about(*{repair.device for repair in repairs})
    for event in of_devices.filter(kind__startswith="device.", data__repair_id__isnull=False):
        if repair := ids.get(event.data["repair_id"]):
            raise Refused(
                _("%(thing)s has changed since then: the migration cannot be undone.")
                % {"thing": repair}
            )


@operation(TAKE_OVER)
def take_repairs_back(repairs: list[Repair], *, by: User) -> None:
    """Cancel these repairs; a device that they took to the bench is ready again."""
    check_repairs(repairs)
    devices = Device.objects.filter(repairs__in=[repair.pk for repair in repairs]).distinct()
    devices = Device.objects.filter(pk__in=list(devices.values_list("pk", flat=True))).lock()
    rows = Repair.objects.filter(pk__in=[repair.pk for repair in repairs])
    rows.lock()
    reason = _("Its import was undone")
    rows.transition_to(
        RepairStatus.CANCELLED, outcome="", barrier="", ended_at=None, cancel_reason=reason
    )
    _return_to_shelf(devices, by)


def _return_to_shelf(devices: list[Device], by: User) -> None:
    """Mark devices as ready again if their last event is that the import took them to the bench."""
    last = {}
    if devices:
        for event in Event.objects.about(*devices).exclude(kind__in=PASSIVE_EVENTS):
            last.setdefault(event.subject_id, event.kind)
    back = [
        device
        for device in devices
        if device.status == DeviceStatus.REFURBISHING and last.get(device.pk) == TO_BENCH
    ]
    Device.objects.filter(pk__in=[device.pk for device in back]).transition_to(DeviceStatus.READY)
    Event.objects.record_many("device.off_bench", [(device, {}) for device in back], by=by)
