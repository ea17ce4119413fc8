from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.workflow import event_messages
from core.workflow.lifecycle import ToneChoices
from inventory.devices.lifecycle.devices import ON_HAND, DeviceStatus

# in stock and not reserved: it may be transferred
MOVABLE = [status for status in ON_HAND if status != DeviceStatus.RESERVED]

# SQL: the device was changed while in transit.
ACTED_ON_THE_WAY = (
    "OLD.transfer_id IS NOT NULL AND NEW.transfer_id IS NOT NULL AND (NEW.status <> OLD.status OR"
    " NEW.site_id <> OLD.site_id OR NEW.transfer_id <> OLD.transfer_id)"
)


class TransferStatus(ToneChoices):
    PREPARED = "prepared", "wait", _("being prepared")
    SENT = "sent", "info", _("on its way")
    RECEIVED = "received", "good", pgettext_lazy("transfer", "received")
    CANCELLED = "cancelled", "done", pgettext_lazy("transfer", "cancelled")


TransferStatus.TRANSITIONS = {
    TransferStatus.PREPARED: {TransferStatus.SENT, TransferStatus.CANCELLED},
    TransferStatus.SENT: {TransferStatus.RECEIVED},
    TransferStatus.RECEIVED: set(),
    TransferStatus.CANCELLED: set(),
}


class FreightStatus(ToneChoices):
    LISTED = "listed", "wait", pgettext_lazy("transfer", "loaded")
    TAKEN_OUT = "taken_out", "done", pgettext_lazy("transfer", "taken out")
    SENT = "sent", "info", _("on its way")
    ARRIVED = "arrived", "good", pgettext_lazy("transfer", "arrived")
    EXTRA = "extra", "hold", pgettext_lazy("transfer", "arrived, was not on the list")
    LOST = "lost", "bad", pgettext_lazy("transfer", "missing, declared lost")
    KEPT = "kept", "done", pgettext_lazy("transfer", "kept by the workshop")
    STAYED = "stayed", "done", pgettext_lazy("transfer", "never left")


FreightStatus.TRANSITIONS = {
    # An unlisted device is added to the list when it arrives.
    FreightStatus.LISTED: {FreightStatus.SENT, FreightStatus.TAKEN_OUT, FreightStatus.EXTRA},
    FreightStatus.TAKEN_OUT: set(),
    FreightStatus.SENT: {
        FreightStatus.ARRIVED,
        FreightStatus.LOST,
        FreightStatus.STAYED,
        FreightStatus.KEPT,  # only by an external workshop
    },
    FreightStatus.ARRIVED: {FreightStatus.SENT},  # only to undo a scan
    FreightStatus.EXTRA: {FreightStatus.TAKEN_OUT},  # as above
    FreightStatus.LOST: set(),
    FreightStatus.STAYED: set(),
    FreightStatus.KEPT: set(),
}
# statuses of lines that count in their transfer
ABOARD = [status for status in FreightStatus if status != FreightStatus.TAKEN_OUT]

EVENTS = {
    "device.seen": _("Present: someone handled it"),
    "device.unseen": _("Not present after all"),
    "device.numbered": _("Number noted: %(number)s"),
    "device.unnumbered": _("Number removed: %(number)s"),
    "device.off_bench": _("Returned from the bench without work"),
    "device.sent": _("On its way to another site: %(transfer)s"),
    "device.arrived": _("Arrived at another site: %(transfer)s"),
    "device.not_arrived": _("Not arrived after all: %(transfer)s"),
    "device.stayed": _("Never left with %(transfer)s"),
    "transfer.prepared": _("Preparation started"),
    "transfer.added": _("Added: %(device)s"),
    "transfer.removed": _("Taken out: %(device)s"),
    "transfer.sent": _("Sent, devices: %(count)s"),
    "transfer.not_sent": _("Not sent after all"),
    "transfer.arrived": _("Arrived: %(device)s"),
    "transfer.extra": _("Arrived, was not on the list: %(device)s"),
    "transfer.not_arrived": _("Not arrived after all: %(device)s"),
    "transfer.missing_lost": _("Missing, declared lost: %(device)s"),
    "transfer.missing_stayed": _("Missing, had never left: %(device)s"),
    "transfer.received": _("Received, devices: %(count)s"),
    "transfer.cancelled": _("Cancelled"),
    # External workshops: a transfer with a refurbisher, usually from a site back to the same site.
    "refurbisher.saved": _("Saved"),
    "device.sent_outside": _("At an outside workshop: %(transfer)s"),
    "device.back_from_outside": _("Back from the outside workshop: %(transfer)s"),
    "device.kept_outside": _("Kept by the outside workshop: %(transfer)s"),
    "transfer.missing_kept": _("Kept by the workshop: %(device)s"),
}

event_messages.register(
    EVENTS,
    corrections=[
        "device.arrived",
        "device.not_arrived",
        "device.back_from_outside",
        "device.kept_outside",
    ],
)
