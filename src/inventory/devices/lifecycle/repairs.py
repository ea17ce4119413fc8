from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.workflow import event_messages
from core.workflow.lifecycle import ToneChoices
from inventory.devices.lifecycle.devices import OUT, DeviceStatus


class RepairStatus(ToneChoices):
    OPEN = "open", "wait", _("to diagnose")
    UNDERWAY = "underway", "info", _("being repaired")
    WAITING = "waiting", "hold", _("waiting for a part")
    ENDED = "ended", "good", pgettext_lazy("repair", "ended")
    CANCELLED = "cancelled", "done", pgettext_lazy("repair", "cancelled")


OPEN_REPAIRS = [RepairStatus.OPEN, RepairStatus.UNDERWAY, RepairStatus.WAITING]

RepairStatus.TRANSITIONS = {
    RepairStatus.OPEN: {
        RepairStatus.UNDERWAY,
        RepairStatus.WAITING,
        RepairStatus.ENDED,
        RepairStatus.CANCELLED,
    },
    RepairStatus.UNDERWAY: {RepairStatus.WAITING, RepairStatus.ENDED, RepairStatus.CANCELLED},
    RepairStatus.WAITING: {RepairStatus.UNDERWAY, RepairStatus.ENDED, RepairStatus.CANCELLED},
    # Underway again only if the device has not left; cancelled only if the import of a repair from
    # an earlier system is undone.
    RepairStatus.ENDED: {RepairStatus.UNDERWAY, RepairStatus.CANCELLED},
    RepairStatus.CANCELLED: set(),
}


# In stock and not ready: the device may be repaired.
REPAIRABLE_WHEN = [DeviceStatus.RECEIVED, DeviceStatus.REFURBISHING, DeviceStatus.QUARANTINED]
# impossible while a repair is open
NOT_IN_REPAIR = [DeviceStatus.READY, *OUT, DeviceStatus.RETIRED, DeviceStatus.WITHDRAWN]
# Statuses of devices from which a part may be taken: repairable, or retired.
GIVES_PARTS_WHEN = [*REPAIRABLE_WHEN, DeviceStatus.RETIRED]


class RepairOutcome(ToneChoices):
    """Repair outcomes of the Open Repair Standard; "unknown" while a repair is open."""

    FIXED = "fixed", "good", _("fixed")
    REPAIRABLE = "repairable", "hold", _("repairable, not now")
    END_OF_LIFE = "end_of_life", "bad", _("end of life")


class Barrier(models.TextChoices):
    """Repair barriers: those of the Open Repair Standard, and our own."""

    NO_PARTS = "no_parts", _("spare parts not available")
    TOO_EXPENSIVE = "too_expensive", _("spare parts too expensive")
    NO_OPENING = "no_opening", _("impossible to open")
    NO_MANUAL = "no_manual", _("no repair information")
    NO_EQUIPMENT = "no_equipment", _("no suitable equipment")
    WORN_OUT = "worn_out", _("too worn out")
    LOCKED = "locked", _("locked by its maker or its former owner")
    NO_SKILL = "no_skill", _("nobody here has the skills")
    NO_TIME = "no_time", _("takes too long")
    UNSAFE = "unsafe", _("not safe")
    UNKNOWN = "unknown", _("not specified")


class PartStatus(ToneChoices):
    AWAITED = "awaited", "hold", pgettext_lazy("part", "expected")
    FITTED = "fitted", "good", _("fitted")
    TAKEN_OUT = "taken_out", "done", _("taken out again")
    GIVEN_UP = "given_up", "done", _("no longer expected")


PartStatus.TRANSITIONS = {
    PartStatus.AWAITED: {PartStatus.FITTED, PartStatus.GIVEN_UP},
    PartStatus.FITTED: {PartStatus.TAKEN_OUT},
    PartStatus.TAKEN_OUT: set(),
    PartStatus.GIVEN_UP: set(),
}


class Gap(models.TextChoices):
    """Whether the device from which a part was taken has a replacement."""

    LACKING = "lacking", _("missing")
    REPLACED = "replaced", _("replaced")
    WAIVED = "waived", _("not replaced")


EVENTS = {
    "device.repair_opened": _("Repair opened"),
    "device.repair_taken": _("Repair taken over"),
    "device.repair_noted": _("Repair: diagnosis or work recorded"),
    "device.repair_filed": _("Repair: file added"),
    "device.repair_unfiled": _("Repair: file deleted"),
    "device.part_awaited": _("Repair waiting for a part"),
    "device.part_given_up": _("Repair: a part is no longer expected"),
    "device.part_fitted": _("Part fitted, from the stock"),
    "device.part_received": _("Part fitted, taken from %(device)s"),
    "device.part_taken": _("Part taken from this device, for %(device)s"),
    "device.part_taken_out": _("Part removed again"),
    "device.part_given_back": _("Part taken for %(device)s put back in this device"),
    "device.part_waived": _("Missing part not replaced"),
    "device.repaired": _("Repair ended: fixed"),
    "device.not_repaired": _("Repair ended: %(repair)s (%(barrier)s)"),
    "device.repair_reopened": _("Repair reopened"),
    "device.repair_cancelled": _("Repair cancelled: opened by mistake"),
    "device.fault_accepted": _("The unrepaired fault became a known fault"),
}

event_messages.register(EVENTS, repair=RepairOutcome, barrier=Barrier)
