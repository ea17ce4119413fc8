"""Repairs on the bench page: the one that is open, or how the last one ended, and lacking parts."""

from django.utils.translation import gettext as _

from inventory.repairs.operations import last_repair, left_of, parts_of
from inventory.repairs.progress import work_of


def read(device, user, _forms):
    repair = last_repair(device)
    taken = parts_of(device)
    return {
        "state": _state(repair, taken),
        "left": left_of(repair, [part for part in taken if part.is_lacking]),
        "taken_parts": taken,
        **(work_of(repair, user) if repair else {"repair": None}),
    }


def _state(repair, taken):
    if any(part.is_lacking for part in taken):
        return _("lacks a part"), "bad"
    if repair is None:
        return _("none needed so far"), ""
    return repair.status_label, repair.status_tone
