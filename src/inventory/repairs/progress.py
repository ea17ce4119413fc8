"""Repairs on the bench page: the open repair, or the outcome of the last, and lacking parts."""

from django.db.models import Prefetch

from inventory.devices.lifecycle.repairs import REPAIRABLE_WHEN, RepairOutcome, RepairStatus
from inventory.models import RepairPart
from inventory.repairs.forms import AcceptForm, FileForm, forms_of


def work_of(repair, user, sent=None):
    """Template context of a repair: the repair, its parts, and its forms."""
    parts = repair.parts.with_stock().select_related("kind", "taken_from", "by")
    can_accept = repair.outcome == RepairOutcome.REPAIRABLE and not repair.is_accepted
    is_sent = isinstance(sent, AcceptForm)
    return {
        "repair": repair,
        "repair_parts": list(parts),
        "repair_files": repair.files.filter(document__purged_at=None).select_related("document"),
        "file_form": sent if isinstance(sent, FileForm) else FileForm(),
        "repair_forms": forms_of(repair, user, sent) if repair.is_open else {},
        "repair_sent": getattr(sent, "name", ""),
        "may_go_on": repair.status == RepairStatus.ENDED
        and repair.device.status in REPAIRABLE_WHEN,
        "accept_form": (sent if is_sent else AcceptForm(repair=repair)) if can_accept else None,
    }


def with_awaited(repairs):
    """Prefetch the awaited parts of each repair as `awaited_parts`."""
    awaited = RepairPart.objects.awaited().with_stock().select_related("kind")
    return repairs.prefetch_related(Prefetch("parts", awaited, to_attr="awaited_parts"))
