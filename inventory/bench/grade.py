"""Workbench panel: the grade, last step of the bench page."""

from django.utils.translation import gettext as _

from inventory.forms.workshop import FinishForm
from inventory.lifecycle import DeviceStatus


def read(device, _user, forms):
    is_done = device.status == DeviceStatus.READY
    return {
        "state": (device.get_grade_display(), "good") if is_done else (_("at the end"), ""),
        "finish_form": forms.get("finish") or FinishForm(device=device),
    }
