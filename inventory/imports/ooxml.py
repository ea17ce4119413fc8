"""Streaming reader of the XML inside a workbook: no part is loaded whole.

We read workbooks ourselves, row by row with expat: a library that reads whole parts took a minute
and a gigabyte over files made to hurt. Reading stops at the first excess; any DTD is refused. We
write them too, row by row as they are sent: of 100,000 rows openpyxl makes a file first, in ten
times as long.
"""

import re
from collections import deque
from datetime import datetime, time
from xml.parsers import expat

from django.utils.translation import gettext as _
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import from_excel

from core.workflow.lifecycle import Refused

MAX_COLUMNS = 200
# Excel's own limit of a cell; one that is longer is kept a little too long, and so refused.
MAX_CELL = 32_767
MAX_STRINGS = 600_000
MAX_GAP = 2_000
UNCOMPUTED = "\0"  # a formula without its result: no text of a workbook holds this
PIECE = 64 * 1024
COLUMN = re.compile(r"[A-Z]+")
WHOLE = re.compile(r"-?\d+")


def _parse(part, *, start, end=None, text=None):
    """Feed `part` to these handlers, a piece at a time, yielding after each; refuse any DTD."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: start(_local(name), attributes)
    if end:
        parser.EndElementHandler = lambda name: end(_local(name))
    if text:
        parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_dtd
    while piece := part.read(PIECE):
        parser.Parse(piece)
        yield
    parser.Parse(b"", 1)
    yield


def _local(name):
    return name.rpartition("}")[2]


def _refuse_dtd(*args):
    raise ValueError("a workbook declares no entities")


def elements(part):
    """Yield (name, attributes) of each element; attributes without their namespace."""
    pending = deque()

    def start(name, attributes):
        pending.append((name, {_local(key): value for key, value in attributes.items()}))

    for _piece in _parse(part, start=start):
        while pending:
            yield pending.popleft()


def dated_styles(part):
    """The places of the cell styles that show a number as a date or a time."""
    formats, dated, is_inside, place = dict(BUILTIN_FORMATS), set(), False, 0
    for name, attributes in elements(part):
        if name == "numFmt":
            formats[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif name in {"cellXfs", "cellStyleXfs", "cellStyles"}:
            is_inside = name == "cellXfs"
        elif name == "xf" and is_inside:
            if is_date_format(formats.get(int(attributes.get("numFmtId", 0)), "")):
                dated.add(place)
            place += 1
    return dated


class _Texts:
    """Collects the text of the open element, up to the maximum length of a cell.

    Texts are in `v` or `t`; those in `rPh` are phonetic hints, ignored.
    """

    def __init__(self):
        self.parts, self.length, self.is_open, self.is_aside = [], 0, False, False

    def begin(self):
        self.parts, self.length = [], 0

    def open(self, name):
        if name == "rPh":
            self.is_aside = True
        elif name in {"v", "t"}:
            self.is_open = not self.is_aside

    def close(self, name):
        if name == "rPh":
            self.is_aside = False
        elif name in {"v", "t"}:
            self.is_open = False

    def more(self, text):
        if self.is_open and self.length <= MAX_CELL:
            self.parts.append(text[: MAX_CELL + 1])
            self.length += len(text)

    def whole(self):
        return "".join(self.parts)[: MAX_CELL + 1]


def strings_of(part):
    """The texts that the cells of a workbook share."""
    strings, texts = [], _Texts()

    def start(name, attributes):
        if name == "si":
            texts.begin()
        else:
            texts.open(name)

    def end(name):
        if name == "si":
            strings.append(texts.whole())
        else:
            texts.close(name)

    for _piece in _parse(part, start=start, end=end, text=texts.more):
        if len(strings) > MAX_STRINGS:
            raise Refused(_("This workbook is too large once unpacked: keep only the list in it."))
    return strings


class _Rows:
    """The handlers of a sheet: rows wait in `ready`, each in its place, blank ones too."""

    def __init__(self, strings, dated):
        self.strings, self.dated = strings, dated
        self.ready, self.number, self.cells, self.texts = deque(), 0, [], _Texts()
        self.column, self.kind, self.style, self.is_formula = 0, "n", 0, False

    def start(self, name, attributes):
        if name == "row":
            number = int(attributes.get("r", self.number + 1))
            self.ready.extend([] for _blank in range(min(number - self.number - 1, MAX_GAP)))
            self.number, self.cells, self.column = number, [], 0
        elif name == "c":
            self.column = _column(attributes.get("r")) or self.column + 1
            self.kind = attributes.get("t", "n")
            self.style, self.is_formula = int(attributes.get("s", 0)), False
            self.texts.begin()
        elif name == "f":
            self.is_formula = True
        else:
            self.texts.open(name)

    def end(self, name):
        if name == "c" and self.texts.parts:
            self._keep(self._value(self.texts.whole()))
        elif name == "c" and self.is_formula and self.kind != "str":  # "str" was computed: empty
            self._keep(UNCOMPUTED)
        elif name == "row":
            self.ready.append(self.cells)
        else:
            self.texts.close(name)

    def _keep(self, text):
        if self.column > MAX_COLUMNS and text:
            raise Refused(_("Row %(row)s has more than 200 columns.") % {"row": self.number})
        if self.column <= MAX_COLUMNS:
            self.cells.extend([""] * (self.column - len(self.cells)))
            self.cells[self.column - 1] = text

    def _value(self, text):
        """A value as a person would read it in the cell, without its format."""
        if self.kind == "s":
            return self.strings[int(text)]
        if self.kind == "b":
            return "TRUE" if text == "1" else "FALSE"
        if self.kind != "n":
            return text
        if self.style in self.dated:
            return _day(from_excel(float(text)))
        return text if WHOLE.fullmatch(text) else _number(float(text))


def rows_of(part, strings, dated):
    """Yield the rows of a sheet, as texts."""
    sheet = _Rows(strings, dated)
    for _piece in _parse(part, start=sheet.start, end=sheet.end, text=sheet.texts.more):
        while sheet.ready:
            yield sheet.ready.popleft()


def _column(reference):
    """The column number of a cell reference: 28 for AB7; None without one."""
    letters = COLUMN.match(reference or "")
    number = 0
    for letter in letters[0] if letters else "":
        number = number * 26 + ord(letter) - 64
    return number or None


def _number(value):
    return str(int(value)) if value.is_integer() else f"{value:.15g}"


def _day(value):
    if isinstance(value, datetime):
        is_day = value.time() == time.min
        return value.date().isoformat() if is_day else value.isoformat(sep=" ")
    return str(value)
