"""The checklist on the bench page, and in quarantine."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inventory.devices.lifecycle.devices import DeviceStatus, Outcome
from inventory.models import Checklist
from inventory.workshop.forms.checklists import ChecklistForm
from inventory.workshop.operations.checklists import (
    attempts_of,
    checklist_of,
    items_to_check,
    left_of,
)

MAX_SHOWN = 5


def read(device, _user, forms):
    version = checklist_of(device)
    form = forms.get("checklist")
    items = form.items if form else items_to_check(device, version)
    current = Checklist.objects.current().filter(category=device.category_id).first()
    return {
        "state": _state(device, items),
        "left": left_of(items),
        "checklist": form or ChecklistForm(items=items),
        "version": version,
        "newer": current if current and version and current.pk != version.pk else None,
        "attempts": attempts_of(device, MAX_SHOWN),
        "locks": [item for item in items if item.quarantines and _is_fault(item)],
    }


def _state(device, items):
    left = sum(item.result is None for item in items)
    faults = sum(map(_is_fault, items))
    if left and device.status == DeviceStatus.REFURBISHING:
        return ngettext("%(count)s to answer", "%(count)s to answer", left) % {
            "count": left
        }, "wait"
    if faults:
        return ngettext("%(count)s fault", "%(count)s faults", faults) % {"count": faults}, "bad"
    return (_("answered"), "good") if items else (_("no checklist"), "")


def _is_fault(item):
    return bool(item.result and item.result.outcome == Outcome.FAIL)
