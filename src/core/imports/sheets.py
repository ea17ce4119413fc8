"""Reader of uploaded lists (CSV, xlsx, xls, xlsb, ods): opens the file, within size limits.

Which sheets are read, and how they become one list, is in `inventory/imports/reading.py`.

The type of a file is detected from its bytes, not from its name. Limits: 10 MB, 60 MB unpacked,
20,000 rows, 200 columns, 600,000 cells, and 32,767 characters a cell, which is Excel's own limit.
"""

import codecs
import re
from dataclasses import dataclass, field, replace
from itertools import islice

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from core.imports.kinds import MAX_ROWS
from core.imports.several_tables import parts_of
from core.imports.tables import Sheet, Table, table_in, width
from core.imports.text_lists import decode, json_lists, records_of, rows_of_records, too_long
from core.imports.workbook_process import MAX_CELL, MAX_CELLS, MAX_COLUMNS
from core.imports.workbooks import is_workbook, read_workbook
from core.text_input import visible
from core.workflow.lifecycle import Refused

MAX_BYTES = 10 * 1024 * 1024
# Value of `accept` for the file input.
ACCEPTED = ".csv,.json,.tsv,.txt,.xlsx,.xlsm,.xlsb,.xls,.ods"
TITLE_ROWS = 10
NAME_MAX = 120
SHEET_MAX = 80
MARKUP = re.compile(rb"\s*(<!doctype|<html|<head|<body|<table|<meta|<\?xml|<!--)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class SourceList:
    """An uploaded list: the tables of its sheets; `headings` and `rows` are of the fullest.

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
    # The names of hidden sheets that were left out.
    hidden_sheets: list[str] = field(default_factory=list)

    @property
    def best(self):
        """The table with the most cells at its top: a cover page has fewer than a list."""
        return max(self.tables, key=_fullness)

    @property
    def headings(self):
        return self.best.headings

    @property
    def rows(self):
        """List of (row number in the file, cells), without blank rows."""
        self.best.check_computed()
        return self.best.rows


def _fullness(table):
    return sum(bool(cell) for _number, cells in table.rows[:50] for cell in cells)


def read_list(
    name,
    content,
    *,
    encoding="",
    delimiter="",
    headings=None,
    with_hidden=False,
    kind=None,
    top=None,
):
    """Return the `SourceList` in these bytes, or raise `Refused` if they cannot be read.

    Missing choices are guessed; `headings` is {sheet: row number of its headings, 0 if it has
    none}. With `top`, only that number of rows of each sheet is read, for a preview.
    """
    max_rows = max_rows_of(kind)
    if len(content) > MAX_BYTES:
        raise Refused(_("This file is larger than 10 MB: split the list into several files."))
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
        text = visible(text)
        lists = json_lists(text) if text.lstrip()[:1] in {"[", "{"} else {}
        if lists:
            facts |= {"content_type": "application/json", "encoding": ""}
            sheets = sheets_of_json(lists, max_rows)
            headings = dict.fromkeys(lists, 1) | (headings or {})
        else:
            facts["delimiter"], records = records_of(text, delimiter)
            sheets = [Sheet(rows=_bounded(islice(records, top), max_rows))]
    hidden = [sheet.name for sheet in sheets if sheet.is_hidden and sheet.rows and not with_hidden]
    sheets = [sheet for sheet in sheets if with_hidden or not sheet.is_hidden]
    return SourceList(
        name=name[-NAME_MAX:],
        content=content,
        tables=_tables(sheets, headings or {}, with_hidden, kind),
        with_hidden=with_hidden,
        hidden_sheets=hidden,
        **facts,
    )


def max_rows_of(kind):
    return kind.max_rows if kind else MAX_ROWS


def sheets_of_json(lists, max_rows):
    """A sheet for each list of records."""
    return [
        Sheet(name=name[:SHEET_MAX], rows=_bounded(rows_of_records(records), max_rows))
        for name, records in lists.items()
        if records
    ]


def _tables(sheets, headings, with_hidden, kind):
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise Refused(_("This file is empty."))
    tables = [
        table_in(part, headings.get(part.name), with_hidden=with_hidden, kind=kind)
        for part in _named_apart(filled, kind)
    ]
    tables = [table for table in tables if table.rows]
    if not tables:
        raise Refused(_("This list has headings, but no rows below them."))
    if sum(len(table.rows) for table in tables) > (max_rows := max_rows_of(kind)):
        count = number_format(max_rows, force_grouping=True)
        raise Refused(
            _("This list has more than %(count)s rows: split it into several files.")
            % {"count": count}
        )
    return tables


def _named_apart(sheets, kind):
    """Yield each table as a sheet; the second table of a sheet is named “Sheet (2)”."""
    names = {sheet.name for sheet in sheets}
    for sheet in sheets:
        for part in parts_of(sheet, kind):
            number = part.part
            name = sheet.name
            while number > 1 and name in names:
                name, number = f"{sheet.name[: SHEET_MAX - 6]} ({number})".strip(), number + 1
            names.add(name)
            yield replace(part, name=name)


def _bounded(records, max_rows):
    """Return the records that are not blank, numbered; raise `Refused` beyond the limits."""
    rows, cells = [], 0
    for number, record in enumerate(records, 1):
        if count := width(record):
            rows.append((number, record))
            _check_row(number, record, count)
            cells += count
        if cells > MAX_CELLS:
            raise Refused(
                _("This list has more than 600,000 cells: keep only the columns you need.")
            )
        if len(rows) > max_rows + TITLE_ROWS:
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
