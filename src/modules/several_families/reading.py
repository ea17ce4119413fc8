"""Convert a sheet to the rows of the form: columns matched, cells verbatim.

A spreadsheet of families fills in the form, and is not stored. One page serves to read, correct and
send, for typed rows and for files. The cells of a file travel in that page until its columns are
matched.

A sheet has each need once per row, applied to every device of the row that can have it; the form
then shows each device separately. A column for every kind of device and every need would make about
thirty columns.
"""

import json
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from core.imports.columns import check_mapping, heading_of, map_columns, plain
from core.imports.guessing import guess
from core.imports.sheets import read_list
from core.imports.tables import Sheet, table_in
from core.text_input import line_of, number_of
from core.workflow.lifecycle import Refused
from inventory.imports.reading import combine, tables_to_read
from loans.base.needs import askable_of
from loans.requests.operations.requests import MAX_FAMILIES
from modules.several_families.synonyms import (
    FIELDS,
    LEAST,
    NEEDS,
    NO,
    columns_for,
    count_in,
    size_in,
    tick_in,
    urgency_in,
)

MAX_COLUMNS = 60


@dataclass
class List:
    """An uploaded list of families: the table of each sheet, and the sheets to read as one list."""

    tables: list
    read: list
    headings: list
    rows: list
    mapping: dict
    notes: list = field(default_factory=list)
    is_guessed: bool = True  # not yet confirmed by the user

    def packed(self):
        """Pack the sheets into the value of a hidden field, so that no file is stored."""
        sheets = [[table.name, table.heading, table.sheet.rows] for table in self.tables]
        return json.dumps({"sheets": sheets, "read": self.read}, ensure_ascii=False)

    def columns(self):
        """(index, heading, matched field) of each column."""
        return [
            (index, heading_of(self.headings, index), self.mapping.get(str(index), ""))
            for index in range(len(self.headings))
        ]

    def unread(self):
        """The headings of the columns with values that are not read."""
        return [
            heading for index, heading, chosen in self.columns() if not chosen and self._at(index)
        ]

    def doubtful(self):
        """The numbers of the rows with a quantity in a column that was not recognised."""
        unread = [index for index, _heading, chosen in self.columns() if not chosen]
        return {
            number
            for index in unread
            for number, cell in self._at(index)
            if self.is_guessed and re.fullmatch(r"\d{1,2}", count_in(cell))
        }

    def _at(self, index):
        """Each (row number, cell) with a value in a column."""
        cells = [
            (number, row[index]) for number, row in enumerate(self.rows, 1) if index < len(row)
        ]
        return [(number, cell) for number, cell in cells if cell.strip()]

    def sheets(self):
        """(index, table, whether it is imported) of each sheet."""
        return [(i, table, table.name in self.read) for i, table in enumerate(self.tables)]


def read_file(upload, items):
    """The `List` in an uploaded file; raises `Refused` if it cannot be read or is too long."""
    return _listed(read_list(upload.name, upload.read()).tables, items)


def read_again(data, items):
    """Rebuild the `List` carried by a page with its choices; raise `Refused` if it is invalid.

    Where other sheets or headings are chosen, its columns are guessed again.
    """
    try:
        packed = json.loads(data.get("source", ""))
        before = {name: heading for name, heading, _rows in packed["sheets"]}
        sheets = [
            Sheet(name=line_of(name), rows=[(int(number), _lines(cells)) for number, cells in rows])
            for name, _heading, rows in packed["sheets"]
        ]
        read = list(packed["read"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Refused(_("Choose the file again.")) from error
    typed = [number_of(data.get(f"heading_{index}", "")) for index in range(len(sheets))]
    headings = {
        sheet.name: before[sheet.name] if number is None else number
        for sheet, number in zip(sheets, typed, strict=True)
    }
    is_alone = len(sheets) == 1
    names = [sheet.name for i, sheet in enumerate(sheets) if is_alone or f"sheet_{i}" in data]
    decided = None
    if headings == before and names == read:
        columns = {name.removeprefix("column_"): data[name] for name in data if "column_" in name}
        decided = {index: name for index, name in columns.items() if name}
    tables = [table_in(sheet, headings[sheet.name]) for sheet in sheets if sheet.rows]
    return _listed(tables, items, names, decided)


def _listed(tables, items, names=None, decided=None):
    columns = columns_for(items)
    fields = {
        table.name: guess(table.headings, columns, rows=[cells for _number, cells in table.rows])
        for table in tables
    }
    read = tables_to_read([table for table in tables if table.rows], fields, names)
    for table in read:
        table.check_computed()
    headings, rows = combine(read, fields)
    _check_size(headings, rows)
    if decided is not None:
        check_mapping(decided, headings, columns)
    cells = [_lines(cells) for _name, _number, cells in rows]
    return List(
        tables=tables,
        read=[table.name for table in read],
        headings=[line_of(heading) for heading in headings],
        rows=cells,
        mapping=guess(headings, columns, rows=cells) if decided is None else decided,
        is_guessed=decided is None,
    )


def _lines(cells):
    return [line_of(cell) for cell in cells]


def _check_size(headings, rows):
    if len(rows) > MAX_FAMILIES:
        raise Refused(
            _("This list has %(count)s rows: at most %(most)s families at a time.")
            % {"count": len(rows), "most": MAX_FAMILIES}
        )
    if len(headings) > MAX_COLUMNS:
        raise Refused(_("This list has too many columns."))


def typed_from(sheet, items):
    """The form values of each row: ({field: text}, notes about unread cells)."""
    columns = columns_for(items)
    return [_typed(values, items) for values in map_columns(sheet.rows, sheet.mapping, columns)]


def _typed(values, items):
    notes = []
    needs = {need: values.pop(need) for need in NEEDS}
    for name in values:
        if name not in FIELDS or name in {"household_size", "pupils", "devices_at_home"}:
            values[name] = count_in(values[name])
    for need, text in needs.items():
        if plain(text) not in NO:
            values |= _needed(need, text, values, items, notes)
    urgency = urgency_in(values["urgency"])
    if urgency is None:
        notes.append(_("The urgency “%(text)s” is not in the list.") % {"text": values["urgency"]})
    return values | {"urgency": urgency or ""}, notes


def _needed(need, text, values, items, notes):
    """The value of a requirement for each device that can have it, or a note."""
    typed = size_in(need, text) if need in LEAST else tick_in(text)
    names = [
        name
        for name, kind, item in items
        if kind == "category" and values.get(name) and need in askable_of(item)
    ]
    params = {"field": NEEDS[need], "text": text}
    if typed is None:
        notes.append(_("“%(text)s” was not recognised for “%(field)s”.") % params)
    elif not names:
        notes.append(_("“%(field)s” does not apply to any item requested in this row.") % params)
    return {f"{name}_{need}": typed for name in names if typed}


def example_rows(items):
    """A sheet of two invented families, with headings that can be read back."""
    shown = list(items)[:2]
    headings = [str(words).capitalize() for words in FIELDS.values()] + [
        str(item) for _name, _kind, item in shown
    ]
    families = [
        ["D-0042", "Kerjean", "Awa", "4", "2", "1", "", *["1", "x"][: len(shown)]],
        ["D-0043", "", "", "1", "", "", "", *["1", ""][: len(shown)]],
    ]
    asks = shown and shown[0][1] == "category"
    able = [need for need in NEEDS if asks and need in askable_of(shown[0][2])]
    needs = {"screen": ["14", ""], "ram": ["8", ""], "webcam": ["x", ""], "cellular": ["", "x"]}
    headings += [str(NEEDS[need]).capitalize() for need in able]
    rows = [[*row, *(needs[need][at] for need in able)] for at, row in enumerate(families)]
    return [headings, *rows]
