"""Value kinds and proofs of checklist items, and their events."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages
from inventory.devices.lifecycle.devices import DeviceStatus

# A device is checked on the bench, and in quarantine to find out whether it is still locked.
TESTABLE = [DeviceStatus.REFURBISHING, DeviceStatus.QUARANTINED]


class ShippedList(models.TextChoices):
    """The two checklists that Rebond ships for each category."""

    SHORT = "short", _("Short list")
    COMPLETE = "complete", _("Complete list")


class ValueKind(models.TextChoices):
    NUMBER = "number", _("a number")
    TEXT = "text", _("a text")
    CHOICE = "choice", _("a choice from a list")


class Beyond(models.TextChoices):
    """The meaning of a measured value outside its limits."""

    FAULT = "fault", _("a fault")
    REMARK = "remark", _("only a remark")


class Proof(models.TextChoices):
    PHOTO = "photo", _("a photo")
    FILE = "file", _("a file")


EVENTS = {
    "device.checklist_moved": _("Checklist: now version %(version)s, answers kept: %(kept)s"),
    "device.locked": _("Quarantined by the checklist (locks or blocks found: %(count)s)"),
    "checklist.saved": _("Version %(version)s saved"),
}

event_messages.register(EVENTS)
