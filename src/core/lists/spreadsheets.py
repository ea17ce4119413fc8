"""Exported files: CSV and XLSX of any length, streamed, and ODS (`core.lists.ods`) up to a limit.

A cell is a text, a number, a date or a datetime. A workbook has typed cells, with a format for
dates and another for datetimes; a CSV has ISO 8601. Datetimes are local, without a zone, to the
minute.

A cell that a spreadsheet would run as a formula is disarmed with an apostrophe, which `rearm`
removes when the sheet is imported.
"""

import csv
import re
import tomllib
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import chain, islice, zip_longest
from math import isfinite
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.formats import get_format, number_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
# Characters that begin a formula in some spreadsheet, and the apostrophe, so that `rearm` is exact.
RISKY = ("=", "+", "-", "@", "'", "＝", "＋", "－", "＠")  # noqa: RUF001
BATCH = 500
# Width of a column, in characters: its longest cell among the first rows, within limits.
MIN_WIDTH, MAX_WIDTH, MARGIN = 6, 60, 2
MAX_ODS_ROWS = 20_000  # below the headings; 30 columns take up to 7 s and 190 MB
MAX_CACHED_CELLS = 10_000  # in the cache of `Cells`
# Characters that XML does not allow.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
FRACTIONS = {float, Decimal}
NUMBERS = {int, *FRACTIONS}
WRITTEN_OTHERWISE = {*FRACTIONS, datetime}  # types that `str` formats differently from our CSV
# Day 0 of a workbook. Excel treats 1900 as a leap year, so days are typed only from 1901.
DAY_ZERO, FIRST_YEAR = date(1899, 12, 30), 1901
SECONDS_OF_DAY = 24 * 60 * 60
# Matches the rare texts that need cleaning, since a sheet may have a million cells.
CARE = re.compile(rf"^\s*[{re.escape(''.join(RISKY))}]|\r|{UNWRITABLE.pattern}")
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
PARTS = {
    path: "".join(text.splitlines())
    for path, text in tomllib.loads(
        Path(__file__).with_name("workbook_parts.toml").read_text(encoding="utf-8")
    ).items()
}
TOP = (
    f'<worksheet {MAIN}><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1"'
    ' topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    '<sheetFormatPr defaultRowHeight="15"/><cols>'
)
# A4, landscape, one page wide
END = (
    '</sheetData><pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
    "</worksheet>"
)
# Excel refuses these characters in the name of a sheet, and a longer name.
NOT_IN_TITLE, TITLE_MAX = re.compile(r"[\[\]:*?/\\'&<>\"]+"), 31
COLUMN = '<col min="{0}" max="{0}" width="{1}" style="1" customWidth="1"/>'


def disarm(text):
    """Return a text as a cell that no spreadsheet runs as a formula."""
    return f"'{text}" if text.lstrip().startswith(RISKY) else text


def rearm(text):
    """Reverse `disarm`: remove the protection against formulas."""
    return text[1:] if text[:1] == "'" and text[1:].lstrip().startswith(RISKY) else text


def clean(value):
    """Return a value as the text of a cell: only allowed characters, and one kind of line end."""
    text = "" if value is None else str(value)
    if text.isprintable():  # nearly always: there is nothing to remove
        return text
    return UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def cell_of(value):
    """Return a value as a cell: a number, a date or datetime, or a text that is not run."""
    if type(value) in NUMBERS and isfinite(value):
        return value
    if isinstance(value, date):  # or a datetime
        return _day_or_moment(value)
    text = "" if value is None else str(value)
    return disarm(clean(text)) if CARE.search(text) else text


def _day_or_moment(value):
    """Return a date, or a local datetime to the minute; as text before 1901."""
    if isinstance(value, datetime):
        if value.tzinfo:
            zone = timezone.get_default_timezone()  # reading the current zone takes twice the time
            value = value.astimezone(zone).replace(tzinfo=None)
        value = value.replace(second=0, microsecond=0)
    return value if value.year >= FIRST_YEAR else iso(value)


def iso(value):
    """Format a date or datetime for CSV: 2026-11-25, 2026-11-25 14:30."""
    return value.isoformat(" ", "minutes") if isinstance(value, datetime) else value.isoformat()


class Cells(dict):
    """Cache {value: cell}: in a list of millions of cells, most values repeat."""

    def __missing__(self, value):
        cell = cell_of(value)
        if value is None or isinstance(value, (str, date)):  # as keys, 1, 1.0 and True are equal
            if len(self) > MAX_CACHED_CELLS:
                self.clear()
            self[value] = cell
        return cell


def cells_of(rows):
    """Yield rows of values as rows of cells."""
    cell = Cells().__getitem__
    for row in rows:
        yield [*map(cell, row)]


def measured(rows):
    """Return (width of each column, rows), measured on the headings and the first rows."""
    rows = iter(rows)
    first = list(islice(rows, BATCH))
    longest = [max(map(_length, cells)) for cells in zip_longest(*first, fillvalue="")]
    return [min(max(n + MARGIN, MIN_WIDTH), MAX_WIDTH) for n in longest], chain(first, rows)


def _length(cell):
    """The length of the longest line of a cell, as a spreadsheet shows it."""
    text = iso(cell) if isinstance(cell, date) else str(cell)
    return max(map(len, text.split("\n")))


def is_too_long(form, count):
    """Whether `count` rows, without the headings, exceed the limit of a file of this format."""
    return form == "ods" and count > MAX_ODS_ROWS


def too_long():
    """Error for rows that do not fit in an ODS, naming the formats without a limit."""
    count = number_format(MAX_ODS_ROWS, force_grouping=True)
    return _(
        "A LibreOffice file (.ods) has at most %(count)s rows: for more, choose Excel (.xlsx) or"
        " CSV, which LibreOffice opens as well."
    ) % {"count": count}


def sheet_response(name, form, rows):
    """Download of a file of these rows of values, in the format `form` of `TYPES`.

    The first row has the headings.
    """
    return cells_response(name, form, cells_of(rows))


def cells_response(name, form, cells):
    """Like `sheet_response`, for rows of cells; for ODS, call `is_too_long` first."""
    if form == "ods":
        from core.lists.ods import ods_of

        response = HttpResponse(ods_of(cells, name), content_type=TYPES[form])
    else:
        chunks = csv_of(cells) if form == "csv" else xlsx_of(cells, name)
        response = StreamingHttpResponse(_spoken(chunks), content_type=TYPES[form])
    response.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{name}.{form}"
    )
    return response


def _spoken(chunks):
    """Yield the chunks in the currently active language.

    Streaming continues after the view has returned.
    """
    language, chunks = translation.get_language(), iter(chunks)
    while True:
        with translation.override(language):
            chunk = next(chunks, None)
        if chunk is None:
            return
        yield chunk


class _Pieces:
    """A write-only file whose content is read and removed piece by piece."""

    def __init__(self):
        self.pieces = []

    def write(self, data):
        self.pieces.append(data)
        return len(data)

    def flush(self):
        pass

    def take(self):
        taken, self.pieces = self.pieces, []
        return taken


def csv_of(rows):
    """Yield the bytes of a CSV, with the separators of the reader's language."""
    file, rows, point = _Pieces(), iter(rows), get_format("DECIMAL_SEPARATOR")
    writer = csv.writer(file, delimiter=";" if point == "," else ",")
    yield b"\xef\xbb\xbf"
    while some := list(islice(rows, BATCH)):
        writer.writerows(
            cells if WRITTEN_OTHERWISE.isdisjoint(map(type, cells)) else _texts(cells, point)
            for cells in some
        )
        yield "".join(file.take()).encode()


def _texts(cells, point):
    """Format the dates of a row as ISO 8601, and its decimals with the reader's separator."""
    return [_text(cell, point) if type(cell) in WRITTEN_OTHERWISE else cell for cell in cells]


def _text(cell, point):
    if isinstance(cell, datetime):
        return iso(cell)
    return (f"{cell:f}" if isinstance(cell, Decimal) else str(cell)).replace(".", point)


def title_of(name):
    """Return the name of a list as the name of its sheet."""
    return " ".join(NOT_IN_TITLE.sub(" ", clean(name)).split())[:TITLE_MAX].strip() or "Rebond"


def xlsx_of(rows, name=""):
    """Yield the bytes of a workbook with one sheet of typed cells, under a frozen first row."""
    file, title = _Pieces(), title_of(name)
    widths, rows = measured(rows)
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for part, text in PARTS.items():
            archive.writestr(part, text.replace("{title}", title))
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            columns = (COLUMN.format(place, width) for place, width in enumerate(widths, 1))
            sheet.write(f"{TOP}{''.join(columns)}</cols><sheetData>".encode())
            is_heading = True
            while some := list(islice(rows, 1 if is_heading else BATCH)):
                sheet.write("".join(_row(cells, is_heading) for cells in some).encode())
                is_heading = False
                yield b"".join(file.take())
            sheet.write(END.encode())
    yield b"".join(file.take())


def _row(cells, is_heading):
    style = 2 if is_heading else 1
    return f"<row>{''.join(_cell(cell, style) for cell in cells)}</row>"


def _cell(cell, style):
    if cell == "":
        return f'<c s="{style}"/>'
    if not isinstance(cell, str):
        return _typed(cell) if isinstance(cell, date) else f"<c><v>{cell}</v></c>"
    return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'


@lru_cache(MAX_CACHED_CELLS)
def _typed(value):
    """Return the XML cell of a date or datetime, as a number of days."""
    if not isinstance(value, datetime):
        return f'<c s="3"><v>{(value - DAY_ZERO).days}</v></c>'
    part = (value.hour * 60 + value.minute) * 60 / SECONDS_OF_DAY
    return f'<c s="4"><v>{(value.date() - DAY_ZERO).days + part}</v></c>'
