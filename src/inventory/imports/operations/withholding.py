"""Cells that look like personal data: restored before a list is written, blanked afterwards."""

from collections.abc import Iterator
from copy import copy
from datetime import datetime

from django.utils.translation import gettext as _

from catalogue.names import words_of_catalogue
from core.models import Event
from core.workflow import erasure_journal
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from inventory.imports.check import CheckedList, rechecks
from inventory.imports.personal_data import (
    anew,
    count_withheld,
    restore,
    suspicious_cells,
)
from inventory.models import ImportBatch, ImportRow
from people.models import User

BLANKED = "import.cell_blanked"
LABEL = "inventory.importrow.cells"


@rechecks("import.cells_restored", permission="people.review_text")
def restore_cells(
    batch: ImportBatch, *, cells: list[tuple[int, int]] = (), columns: list[int] = ()
) -> CheckedList:
    """Restore withheld cells, by row and column or by whole columns; check every row again."""
    other, rows, chosen = copy(batch), list(batch.rows.all()), {}
    for pk, column in cells:
        chosen.setdefault(pk, set()).add(column)
    if not sum(restore(row, chosen.get(row.pk, set()).union(columns)) for row in rows):
        raise Refused(_("Tick the cells to restore."))
    other.error = ""
    count_withheld(other, rows)
    count = batch.reading["withheld"] - other.reading["withheld"]
    return CheckedList(other, list(map(anew, rows)), {"count": count})


@operation("people.review_text")
def blank_cell(row: ImportRow, *, by: User, column: int) -> ImportRow:
    """Blank a cell of a written row; the other cells are unchanged."""
    lock_cell(row, column)
    _blank(row, column, by)
    return row


def lock_cell(row: ImportRow, column: int) -> None:
    """Lock the list of this row; raise `Refused` if the cell is blank or the list at work."""
    row.batch.lock()
    row.refresh_from_db(fields=["cells", "withheld"])
    if row.batch.is_at_work:
        raise Refused(_("This list is being imported: wait until it has finished."))
    if column >= len(row.cells) or not row.cells[column]:
        raise Refused(_("This text has already been deleted."))


def _blank(row: ImportRow, column: int, by: User) -> None:
    row.cells[column] = ""
    row.save(update_fields=["cells"])
    record_cell(BLANKED, row, column, by)
    erasure_journal.note(LABEL, [row.pk])


def record_cell(kind: str, row: ImportRow, column: int, by: User) -> None:
    Event.objects.record(kind, row.batch, by=by, row=row.pk, number=row.number, column=column + 1)


def _blanked(
    ids: list[int] | None = None, since: datetime | None = None
) -> Iterator[erasure_journal.Line]:
    """Yield a line of the erasure journal for each blanked cell."""
    events = Event.objects.filter(kind=BLANKED)
    if ids is not None:
        events = events.filter(data__row__in=ids)
    if since:
        events = events.filter(at__gte=since)
    for data, at in events.order_by("pk").values_list("data", "at"):
        yield erasure_journal.Line(LABEL, data["row"], at.isoformat(), at.isoformat())


def _blank_again(lines: list[erasure_journal.Line], since: datetime) -> int:
    """Blank cells again after a restore, in rows with a cell blanked since the backup.

    The journal has the rows, not the cells: all suspect cells are blanked, even if reviewed.
    """
    by, count, trade = User.objects.system(), 0, words_of_catalogue()
    ids = [line.id for line in lines if line.moments[1] > since]
    for row in ImportRow.objects.filter(pk__in=ids).select_related("batch"):
        columns = suspicious_cells(row.batch, [row], trade=trade).get(0, ())
        for column in columns:
            _blank(row, column, by)
        count += bool(columns)
    return count


AS_JOURNALED = erasure_journal.Kind(_blanked, _blank_again)
