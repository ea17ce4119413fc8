"""Reader of uploaded CSV or XLSX lists, within size limits.

What the file is, its bytes say and not its name. Bounds: 10 MB, 60 MB unpacked, 20,000 rows,
200 columns, 600,000 cells, and 32,767 characters a cell, which is Excel's own limit.
"""

import codecs
import csv
import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from io import StringIO
from itertools import islice

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from core.workflow.lifecycle import Refused
from inventory.imports.ooxml import MAX_CELL, MAX_COLUMNS, UNCOMPUTED
from inventory.imports.workbooks import XLSX_TYPE, is_workbook, read_workbook

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
MAX_CELLS = 600_000
NAME_MAX = 120
TITLE_ROWS = 10
SAMPLE = 50

DELIMITERS = ";,\t"
BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# An old Excel workbook and an encrypted new one share this container; the latter names its content.
OLE, ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "EncryptedPackage".encode("utf-16-le")
MARKUP = re.compile(rb"\s*(<!doctype|<html|<head|<body|<table|<meta|<\?xml|<!--)", re.IGNORECASE)
CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True, kw_only=True)
class SourceList:
    """A donor's list as it came: `rows` are (row number in the file, cells), without blank ones."""

    name: str
    content: bytes = field(repr=False)
    content_type: str
    headings: list[str]
    rows: list[tuple[int, list[str]]] = field(repr=False)
    # Of a workbook: its sheets that say something, and the one that was read.
    sheets: list[str] = field(default_factory=list)
    sheet: str = ""

    @property
    def sha256(self):
        return hashlib.sha256(self.content).hexdigest()


def read_list(name, content, sheet=""):
    """The `SourceList` in these bytes; raises `Refused` with one sentence if we cannot read it.

    Of a workbook, the sheet of that name, or else the one that looks most like a list.
    """
    if len(content) > MAX_BYTES:
        raise Refused(_("This file is larger than 10 MB: split the list."))
    if not content.strip():
        raise Refused(_("This file is empty."))
    _refuse_other_kinds(content)
    book = read_workbook(content, sheet) if is_workbook(content) else None
    headings, rows = _table(book.rows if book else _read_csv(_decode(content)))
    return SourceList(
        name=name[-NAME_MAX:],
        content=content,
        content_type=XLSX_TYPE if book else "text/csv",
        headings=headings,
        rows=rows,
        sheets=book.sheets if book else [],
        sheet=book.sheet if book else "",
    )


def _refuse_other_kinds(content):
    if content.startswith(OLE) and ENCRYPTED in content:
        raise Refused(_("This workbook is protected by a password: save it without one."))
    if content.startswith(OLE):
        raise Refused(_("This is an old Excel workbook (.xls): save it as .xlsx or CSV."))
    if MARKUP.match(content.removeprefix(codecs.BOM_UTF8)):
        raise Refused(_("This is a web page, not a table: save the list as .xlsx or CSV."))


def _decode(content):
    """The text of a CSV: what its byte order mark says, else UTF-8, else Windows' cp1252."""
    encodings = [code for bom, code in BOMS.items() if content.startswith(bom)]
    for encoding in encodings or ["utf-8", "cp1252"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _is_binary(text):
            return text
    raise Refused(_("This file is not a table: send a CSV or an .xlsx workbook."))


def _is_binary(text):
    return "\0" in text or len(CONTROL.findall(text)) * 100 > len(text)


def _read_csv(text):
    """Yield the records of a CSV, blank ones as empty lists; all the world's line ends will do."""
    text, delimiter = _without_hint(text)
    reader = csv.reader(
        StringIO(text, newline=""), delimiter=delimiter or _delimiter_of(text), strict=True
    )
    try:
        yield from reader
    except csv.Error as error:
        if "field limit" in str(error):
            raise Refused(_too_long(reader.line_num)) from error
        raise Refused(
            _("Line %(line)s: a quotation mark is opened or closed at the wrong place.")
            % {"line": reader.line_num}
        ) from error


def _without_hint(text):
    """Remove the line `sep=;` that gives Excel the delimiter."""
    hint = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    return (text[hint.end() :], hint[1]) if hint else (text, None)


def _delimiter_of(text):
    """The delimiter that cuts the most rows, widest, alike; the comma when none cuts."""
    best = max(DELIMITERS, key=lambda delimiter: _cuts(text, delimiter))
    return best if _cuts(text, best) else ","


def _cuts(text, delimiter):
    try:
        reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
        widths = Counter(len(record) for record in islice(filter(None, reader), SAMPLE))
    except csv.Error:
        return 0
    return max((count * (width - 1) for width, count in widths.items()), default=0)


def _table(records):
    """The headings and the numbered rows below them, within bounds."""
    rows, cells = [], 0
    for number, record in enumerate(records, 1):
        if width := _width(record):
            _check_cells(number, record)
            rows.append((number, record))
            cells += width
        if cells > MAX_CELLS:
            raise Refused(_("This list has more than 600,000 cells: keep the columns you need."))
        if len(rows) > MAX_ROWS + TITLE_ROWS:
            break
    if not rows:
        raise Refused(_("This file is empty."))
    top = _heading_row(rows)
    _number, headings = rows[top]
    headings = [heading.strip() for heading in headings[: _width(headings)]]
    rows = [
        (number, cells[: max(len(headings), _width(cells))]) for number, cells in rows[top + 1 :]
    ]
    if not rows:
        raise Refused(_("This list has headings and no row below them."))
    if len(rows) > MAX_ROWS:
        raise Refused(_("This list has more than 20,000 rows: split it."))
    return headings, rows


def _width(cells):
    """The number of cells up to the last non-empty one."""
    width = len(cells)
    while width and not cells[width - 1].strip():
        width -= 1
    return width


def _check_cells(number, cells):
    if _width(cells) > MAX_COLUMNS:
        raise Refused(_("Row %(row)s has more than 200 columns.") % {"row": number})
    if max(map(len, cells)) > MAX_CELL:
        raise Refused(_too_long(number))
    if UNCOMPUTED in cells:
        cell = f"{get_column_letter(cells.index(UNCOMPUTED) + 1)}{number}"
        raise Refused(
            _(
                "Cell %(cell)s is a formula without its result: open the file in a spreadsheet,"
                " save it there, and send it again."
            )
            % {"cell": cell}
        )


def _too_long(number):
    return _("Row %(row)s: a cell is longer than 32,767 characters.") % {"row": number}


def _heading_row(rows):
    """Titles above a list fill a cell or two: the headings are the first row that is not bare."""
    filled = [sum(bool(cell.strip()) for cell in cells) for _number, cells in rows[:TITLE_ROWS]]
    return next(index for index, count in enumerate(filled) if count * 2 >= max(filled))
