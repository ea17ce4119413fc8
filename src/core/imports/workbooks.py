"""Workbooks (xlsx, xlsm, xlsb, xls, ods), read in a separate process, within limits.

python-calamine reads them all; memory and time are bounded from outside (`workbook_process.py`).
The sizes in the directory of a zip are checked before that.
"""

import json
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _

from core.imports.tables import Sheet
from core.imports.workbook_process import SECONDS
from core.text_input import visible
from core.workflow.lifecycle import Refused

PROGRAM = Path(__file__).with_name("workbook_process.py")
MAX_UNPACKED = 60 * 1024 * 1024
# Sheets compress well, but a zip bomb a thousand times. Applies to files over 10 MB unpacked.
MAX_RATIO = 200
RATIO_COUNTS_FROM = 10 * 1024 * 1024
MAX_PARTS = 1_000

ZIP = b"PK\x03\x04"
# Container of old Excel workbooks and encrypted new ones; the latter contain this name.
OLE, ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "EncryptedPackage".encode("utf-16-le")
XLS_STREAMS = ["Workbook".encode("utf-16-le"), "Book".encode("utf-16-le")]

TYPES = {
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xl/workbook.bin": "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
    "content.xml": "application/vnd.oasis.opendocument.spreadsheet",
}
XLS_TYPE = "application/vnd.ms-excel"
# Types in which hidden rows and columns cannot be detected.
HIDES_UNSEEN = {XLS_TYPE, TYPES["xl/workbook.bin"]}


def is_workbook(content):
    return content.startswith((ZIP, OLE))


def read_workbook(content, top=None):
    """The sheets of a workbook, formulas as last computed, and whether it has macros.

    `top` limits the rows of each sheet. Returns (content type, sheets, has_macros); raises
    `Refused` if it is not a workbook, or too large once unpacked.
    """
    content_type = _type_of_ole(content) if content.startswith(OLE) else _type_of_zip(content)
    answer = _answer(content, top)
    error = answer.get("error")
    if error == "password":
        raise Refused(_password())
    if error == "cells":
        raise Refused(_("This list has more than 600,000 cells: keep only the columns you need."))
    if error == "columns":
        raise Refused(_("Row %(row)s has more than 200 columns.") % {"row": answer["row"]})
    sheets = [
        Sheet(**entry | {"rows": [(n, list(map(visible, cells))) for n, cells in entry["rows"]]})
        for entry in answer["sheets"]
    ]
    return content_type, sheets, answer["has_macros"]


def _answer(content, top):
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", PROGRAM, *([str(top)] if top else [])],
            input=content,
            capture_output=True,
            timeout=SECONDS * 3,
            check=True,
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise Refused(
            _(
                "This workbook is damaged or too large: open it, keep only the list and "
                "save it again."
            )
        ) from error
    return json.loads(done.stdout)


def _type_of_ole(content):
    if ENCRYPTED in content:
        raise Refused(_password())
    if not any(stream in content for stream in XLS_STREAMS):
        raise Refused(_not_a_workbook())
    return XLS_TYPE


def _type_of_zip(content):
    try:
        archive = ZipFile(BytesIO(content))
        parts, names = archive.infolist(), archive.namelist()
        mimetype = archive.read("mimetype")[:100] if "mimetype" in names else b""
        manifest = "META-INF/manifest.xml"
        is_encrypted = (
            b"text" not in mimetype
            and manifest in names
            and (b"encryption-data" in archive.read(manifest)[: 10 * MAX_PARTS * 100])
        )
    except (BadZipFile, OSError, RuntimeError, ValueError, zlib.error) as error:
        raise Refused(
            _(
                "This workbook is damaged or too large: open it, keep only the list and "
                "save it again."
            )
        ) from error
    if is_encrypted or any(part.flag_bits & 1 for part in parts):
        raise Refused(_password())
    main = next((name for name in TYPES if name in names), None)
    if main is None or (main == "content.xml" and b"spreadsheet" not in mimetype):
        raise Refused(_not_a_workbook())
    unpacked = sum(part.file_size for part in parts)
    is_bomb = unpacked > RATIO_COUNTS_FROM and unpacked > MAX_RATIO * len(content)
    if unpacked > MAX_UNPACKED or is_bomb or len(parts) > MAX_PARTS:
        raise Refused(_("This workbook is too large once unpacked: keep only the list in it."))
    return TYPES[main]


def _password():
    return _("This workbook is protected by a password: save it without a password.")


def _not_a_workbook():
    return _("This is not a spreadsheet: save the list as .xlsx, .ods or CSV.")
