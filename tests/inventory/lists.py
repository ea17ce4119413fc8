"""Imaginary lists of donors, with the same few rows in any format."""

import json
from io import BytesIO

from openpyxl import Workbook

from core.imports import workbook_process, workbooks
from core.imports.sheets import read_list
from inventory.imports import apply as import_operations
from inventory.imports.check import remap, set_verdicts
from inventory.imports.donor_list import DonorListResource
from inventory.imports.doubts import ANSWERED
from inventory.imports.lifecycle import ImportStatus
from inventory.models import ImportBatch, ImportRow

HEADINGS = ["Type", "Marque", "Modèle", "N° de série", "Année", "Panne", "Remarque"]
ROWS = [
    ["PC portable", "ASUS", "X200", "SN-1", "04/03/2015", "Écran fêlé", "dit : « vu, \nà revoir »"],
    ["Smartphone", "Inconnu", "", "", "", "", ""],
    ["laptop", "Asus", "x200", "SN-2", "2016", "", "sacoche; chargeur"],
]


def csv_of(*rows, delimiter=";", encoding="utf-8", end="\r\n"):
    """Return the bytes of a CSV; cells with a delimiter, a quote or a line end are quoted."""

    def written(cell):
        cell = str(cell)
        special = any(mark in cell for mark in [delimiter, '"', "\n", "\r"])
        return '"' + cell.replace('"', '""') + '"' if special else cell

    lines = [delimiter.join(map(written, row)) for row in rows]
    return (end.join(lines) + end).encode(encoding)


def workbook_of(*sheets):
    """Return the bytes of an XLSX workbook with these sheets, each a list of rows."""
    book = Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def source_of(*rows, headings=HEADINGS, name="liste.csv"):
    return read_list(name, csv_of(headings, *rows))


def source():
    return source_of(*ROWS)


def trial(rows, mapping, *, donation, default_category, **facts):
    """Return an unsaved list with this mapping, and its rows."""
    batch = ImportBatch(
        donation=donation,
        mapping=mapping,
        default_category=default_category,
        headings=[""] * (1 + max(map(int, mapping))),
        **facts,
    )
    return batch, [ImportRow(number=number, cells=cells) for number, cells in enumerate(rows, 2)]


def check_rows(rows, mapping, **facts):
    """Check these rows of cells; return their errors, {index: [Sentence, ...]}."""
    batch, rows = trial(rows, mapping, **facts)
    set_verdicts(batch, rows)
    return {index: row.problems for index, row in enumerate(rows) if row.outcome.problems}


def write_rows(rows, mapping, *, by, **facts):
    """Write these rows of cells; return the devices created from each row."""
    batch, rows = trial(rows, mapping, **facts)
    set_verdicts(batch, rows)
    assert not any(row.outcome.problems for row in rows)
    return DonorListResource(batch, rows).write(rows, by=by)


def settled(batch, by):
    """Answer the open questions of a list with what its page proposes."""
    keys = [doubt["key"] for doubt in batch.reading["doubts"]]
    chosen = {"mapping": batch.mapping, "default_category": batch.default_category}
    return remap(batch, by=by, options={ANSWERED: keys}, **chosen)


def written(batch, coordinator):
    if batch.rows.waiting().exists():
        settled(batch, coordinator)
    import_operations.start_import(batch, by=coordinator, skip_refused=True)
    return apply_import(batch, by=coordinator)


def apply_import(batch, by):
    """Write a started list to its end, or raise `Refused`."""
    for _done in import_operations.writing(batch, by=by):
        pass
    return batch


def undo_import(batch, by):
    """Undo an applied list to its end; raise `Refused` if one of its devices has changed since."""
    import_operations.start_undo(batch, by=by)
    if batch.status == ImportStatus.UNDOING:
        for _done in import_operations.undoing(batch, by=by):
            pass
    return batch


def verdicts(batch):
    return list(batch.rows.values_list("verdict", flat=True))


def read_workbooks_here(monkeypatch):
    """Read workbooks in this process, not in a separate one."""

    def answer(content, top):
        return json.loads(json.dumps(workbook_process.read(content, top)))

    monkeypatch.setattr(workbooks, "_answer", answer)
