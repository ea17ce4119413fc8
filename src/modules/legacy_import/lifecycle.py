"""Statuses and events of imports; the kernel has the sentences that its rules read."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.workflow import event_messages
from core.workflow.lifecycle import ToneChoices

# Their sentences are in `inventory/devices/lifecycle/devices.py`.
OF_DEVICES = [
    "device.taken_over",
    "device.taken_over_lent",
    "device.taken_over_given",
    "device.taken_over_returned",
]


class System(models.TextChoices):
    """Systems whose exports are recognised by their headings."""

    SPREADSHEET = "spreadsheet", _("A spreadsheet of loans")
    SNIPE_IT = "snipe_it", "Snipe-IT"
    GLPI = "glpi", "GLPI"
    REBOND = "rebond", _("Another Rebond")
    INVENTREE = "inventree", "InvenTree"
    CIRCULATE = "circulate", "Circulate"
    HUMAN_ESSENTIALS = "human_essentials", "Human Essentials"
    OTHER = "other", _("Another system")


def help_of(system):
    """The name of the help page of a system; the general page if it has none."""
    return "moving" if system == System.OTHER else f"moving_{system}"


class MigrationStatus(ToneChoices):
    PREPARING = "preparing", "wait", _("being prepared, nothing saved yet")
    STARTING = "starting", "info", _("going live")
    LIVE = "live", "good", _("live")
    UNDOING = "undoing", "info", _("being undone")
    UNDONE = "undone", "done", _("undone")
    DROPPED = "dropped", "done", _("discarded")


MigrationStatus.TRANSITIONS = {
    MigrationStatus.PREPARING: {MigrationStatus.STARTING, MigrationStatus.DROPPED},
    MigrationStatus.STARTING: {
        MigrationStatus.LIVE,
        MigrationStatus.PREPARING,
        MigrationStatus.UNDOING,
    },
    MigrationStatus.LIVE: {MigrationStatus.UNDOING},
    MigrationStatus.UNDOING: {MigrationStatus.UNDONE},
    MigrationStatus.UNDONE: set(),
    MigrationStatus.DROPPED: set(),
}

TAKEN_OVER = _("Imported from an earlier register")
EVENTS = {
    "device.to_repair": _("Taken to the bench: under repair in the earlier register"),
    "device.taken_back": _("Withdrawn from the register: its import was undone"),
    "loan.taken_back": pgettext_lazy("loan", "Cancelled: its import was undone"),
    "request.taken_back": pgettext_lazy("request", "Cancelled: its import was undone"),
    "loan.taken_over": _("Imported from an earlier register: handed over on %(on)s"),
    "organisation.taken_over": TAKEN_OVER,
    "organisation.taken_back": _("Suspended: the import from an earlier register was undone"),
    "recipient.taken_over": TAKEN_OVER,
    "donor.taken_over": TAKEN_OVER,
    "place.taken_over": TAKEN_OVER,
    "place.taken_back": _("No longer in use: the import from an earlier register was undone"),
    "repair.taken_over": TAKEN_OVER,
    "request.taken_over": TAKEN_OVER,
    "stock.taken_over": _("Imported from an earlier register: %(count)s"),
    "import.rechecked": _("Checked with the other files. Rows: %(rows)s, refused: %(refused)s"),
    "migration.opened": _("Opened"),
    "migration.started": _("Going live started"),
    "migration.live": _("Live: everything is saved"),
    "migration.failed": _("Going live failed: nothing was saved"),
    "migration.undo_started": _("Undoing started"),
    "migration.undone": _("Undone"),
    "migration.dropped": _("Discarded"),
}

event_messages.register(EVENTS, corrections=["device.taken_back", "request.taken_back"])
