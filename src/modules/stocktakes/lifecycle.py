from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext_lazy, pgettext_lazy

from core.workflow import event_messages
from core.workflow.lifecycle import ToneChoices
from inventory.devices.lifecycle.devices import DeviceStatus


class CountStatus(ToneChoices):
    OPEN = "open", "info", _("being counted")
    COUNTED = "counted", "wait", _("counted, to finalise")
    FINALISED = "finalised", "good", _("finalised")
    CANCELLED = "cancelled", "done", pgettext_lazy("count", "cancelled")


CountStatus.TRANSITIONS = {
    CountStatus.OPEN: {CountStatus.COUNTED, CountStatus.CANCELLED},
    CountStatus.COUNTED: {CountStatus.OPEN, CountStatus.FINALISED, CountStatus.CANCELLED},
    CountStatus.FINALISED: set(),
    CountStatus.CANCELLED: set(),
}

# Statuses in which its shelves are being counted: no other count may cover them.
UNDER_WAY = [CountStatus.OPEN, CountStatus.COUNTED]


class ScanKind(models.TextChoices):
    """Type of a scan row of a stocktake; rows are append-only."""

    SEEN = "seen", _("seen")
    SHELF = "shelf", _("moved to a shelf")
    UNDONE = "undone", pgettext_lazy("scan", "undone")


class Finding(ToneChoices):
    FOUND = "found", "good", pgettext_lazy("count", "found")
    MISSING = "missing", "bad", pgettext_lazy("count", "missing")
    ELSEWHERE = "elsewhere", "wait", _("expected elsewhere")
    ASTRAY = "astray", "hold", _("should not be here")
    UNKNOWN = "unknown", "info", _("unknown code")
    UNDONE = "undone", "done", pgettext_lazy("scan", "undone")


# Short name of each list, for narrow screens.
LISTS = {
    Finding.FOUND: npgettext_lazy("list", "found", "found", "count"),
    Finding.MISSING: npgettext_lazy("list", "missing", "missing", "count"),
    Finding.ELSEWHERE: npgettext_lazy("list", "elsewhere", "elsewhere", "count"),
    Finding.ASTRAY: npgettext_lazy("list", "unexpected", "unexpected", "count"),
    Finding.UNKNOWN: npgettext_lazy("list", "unknown", "unknown", "count"),
}
LIST_SAYS = {
    Finding.FOUND: _("These devices are where they should be, according to the register."),
    Finding.MISSING: _("These devices are expected, but nobody scanned them."),
    Finding.ELSEWHERE: _(
        "These devices are here, but should be elsewhere according to the register."
    ),
    Finding.ASTRAY: _("These devices are lent, given, lost or retired: they should not be here."),
    Finding.UNKNOWN: _("No device has these codes."),
}
# Findings that need a decision by a user who did not count.
DIFFERENCES = [Finding.MISSING, Finding.ELSEWHERE, Finding.ASTRAY, Finding.UNKNOWN]


class Decision(models.TextChoices):
    MOVE = "move", _("put it where it was found")
    LOST = "lost", _("declare it lost")
    STOLEN = "stolen", _("declare it stolen")
    FOUND = "found", _("found: to check")
    IGNORE = "ignore", _("leave it unchanged, for a reason")


OFFERED = {
    Finding.MISSING: [Decision.LOST, Decision.STOLEN, Decision.IGNORE],
    Finding.ELSEWHERE: [Decision.MOVE, Decision.IGNORE],
    Finding.ASTRAY: [Decision.FOUND, Decision.IGNORE],
    Finding.UNKNOWN: [Decision.IGNORE],
}
GONE_ASTRAY = [DeviceStatus.LOST, DeviceStatus.STOLEN]

EVENTS = {
    "count.opened": _("Opened: %(expected)s expected"),
    "count.closed": _(
        "Counted: found %(found)s, missing %(missing)s, other differences %(others)s"
    ),
    "count.reopened": _("Counting resumed"),
    "count.cancelled": _("Cancelled"),
    "count.finalised": _(
        "Finalised: %(moved)s moved, %(lost)s lost or stolen, %(found)s found, "
        "%(ignored)s left unchanged"
    ),
    "stockcount.ticked": _("Marked as found on the printed sheet: %(count)s"),
    "stockcount.ticks_undone": _("Marks from the printed sheet undone: %(count)s"),
    "device.settled": _("Found at another site, where it stays"),
}

event_messages.register(EVENTS, corrections=["device.settled"])
