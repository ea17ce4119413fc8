"""Reader of uploaded XLSX workbooks: size limits are checked before parsing untrusted content.

Our own reader, since a library that reads whole parts takes a minute and a gigabyte over what was
made to hurt: here rows are read lazily, and reading stops at the first excess.
"""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from posixpath import join, normpath
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _

from core.workflow.lifecycle import Refused
from inventory.imports.ooxml import dated_styles, elements, rows_of, strings_of

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_UNPACKED = 60 * 1024 * 1024
# Sheets compress well, a bomb a thousand times: beyond this, and past 10 MB, it is no list.
MAX_RATIO = 200
RATIO_COUNTS_FROM = 10 * 1024 * 1024
MAX_PARTS = 1_000
MAX_SHEETS = 50
# After so many blank rows a sheet is over: some have a million, formatted and empty.
MAX_BLANK_ROWS = 1_000
TOP = 50

# What the zip and XML layers raise on a damaged or forged file.
BROKEN = (
    ArithmeticError,
    BadZipFile,
    EOFError,
    ExpatError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    zlib.error,
)


@dataclass(frozen=True, kw_only=True)
class Workbook:
    """The visible sheets of a workbook that say something, and the rows of one, as texts."""

    sheets: list[str]
    sheet: str
    rows: Iterator[list[str]]


def is_workbook(content):
    return content.startswith(b"PK\x03\x04")


def read_workbook(content, sheet=""):
    """The `Workbook` in these bytes, formulas as last computed; rows are read lazily.

    Without a `sheet` the fullest at its top is read: a cover page has fewer cells than a list.
    Raises `Refused`, then or while its rows are read, for what is no workbook or too large once
    unpacked.
    """
    with _read_or_refuse():
        archive = _archive(content)
        paths = _visible_sheets(archive)
        strings, dated = _strings(archive), _dated(archive)
        filled = {
            name: sum(map(bool, (cell for row in islice(rows, TOP) for cell in row)))
            for name, path in paths.items()
            for rows in [_rows(archive, path, strings, dated)]
        }
    names = [name for name, count in filled.items() if count]
    if sheet and sheet not in names:
        raise Refused(_("This workbook has no sheet “%(sheet)s”.") % {"sheet": sheet})
    if not names:
        raise Refused(_("This file is empty."))
    chosen = sheet or max(names, key=filled.get)
    return Workbook(
        sheets=names, sheet=chosen, rows=_texts(_rows(archive, paths[chosen], strings, dated))
    )


@contextmanager
def _read_or_refuse():
    try:
        yield
    except BROKEN as error:
        raise Refused(
            _("This workbook is damaged: open it, save it again and send that.")
        ) from error


def _archive(content):
    archive = ZipFile(BytesIO(content))
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(_("This workbook is protected by a password: save it without one."))
    if "xl/workbook.xml" not in archive.namelist():
        raise Refused(_("This is not an Excel workbook: save the list as .xlsx or CSV."))
    is_bomb = unpacked > RATIO_COUNTS_FROM and unpacked > MAX_RATIO * len(content)
    if unpacked > MAX_UNPACKED or is_bomb or len(parts) > MAX_PARTS:
        raise Refused(_("This workbook is too large once unpacked: keep only the list in it."))
    return archive


def _visible_sheets(archive):
    """{name: path} of the sheets that one sees on opening the workbook, in order."""
    with archive.open("xl/_rels/workbook.xml.rels") as part:
        targets = {
            entry["Id"]: entry["Target"] for name, entry in elements(part) if name == "Relationship"
        }
    with archive.open("xl/workbook.xml") as part:
        entry = [attributes for name, attributes in elements(part) if name == "sheet"]
    shown = [each for each in entry if each.get("state", "visible") == "visible"][:MAX_SHEETS]
    paths = {each["name"]: normpath(join("/xl", targets[each["id"]]))[1:] for each in shown}
    return {name: path for name, path in paths.items() if "chartsheets/" not in path}


def _strings(archive):
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    with archive.open("xl/sharedStrings.xml") as part:
        return strings_of(part)


def _dated(archive):
    """The indexes of the styles that format a number as a date."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    with archive.open("xl/styles.xml") as part:
        return dated_styles(part)


def _rows(archive, path, strings, dated):
    with archive.open(path) as part:
        yield from rows_of(part, strings, dated)


def _texts(rows):
    """The rows as texts; a long run of blank rows ends the sheet."""
    blanks = 0
    with _read_or_refuse():
        for row in rows:
            blanks = 0 if any(row) else blanks + 1
            if blanks > MAX_BLANK_ROWS:
                return
            yield row
