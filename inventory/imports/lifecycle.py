"""Statuses of an import, and verdicts on its rows."""

from django.utils.translation import gettext_lazy as _

from core.imports.kinds import RowVerdict
from core.workflow import event_messages
from core.workflow.lifecycle import ToneChoices


class ImportStatus(ToneChoices):
    CHECKING = "checking", "info", _("being checked")
    CHECKED = "checked", "wait", _("checked, nothing written yet")
    APPLYING = "applying", "info", _("being written")
    APPLIED = "applied", "good", _("written")
    UNDOING = "undoing", "info", _("being taken back")
    UNDONE = "undone", "done", _("undone")
    DROPPED = "dropped", "done", _("discarded")


# statuses of lists that a worker processes
AT_WORK = [ImportStatus.APPLYING, ImportStatus.UNDOING]

ImportStatus.TRANSITIONS = {
    ImportStatus.CHECKING: {ImportStatus.CHECKED, ImportStatus.DROPPED},
    ImportStatus.CHECKED: {ImportStatus.CHECKING, ImportStatus.APPLYING, ImportStatus.DROPPED},
    ImportStatus.APPLYING: {
        ImportStatus.APPLIED,
        ImportStatus.CHECKING,
        ImportStatus.CHECKED,
        ImportStatus.UNDOING,
    },
    ImportStatus.APPLIED: {ImportStatus.UNDOING},
    ImportStatus.UNDOING: {ImportStatus.UNDONE},
    ImportStatus.UNDONE: set(),
    ImportStatus.DROPPED: set(),
}


VERDICT_BADGES = {
    RowVerdict.UNREAD: "wait",
    RowVerdict.GOOD: "good",
    RowVerdict.SAME: "done",
    RowVerdict.CONFLICT: "hold",
    RowVerdict.REFUSED: "bad",
    RowVerdict.WRITTEN: "good",
    RowVerdict.UNDONE: "done",
}


EVENTS = {
    "user.exported": _("Devices exported: %(count)s, as %(form)s"),
    "import.checked": _("Rows checked: %(rows)s, refused: %(refused)s"),
    "import.remapped": _("Columns matched again. Rows checked: %(rows)s, refused: %(refused)s"),
    "import.reread": _("File read otherwise. Rows checked: %(rows)s, refused: %(refused)s"),
    "import.settled": _("Rows overtaken: decided. Rows checked: %(rows)s, refused: %(refused)s"),
    "import.started": _("Writing started"),
    "import.given_back": _("Nothing written: the list must be looked at again"),
    "import.applied": _("Rows written: %(count)s"),
    "import.undo_started": _("Taking back started"),
    "import.undone": _("Undone"),
    "import.stopped": _("Stopped"),
    "import.dropped": _("Discarded"),
    "import.file_deleted": _("Its file is deleted: it may name people. Its rows stay"),
    "import.cells_restored": _(
        "Cells that look like personal data restored: %(count)s."
        " Rows checked: %(rows)s, refused: %(refused)s"
    ),
    "import.cell_blanked": _("Cell blanked: row %(number)s, column %(column)s"),
    "import.forgotten": _(
        "Its file and the content of its rows are deleted, at the end of their term"
    ),
}

event_messages.register(EVENTS, corrections=["import.applied", "import.undone"])
