"""Tables of territories as CSV files, read without trust."""

import csv
import io
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.text_input import line_of
from people.base.lifecycle import AreaKind

MAX_BYTES, MAX_ROWS, MAX_FAULTS = 5_000_000, 60_000, 200
HEADINGS = {
    "kind": ("kind", "type", "typecom"),
    "code": ("code", "com", "insee", "code insee"),
    "name": ("name", "nom", "libelle", "libellé"),
    "department": ("department", "dep", "departement", "département"),
    "epci": ("epci", "code epci"),
}
KINDS = {
    **{str(kind.value): kind for kind in AreaKind},
    "com": AreaKind.COMMUNE,
    "dep": AreaKind.DEPARTMENT,
    "department": AreaKind.DEPARTMENT,
    "département": AreaKind.DEPARTMENT,
    "quartier prioritaire": AreaKind.QPV,
}
CODES = {
    AreaKind.COMMUNE: re.compile(r"\d[\dAB]\d{3}"),
    AreaKind.DEPARTMENT: re.compile(r"\d[\dAB]\d?"),
    AreaKind.EPCI: re.compile(r"\d{9}"),
    AreaKind.QPV: re.compile(r"Q[A-Z0-9]{5,10}"),
}
NO_KIND = gettext_noop("The kind is none of commune, epci, departement, qpv.")
NO_CODE = gettext_noop("This is not the code of such a territory.")
NO_NAME = gettext_noop("It has no name, or one of more than 120 letters.")
TWICE = gettext_noop("This territory stands twice in the table.")


class Read(NamedTuple):
    """A parsed table: rows [kind, code, name, department, epci], and errors [row, sentence]."""

    rows: list
    faults: list


def read_table(upload):
    """The `Read` of a CSV that was sent; a `ValidationError` if it is none that can be read."""
    if upload.size > MAX_BYTES:
        raise ValidationError(_("This file is larger than 5 MB."))
    text = decoded(upload.read())
    first = text.partition("\n")[0]
    lines = csv.reader(io.StringIO(text), delimiter=";" if ";" in first else ",")
    try:
        columns = _columns(next(lines, []))
        return _judged(lines, columns)
    except csv.Error as error:
        raise ValidationError(_("This file is no table that can be read.")) from error


def decoded(content):
    """The text of a file, whichever of the usual encodings it has."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _columns(headings):
    names = [heading.strip().casefold() for heading in headings]
    columns = {
        name: next((names.index(word) for word in words if word in names), None)
        for name, words in HEADINGS.items()
    }
    missing = [name for name in ("kind", "code", "name") if columns[name] is None]
    if missing:
        raise ValidationError(
            _("The first row must name these columns too: %(missing)s.")
            % {"missing": ", ".join(missing)}
        )
    return columns


def _judged(lines, columns):
    rows, faults, seen = [], [], set()
    for number, line in enumerate(lines, 2):
        if number > MAX_ROWS:
            raise ValidationError(_("This table has more than 60,000 rows."))
        if not any(cell.strip() for cell in line):
            continue
        cells = {
            n: line_of(line[c]) if c is not None and c < len(line) else ""
            for n, c in columns.items()
        }
        row, fault = _row(cells, seen)
        if fault and len(faults) < MAX_FAULTS:
            faults.append([number, fault])
        elif not fault:
            rows.append(row)
    return Read(rows, faults)


def _row(cells, seen):
    """One row and None; or None and the sentence that says why it is not taken."""
    kind, code = KINDS.get(cells["kind"].casefold()), cells["code"].upper()
    if kind is None:
        return None, NO_KIND
    if not CODES[kind].fullmatch(code):
        return None, NO_CODE
    if not 0 < len(cells["name"]) <= 120:
        return None, NO_NAME
    if (kind, code) in seen:
        return None, TWICE
    seen.add((kind, code))
    return [
        str(kind.value),
        code,
        cells["name"],
        _department(kind, code, cells),
        cells["epci"][:9],
    ], None


def _department(kind, code, cells):
    """The département of a commune: the one named, else the one its code begins with."""
    if kind != AreaKind.COMMUNE:
        return ""
    return cells["department"].upper()[:3] or code[: 3 if code.startswith("97") else 2]
