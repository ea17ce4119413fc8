"""Statuses of an import, and verdicts on its rows."""

from django.utils.translation import gettext_lazy as _

from core.imports.kinds import RowVerdict
from core.workflow import event_messages
from core.workflow.lifecycle import ToneChoices


class ImportStatus(ToneChoices):
    CHECKING = "checking", "info", _("being checked")
    CHECKED = "checked", "wait", _("checked, not saved yet")
    APPLYING = "applying", "info", _("being saved")
    APPLIED = "applied", "good", _("saved")
    UNDOING = "undoing", "info", _("being undone")
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
    RowVerdict.WAITING: "wait",
    RowVerdict.REFUSED: "bad",
    RowVerdict.WRITTEN: "good",
    RowVerdict.UNDONE: "done",
}


EVENTS = {
    "user.exported": _("Devices exported: %(count)s, as %(form)s"),
    "import.checked": _("Rows checked: %(rows)s, refused: %(refused)s"),
    "import.remapped": _("Columns matched again. Rows checked: %(rows)s, refused: %(refused)s"),
    "import.reread": _(
        "File read with other options. Rows checked: %(rows)s, refused: %(refused)s"
    ),
    "import.settled": _(
        "Decisions made on waiting rows. Rows checked: %(rows)s, refused: %(refused)s"
    ),
    "import.started": _("Import started"),
    "import.given_back": _("Nothing imported: the list must be checked again"),
    "import.applied": _("Rows imported: %(count)s"),
    "import.undo_started": _("Undo started"),
    "import.undone": _("Undone"),
    "import.stopped": _("Stopped"),
    "import.dropped": _("Discarded"),
    "import.file_deleted": _("File deleted, as it may contain people’s names. The rows are kept"),
    "import.cells_restored": _(
        "Cells that look like personal data restored: %(count)s."
        " Rows checked: %(rows)s, refused: %(refused)s"
    ),
    "import.cell_blanked": _("Cell deleted: row %(number)s, column %(column)s"),
    "import.forgotten": _(
        "File and content of the rows deleted at the end of their retention period"
    ),
}

event_messages.register(EVENTS, corrections=["import.applied", "import.undone"])
