"""Convert a sheet to the rows of the form: columns matched, cells verbatim.

A spreadsheet of families fills in the form, and is not stored. One page serves to read, correct and
send, for typed rows and for files. Its cells travel in that page until its columns are matched.

A sheet has the needs once a row, and they apply to each device of the row that can have them; the
form then shows each separately. Columns for every kind of device and every need would be thirty.
"""

import json
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from core.imports.columns import check_mapping, heading_of, map_columns, plain
from core.imports.guessing import guess
from core.imports.sheets import read_list
from core.text_input import line_of
from core.workflow.lifecycle import Refused
from loans.base.needs import askable_of
from loans.requests.families.synonyms import (
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

MAX_FAMILIES = 200
MAX_COLUMNS = 60


@dataclass
class Sheet:
    """A list of families as it came: its headings, and the cells of each row."""

    headings: list
    rows: list
    mapping: dict = field(default_factory=dict)

    def packed(self):
        """The sheet packed into a hidden field, so that no file is stored."""
        return json.dumps({"headings": self.headings, "rows": self.rows}, ensure_ascii=False)

    def columns(self):
        """(index, heading, field matched to it) of each column."""
        return [
            (index, heading_of(self.headings, index), self.mapping.get(str(index), ""))
            for index in range(len(self.headings))
        ]


def read_sheet(upload):
    """The `Sheet` in an uploaded CSV or XLSX; raises `Refused` if it cannot be read or is long."""
    source = read_list(upload.name, upload.read())
    return _bounded(source.headings, [cells for _number, cells in source.rows])


def unpack(text):
    """The `Sheet` that a page carried; raises `Refused` for anything else."""
    try:
        data = json.loads(text)
        return _bounded(list(data["headings"]), [list(cells) for cells in data["rows"]])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Refused(_("Choose the file again.")) from error


def _bounded(headings, rows):
    if len(rows) > MAX_FAMILIES:
        raise Refused(
            _("This list has %(count)s rows: %(most)s families at most, in one go.")
            % {"count": len(rows), "most": MAX_FAMILIES}
        )
    if len(headings) > MAX_COLUMNS:
        raise Refused(_("This list has too many columns."))
    return Sheet(
        headings=[line_of(heading) for heading in headings],
        rows=[[line_of(cell) for cell in cells[:MAX_COLUMNS]] for cells in rows],
    )


def match(sheet, items, decided=None):
    """Match the columns of a sheet, as `decided` {index: field} or by their headings."""
    columns = columns_for(items)
    if decided is None:
        sheet.mapping = guess(sheet.headings, columns)
    else:
        check_mapping(decided, sheet.headings, columns)
        sheet.mapping = decided
    return sheet


def typed_from(sheet, items):
    """The form values of each row: ({field: text}, notes of what was not read)."""
    columns = columns_for(items)
    return [_typed(map_columns(cells, sheet.mapping, columns), items) for cells in sheet.rows]


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
        notes.append(_("The urgency “%(text)s” is none of the list.") % {"text": values["urgency"]})
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
        notes.append(_("“%(text)s” was not understood for “%(field)s”.") % params)
    elif not names:
        notes.append(_("Nothing asked on this row can be “%(field)s”.") % params)
    return {f"{name}_{need}": typed for name in names if typed}


def example_rows(items):
    """A sheet of two invented families, headed as it is read back."""
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
