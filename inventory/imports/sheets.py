"""Reader of uploaded lists (CSV, xlsx, xls, xlsb, ods), within size limits.

What the file is, its bytes say and not its name. Bounds: 10 MB, 60 MB unpacked, 20,000 rows,
200 columns, 600,000 cells, and 32,767 characters a cell, which is Excel's own limit.
"""

import codecs
import re
from dataclasses import dataclass, field
from itertools import islice

from django.utils.translation import gettext as _

from core.workflow.lifecycle import Refused
from inventory.imports.tables import Sheet, Table, table_in, width
from inventory.imports.text_lists import decode, records_of, too_long
from inventory.imports.workbook_process import MAX_CELL, MAX_CELLS, MAX_COLUMNS
from inventory.imports.workbooks import is_workbook, read_workbook

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
# For the control that chooses a file.
ACCEPTED = ".csv,.tsv,.txt,.xlsx,.xlsm,.xlsb,.xls,.ods"
TITLE_ROWS = 10
NAME_MAX = 120
SHEET_MAX = 80
MARKUP = re.compile(rb"\s*(<!doctype|<html|<head|<body|<table|<meta|<\?xml|<!--)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class SourceList:
    """A list as it came: the table of each sheet that has one, the fullest as `headings`, `rows`.

    `encoding` and `delimiter` are those of a list in text, empty for a workbook.
    """

    name: str
    content: bytes = field(repr=False)
    content_type: str
    tables: list[Table]
    encoding: str = ""
    delimiter: str = ""
    has_macros: bool = False
    with_hidden: bool = False

    @property
    def best(self):
        """The table with the most cells at its top: a cover page has fewer than a list."""
        return max(self.tables, key=_fullness)

    @property
    def headings(self):
        return self.best.headings

    @property
    def rows(self):
        """(row number in the file, cells), without blank ones."""
        self.best.check_computed()
        return self.best.rows


def _fullness(table):
    return sum(bool(cell) for _number, cells in table.rows[:50] for cell in cells)


def read_list(
    name, content, *, encoding="", delimiter="", headings=None, with_hidden=False, top=None
):
    """The `SourceList` in these bytes; raises `Refused` with one sentence if we cannot read it.

    What is not chosen is guessed; `headings` is {sheet: row number of its headings, 0 for none}.
    With `top`, so many rows of each sheet are read: what a preview shows.
    """
    if len(content) > MAX_BYTES:
        raise Refused(_("This file is larger than 10 MB: split the list."))
    if not content.strip():
        raise Refused(_("This file is empty."))
    if MARKUP.match(content.removeprefix(codecs.BOM_UTF8)):
        raise Refused(_("This is a web page, not a table: save the list as .xlsx, .ods or CSV."))
    facts = {"content_type": "text/csv"}
    if is_workbook(content):
        facts["content_type"], sheets, facts["has_macros"] = read_workbook(content, top)
        for sheet in sheets:
            _check_cells(sheet.rows)
    else:
        text, facts["encoding"] = decode(content, encoding)
        facts["delimiter"], records = records_of(text, delimiter)
        sheets = [Sheet(rows=_bounded(islice(records, top)))]
    return SourceList(
        name=name[-NAME_MAX:],
        content=content,
        tables=_tables(sheets, headings or {}, with_hidden),
        with_hidden=with_hidden,
        **facts,
    )


def _tables(sheets, headings, with_hidden):
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise Refused(_("This file is empty."))
    tables = [
        table_in(sheet, headings.get(sheet.name), with_hidden=with_hidden) for sheet in filled
    ]
    tables = [table for table in tables if table.rows]
    if not tables:
        raise Refused(_("This list has headings and no row below them."))
    if sum(len(table.rows) for table in tables) > MAX_ROWS:
        raise Refused(_("This list has more than 20,000 rows: split it."))
    return tables


def _bounded(records):
    """The numbered records that are not blank, within bounds."""
    rows, cells = [], 0
    for number, record in enumerate(records, 1):
        if count := width(record):
            rows.append((number, record))
            _check_row(number, record, count)
            cells += count
        if cells > MAX_CELLS:
            raise Refused(_("This list has more than 600,000 cells: keep the columns you need."))
        if len(rows) > MAX_ROWS + TITLE_ROWS:
            break
    return rows


def _check_cells(rows):
    for number, cells in rows:
        _check_row(number, cells, len(cells))


def _check_row(number, cells, count):
    if count > MAX_COLUMNS:
        raise Refused(_("Row %(row)s has more than 200 columns.") % {"row": number})
    if max(map(len, cells)) > MAX_CELL:
        raise Refused(too_long(number))
