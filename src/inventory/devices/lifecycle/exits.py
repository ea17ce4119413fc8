"""Statuses of exit batches, through which retired devices leave for good."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.workflow import event_messages
from core.workflow.lifecycle import ToneChoices
from inventory.devices.lifecycle.devices import RetireReason

# Reasons with which a device leaves us: the fate of its disks is required.
EXIT_REASONS = [RetireReason.RECYCLED, RetireReason.DESTROYED, RetireReason.RETURNED]

# SQL: the device left with a batch that was sent.
DEVICE_HAS_LEFT = "OLD.left_with_id IS NOT NULL"
# Immutable data of a device that left: the content of its slip, and the proofs of its erasure.
WRITTEN = [
    "status",
    "left_with_id",
    "retire_reason",
    "received_at",
    "category_id",
    "asset_tag",
    "serial",
    "imei",
    "imei2",
]


class DiskFate(models.TextChoices):
    TAKEN_OUT = "out", _("taken out: they stay here, to be erased or destroyed")
    INSIDE = "inside", _("still inside: to be erased or destroyed before the device leaves")


class ExitPurpose(models.TextChoices):
    RECYCLING = "recycling", _("recycling")
    RETURN = "return", _("return to the donor")


# Reasons by destination; remains of devices that were destroyed or used for parts are recycled.
REASONS_BY_PURPOSE = {
    ExitPurpose.RECYCLING: [RetireReason.RECYCLED, RetireReason.DESTROYED, RetireReason.PARTS],
    ExitPurpose.RETURN: [RetireReason.RETURNED],
}


class ExitStatus(ToneChoices):
    OPEN = "open", "wait", pgettext_lazy("exit", "being prepared")
    SENT = "sent", "info", pgettext_lazy("exit", "left")
    CERTIFIED = "certified", "good", pgettext_lazy("exit", "certified")
    CANCELLED = "cancelled", "done", pgettext_lazy("exit", "cancelled")


ExitStatus.TRANSITIONS = {
    ExitStatus.OPEN: {ExitStatus.SENT, ExitStatus.CANCELLED},
    ExitStatus.SENT: {ExitStatus.CERTIFIED},
    ExitStatus.CERTIFIED: set(),
    ExitStatus.CANCELLED: set(),
}
# final statuses
FINAL = [ExitStatus.CERTIFIED, ExitStatus.CANCELLED]


class ExitLineStatus(ToneChoices):
    LISTED = "listed", "wait", pgettext_lazy("exit", "on the list")
    TAKEN_OUT = "taken_out", "done", pgettext_lazy("exit", "removed from the list")
    SENT = "sent", "info", pgettext_lazy("exit", "left")


ExitLineStatus.TRANSITIONS = {
    ExitLineStatus.LISTED: {ExitLineStatus.TAKEN_OUT, ExitLineStatus.SENT},
    ExitLineStatus.TAKEN_OUT: set(),
    ExitLineStatus.SENT: set(),
}
# statuses of lines that count in their batch
IN_BATCH = [ExitLineStatus.LISTED, ExitLineStatus.SENT]


class WasteCode(models.TextChoices):
    """Codes of the European list of waste for equipment like ours; a star marks hazardous waste."""

    HAZARDOUS = "16 02 13*", _("16 02 13*: with hazardous components (batteries, screens)")
    OTHER = "16 02 14", _("16 02 14: without hazardous components")


class Scrap(models.TextChoices):
    """Categories of scrap that is weighed, not counted: never recorded as devices."""

    CABLES = "cables", _("cables and chargers")
    PARTS = "parts", _("parts and bare boards")
    BATTERIES = "batteries", _("batteries")
    DISKS = "disks", _("destroyed disks")
    OTHER = "other", _("other equipment, unlabelled")


# Events after which somebody else had the device: its data may no longer be the donor's.
OUTSIDE_CUSTODY_EVENTS = [
    "device.taken_over",
    "device.taken_over_lent",
    "device.taken_over_given",
    "device.taken_over_returned",
    "device.lent",
    "device.given",
    "device.kept",
    "device.returned",
    "device.lost",
    "device.stolen",
]

EVENTS = {
    "device.left": _("Left permanently with %(batch)s"),
    "device.listed_to_leave": _("Added to the list of %(batch)s"),
    "device.not_listed_to_leave": _("Removed from the list of %(batch)s"),
    "exitbatch.prepared": _("Preparation started"),
    "exitbatch.added": _("Added to the list: %(device)s"),
    "exitbatch.filled": _("Devices added to the list: %(count)s"),
    "exitbatch.removed": _("Removed from the list: %(device)s"),
    "exitbatch.weighed": _("Weights entered: %(kilos)s kg"),
    "exitbatch.described": _("Details corrected"),
    "exitbatch.sent": _("Left, devices: %(count)s"),
    "exitbatch.certified": _("Certificate filed"),
    "exitbatch.cancelled": pgettext_lazy("exit", "Cancelled"),
}

event_messages.register(
    EVENTS, corrections=["device.revived", "exitbatch.sent", "exitbatch.weighed"]
)
