"""Repairs of an earlier system: created as ended, and cancelled again."""

from datetime import date, datetime, time

from django.utils import timezone

from core.models import Event
from core.workflow.operations import operation
from inventory.devices.lifecycle.repairs import RepairStatus
from inventory.models import Device, Repair
from modules.legacy_import.drafts import RepairDraft
from modules.legacy_import.operations.records import check_untouched
from people.models import User

TAKE_OVER = "legacy_import.take_over"
UNDONE = "taken over by mistake"


@operation(TAKE_OVER)
def enter_repairs(drafts: list[RepairDraft], *, by: User) -> list[Repair]:
    """Create these ended repairs; return each."""
    Device.objects.filter(pk__in={draft.device.pk for draft in drafts}).lock()
    repairs = [_repair(draft) for draft in drafts]
    Repair.objects.bulk_create(repairs)
    Event.objects.record_many("repair.taken_over", [(repair, {}) for repair in repairs], by=by)
    return repairs


def _repair(draft: RepairDraft) -> Repair:
    now = timezone.now()
    return Repair(
        status=RepairStatus.ENDED,
        device=draft.device,
        fault=draft.fault,
        reported=draft.reported,
        done=draft.done,
        outcome=draft.outcome,
        barrier=draft.barrier,
        opened_at=_midday(draft.opened_on or draft.ended_on, now),
        ended_at=_midday(draft.ended_on, now),
        status_since=_midday(draft.ended_on, now),
    )


def _midday(day: date, now: datetime) -> datetime:
    return min(timezone.make_aware(datetime.combine(day, time(12))), now)


def check_repairs(repairs: list[Repair]) -> None:
    check_untouched(repairs, ["repair.taken_over"])


@operation(TAKE_OVER)
def take_repairs_back(repairs: list[Repair], *, by: User) -> None:
    """Cancel these repairs as entered in error."""
    check_repairs(repairs)
    rows = Repair.objects.filter(pk__in=[repair.pk for repair in repairs])
    rows.lock()
    rows.transition_to(
        RepairStatus.CANCELLED, outcome="", barrier="", ended_at=None, cancel_reason=UNDONE
    )
