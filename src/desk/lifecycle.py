"""Scan sessions: their modes, and the statuses of sessions and lines."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.workflow import event_messages
from core.workflow.lifecycle import ToneChoices


class Mode(models.TextChoices):
    """Action of a scan session for each scanned code."""

    RECEIVE = "receive", _("Receive")
    SHELVE = "shelve", _("Put on a shelf")
    REFURBISH = "refurbish", _("Start refurbishing")
    FINISH = "finish", _("Mark ready")
    LEND = "lend", _("Add to a loan")


class Result(models.TextChoices):
    """Result of a scan, as shown on its line."""

    RECEIVED = "received", pgettext_lazy("scan", "Received")
    SEEN = "seen", _("On the list for this lot: it has arrived")
    NUMBERED = "numbered", _("Number noted: %(number)s")
    SHELF = "shelf", _("The shelf is now %(place)s")
    SHELVED = "shelved", _("Put on %(place)s")
    REFURBISHED = "refurbished", _("On the bench")
    FINISHED = "finished", _("Ready, grade %(grade)s")
    ADDED = "added", _("Set aside for %(loan)s")


# all modes and results, including those of removable modules
MODES, RESULTS = [*Mode], [*Result]


def choices_of(members):
    return [(member.value, member.label) for member in members]


# Results about the session itself, or the previous device: not counted as devices.
ASIDE = [Result.SHELF, Result.NUMBERED]


class ScanSessionStatus(ToneChoices):
    OPEN = "open", "info", _("under way")
    ENDED = "ended", "done", pgettext_lazy("batch", "ended")


ScanSessionStatus.TRANSITIONS = {
    ScanSessionStatus.OPEN: {ScanSessionStatus.ENDED},
    ScanSessionStatus.ENDED: {ScanSessionStatus.OPEN},
}


class LineStatus(ToneChoices):
    WAITING = "waiting", "wait", _("waiting for a shelf")
    DONE = "done", "good", pgettext_lazy("scan", "done")
    REFUSED = "refused", "bad", pgettext_lazy("scan", "refused")
    UNDONE = "undone", "done", pgettext_lazy("scan", "undone")


LineStatus.TRANSITIONS = {
    LineStatus.WAITING: {LineStatus.DONE, LineStatus.REFUSED, LineStatus.UNDONE},
    LineStatus.DONE: {LineStatus.UNDONE},
    LineStatus.REFUSED: set(),
    LineStatus.UNDONE: set(),
}


EVENTS = {
    "figurerules.changed": _("Rules for figures changed"),
    "backup.made": _("Backup made, files: %(documents)s"),
    "backup.not_made": _("Backup failed: %(why)s"),
    "backup.copied": _("Backup copied to its second location"),
    "backup.not_copied": _("Copy of the backup to its second location failed: %(why)s"),
    "backup.rehearsed": _("Trial restore successful"),
    "backup.not_rehearsed": _("Trial restore failed: %(why)s"),
}

event_messages.register(EVENTS)
