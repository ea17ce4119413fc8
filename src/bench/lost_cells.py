"""Conservation of cells: whatever is in the file of a list is stored, or the page tells about it.

A cell is stored in a row, withheld from it, in a column that the page names, or in a row or a sheet
that is listed as left out. A cell that is read is in the draft of its row, in a question or in a
warning about that row.
"""

import re
from dataclasses import fields

from core.imports.kinds import RowVerdict
from inventory.imports.designations import BULLET
from inventory.imports.personal_data import NUMBERS

# fields whose words are kept as they are written
VERBATIM = NUMBERS | {"donor_tag", "brand", "model", "designation", "remark", "condition", "fault"}


def lost_cells(source, batch, rows, doubts):
    """List the (row number, text) of the cells of a file that are neither stored nor reported."""
    by_place = {(row.sheet or batch.sheets_read[0], row.number): row for row in rows}
    questioned = {index for doubt in doubts for index in doubt.rows}
    lost = [
        (number, cell)
        for table, sheet in zip(source.tables, batch.reading["sheets"], strict=True)
        if sheet["is_read"]
        for number, cells in _rows_read(table, sheet)
        for cell in _unkept(sheet, cells, by_place.get((table.name, number)))
    ]
    for index, row in enumerate(rows):
        if row.verdict == RowVerdict.GOOD and index not in questioned and not row.sentences:
            lost += [(row.number, cell) for cell in _unread(batch, row)]
        elif row.verdict == RowVerdict.REFUSED and not row.sentences:
            lost += [(row.number, cell) for cell in row.cells if cell.strip()]
    return lost


def _rows_read(table, sheet):
    """The rows of a sheet as in the file, without those that the page lists as left out."""
    listed = {*table.hidden_rows, *table.repeated, *table.asides}
    headings = {*table.headings, *sheet["people"], *sheet["hidden_columns"]}
    for number, cells in table.sheet.rows:
        is_of_headings = number <= table.heading and any(
            " ".join(cell.split()) in heading for cell in cells if cell for heading in headings
        )
        if number not in listed and not is_of_headings:
            yield number, cells


def _unkept(sheet, cells, row):
    """The cells that are neither in their row nor in a column that the page names."""
    kept = [*row.cells, *filter(None, row.withheld.values())] if row else []
    missing = [cell for cell in cells if cell.strip() and cell not in kept]
    return missing[len(sheet["people"]) + len(sheet["hidden_columns"]) :]


def _unread(batch, row):
    """The numbers, in columns that are kept as they are written, that the draft does not have."""
    draft = row.outcome.draft
    facts = [str(getattr(draft, one.name)) for one in fields(draft)]
    facts += [str(value) for value in draft.specs.values()]
    facts += [draft.numbers.serial or "", *draft.numbers.imeis]
    stored = {*re.findall(r"\d+", " ".join(facts))}
    for index, cell in enumerate(row.cells):
        name, is_named = batch.mapping.get(str(index)), index in batch.reading["unread"]
        if name is None and cell.strip() and not is_named:
            yield cell
        numbers = (
            re.findall(r"\d+", BULLET.sub("", cell)) if name in VERBATIM and not is_named else ()
        )
        yield from (number for number in numbers if number not in stored)
