"""Workbench panel: the grade, last step of the bench page."""

from django.utils.translation import gettext as _

from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.workshop.forms.bench import FinishForm
from inventory.workshop.operations.checklists import proposed_limits


def read(device, _user, forms):
    is_done = device.status == DeviceStatus.READY
    return {
        "state": (device.get_grade_display(), "good") if is_done else (_("at the end"), ""),
        "proposed_limits": proposed_limits(device),
        "finish_form": forms.get("finish") or FinishForm(device=device),
    }
