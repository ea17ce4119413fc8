"""Reading an XLSX workbook that somebody sent: bounded before it is parsed, and never believed."""

import zlib
from datetime import datetime, time
from io import BytesIO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from core.lives import Refused

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_UNPACKED = 60 * 1024 * 1024
# Sheets compress well, a bomb a thousand times: beyond this, and past 10 MB, it is no list.
MAX_RATIO = 200
RATIO_COUNTS_FROM = 10 * 1024 * 1024
MAX_PARTS = 1_000

# What the zip, XML and openpyxl layers raise on a damaged or forged file.
BROKEN = (
    ArithmeticError,
    AttributeError,
    BadZipFile,
    EOFError,
    InvalidFileException,
    LookupError,
    OSError,
    ParseError,
    RuntimeError,
    TypeError,
    ValueError,  # defusedxml's refusals of entities are ValueErrors too
    zlib.error,
)


def is_workbook(content):
    return content.startswith(b"PK\x03\x04")


def read_workbook(content):
    """The rows of the first visible sheet that has any, as texts; formulas as last computed.

    Raises `Refused` for what is not a workbook, or is too large once unpacked.
    """
    try:
        _check_archive(content)
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        rows = next(filter(None, map(_values, sheets)), [])
    except BROKEN as error:
        raise Refused(
            _("This workbook is damaged: open it, save it again and send that.")
        ) from error
    return [[_text(value) for value in row] for row in rows]


def _check_archive(content):
    with ZipFile(BytesIO(content)) as archive:
        parts = {part.filename: part for part in archive.infolist()}
    unpacked = sum(part.file_size for part in parts.values())
    if any(part.flag_bits & 1 for part in parts.values()):
        raise Refused(_("This workbook is protected by a password: save it without one."))
    if "xl/workbook.xml" not in parts:
        raise Refused(_("This is not an Excel workbook: save the list as .xlsx or CSV."))
    is_bomb = unpacked > RATIO_COUNTS_FROM and unpacked > MAX_RATIO * len(content)
    if unpacked > MAX_UNPACKED or is_bomb or len(parts) > MAX_PARTS:
        raise Refused(_("This workbook is too large once unpacked: keep only the list in it."))


def _values(sheet):
    """The values of a sheet, row by row; blank rows keep their place. Empty if nothing is there."""
    sheet.reset_dimensions()  # what a file says of its own size is not believed
    rows = [
        row if any(value not in (None, "") for value in row) else ()
        for row in sheet.iter_rows(values_only=True)
    ]
    return rows if any(rows) else []


def _text(value):
    """A value as a person would read it in the cell, without its format."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.15g}"
    if isinstance(value, datetime):
        is_day = value.time() == time.min
        return value.date().isoformat() if is_day else value.isoformat(sep=" ")
    return str(value)
