"""Texts of devices, and cells of their lists, that look like personal data.

`search` scans them in parts, from one position to the next.
"""

import re
from dataclasses import dataclass
from itertools import groupby

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, Model
from django.utils.translation import gettext as _

from catalogue.names import words_of_catalogue
from core.imports.columns import heading_of
from core.imports.kinds import RowVerdict
from core.imports.personal_data import findings_in
from core.models import Event
from inventory.imports.operations.withholding import blank_cell
from inventory.imports.personal_data import suspicious_cells
from inventory.models import Device, ImportBatch, ImportRow
from loans.privacy.operations import blank_text
from modules.personal_data_cleaning.lifecycle import KEPT
from modules.personal_data_cleaning.operations import keep_cell, keep_text
from people.models import User
from people.privacy.anonymisation import TEXTS, Text

CELLS = "cells"
# texts scanned by one search; rows compared per batch; suspicions on a page
BUDGET = 20_000
ROWS_AT_ONCE = 500
PER_PAGE = 50
POSITION = re.compile(r"([a-z._]+):(\d{1,18})(?::(\d{1,4}))?")


@dataclass(frozen=True)
class Suspicion:
    """A text that looks like personal data: its place, words, and kinds of findings.

    `source` is the code of a `Text`, or `CELLS` with the column of a row.
    """

    source: str
    row: Model
    value: str
    kinds: tuple
    column: int = 0

    @property
    def key(self):
        return f"{self.source}:{self.row.pk}:{self.column}"

    @property
    def label(self):
        if self.source != CELLS:
            return TEXTS[self.source].label
        return heading_of([*self.row.batch.headings, *[""] * (self.column + 1)], self.column)

    @property
    def subjects(self):
        """Rows whose pages show the text; for the row of a list, its devices."""
        if self.source == CELLS:
            return list(self.row.devices.all()[:2]) or [self.row.batch]
        row = self.row
        for name in filter(None, TEXTS[self.source].beside.split("__")):
            row = getattr(row, name)
        return [row]

    @property
    def kind_labels(self):
        return [kind.label for kind in self.kinds]

    def erase(self, *, by: User):
        """Blank the suspect text; raise `Refused` if another user has already blanked it."""
        if self.source == CELLS:
            blank_cell(self.row, by=by, column=self.column)
        else:
            blank_text(TEXTS[self.source], self.row, by=by)

    def keep(self, *, by: User):
        """Keep the text, so that it is not proposed again unless it changes."""
        if self.source == CELLS:
            keep_cell(self.row, by=by, column=self.column)
        else:
            keep_text(TEXTS[self.source], self.row, by=by)


def sources():
    """Codes of the sources, in order: texts about devices, then cells of lists."""
    return [*sorted(code for code, text in TEXTS.items() if text.names), CELLS]


def by_key(key):
    """The current text with this key, suspect or not, or None."""
    match = POSITION.fullmatch(key)
    if not match or match[1] not in sources():
        return None
    source, pk, column = match[1], int(match[2]), int(match[3] or 0)
    if source == CELLS:
        row = _written_rows().filter(pk=pk).select_related("batch").first()
        value = row.cells[column] if row and column < len(row.cells) else ""
    else:
        row = TEXTS[source].written().filter(pk=pk).first()
        value = getattr(row, TEXTS[source].name, "")
    return Suspicion(source, row, value, (), column) if value else None


def search(after="", *, limit=PER_PAGE, budget=BUDGET):
    """(suspicions, next position) of the texts after a position; "" after the last."""
    match = POSITION.fullmatch(after)
    start, pk = (match[1], int(match[2])) if match else ("", 0)
    codes = sources()
    codes = codes[codes.index(start) :] if start in codes else codes
    trade, suspicions = words_of_catalogue(), []
    for source in codes:
        through = _through_cells if source == CELLS else _through_texts
        for position, read, more in through(source, pk if source == start else 0, trade):
            suspicions += more
            budget -= read
            if len(suspicions) > limit:
                return _first_of(suspicions, limit)
            if budget <= 0:
                return suspicions, f"{source}:{position}"
    return suspicions, ""


def _first_of(suspicions, limit):
    """The first suspicions, with all of the last row, and the position after that row."""
    last = suspicions[limit - 1]
    end = limit
    while end < len(suspicions) and suspicions[end].row == last.row:
        end += 1
    return suspicions[:end], f"{last.source}:{last.row.pk}"


def _through_texts(source, after, trade):
    """Yield (id, texts read, suspicions) for rows of a column of text, in order."""
    text = TEXTS[source]
    rows = text.written().filter(pk__gt=after).order_by("pk")
    rows = rows.values_list("pk", text.name, text.at).iterator(chunk_size=ROWS_AT_ONCE)
    reviewed = _reviewed_at(text)
    for _place, some in groupby(enumerate(rows), lambda pair: pair[0] // ROWS_AT_ONCE):
        some = [row for _index, row in some]
        kinds = {
            pk: kinds
            for pk, value, at in some
            if (kinds := findings_in(value, trade)) and not (pk in reviewed and reviewed[pk] >= at)
        }
        yield some[-1][0], len(some), _suspicions(text, kinds, trade)


def _suspicions(text, kinds, trade):
    rows = text.written().filter(pk__in=kinds).order_by("pk")
    rows = list(rows.select_related(text.beside) if text.beside else rows)
    restored = _restored_of(rows) if text.model is Device else {}
    return [
        Suspicion(text.code, row, getattr(row, text.name), kinds[row.pk])
        for row in rows
        if not _was_restored(getattr(row, text.name), restored.get(row.pk, ()), trade)
    ]


def _reviewed_at(text):
    """Map ids of rows to the time of their last review."""
    subject = ContentType.objects.get_for_model(text.model)
    events = Event.objects.filter(kind=KEPT, subject_type=subject, data__column=text.name)
    return dict(events.order_by().values_list("subject_id").annotate(last=Max("at")))


def _restored_of(devices):
    """Map ids of devices to the cells of their list that a coordinator restored or kept."""
    cells = {}
    rows = ImportRow.objects.filter(devices__in=devices).exclude(withheld={})
    for pk, row_cells, withheld in rows.values_list("devices", "cells", "withheld"):
        columns = [int(column) for column, text in withheld.items() if text is None]
        cells.setdefault(pk, []).extend(
            row_cells[column] for column in columns if column < len(row_cells)
        )
    return cells


def _was_restored(value, cells, trade):
    """Whether the only suspect parts of a text were restored when its row was imported."""
    rest = " ".join(value.split())
    for cell in filter(None, cells):
        rest = rest.replace(" ".join(cell.split()), " ")
    return bool(cells) and not findings_in(rest, trade)


def _written_rows():
    """Written rows of lists that every user who sees a device may read."""
    taken = [RowVerdict.WRITTEN, RowVerdict.UNDONE]
    return ImportRow.objects.filter(batch__names_people=False, verdict__in=taken)


def _through_cells(_source, after, trade):
    """Yield (id, cells read, suspicions) for the rows of written lists, in batches."""
    written = _written_rows().order_by("pk")
    while rows := list(written.filter(pk__gt=after)[:ROWS_AT_ONCE]):
        after = rows[-1].pk
        batches = ImportBatch.objects.in_bulk({row.batch_id for row in rows})
        by_batch = {batch_id: [] for batch_id in batches}
        for row in rows:
            by_batch[row.batch_id].append(row)
        suspicions = [
            one
            for batch_id, of_batch in by_batch.items()
            for one in _in_rows(batches[batch_id], of_batch, trade)
        ]
        suspicions.sort(key=lambda one: one.row.pk)
        yield after, sum(len(row.cells) for row in rows), suspicions


def _in_rows(batch, rows, trade):
    for index, columns in sorted(suspicious_cells(batch, rows, trade=trade).items()):
        row = rows[index]
        row.batch = batch
        for column, kinds in columns.items():
            yield Suspicion(CELLS, row, row.cells[column], kinds, column)


def source_label(source):
    """Label of a source: a column of a table, or the rows of imported lists."""
    if source == CELLS:
        return _("list rows")
    text: Text = TEXTS[source]
    return f"{text.model._meta.verbose_name}, {text.label}"
