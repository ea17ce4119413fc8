"""Sheets of labels: where everything stands on a label, and their PDF."""

import re
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _
from PIL import ImageFont

from core.lives import Refused
from core.models import Identity
from core.pdf import FONT_FOLDER, render_sheets
from core.qr import QUIET_ZONE, qr_drawing, qr_modules
from inventory.identifiers import tag_url

LARGEST = 1_200  # labels in one print
POINT = 25.4 / 72  # mm
# Printers print whole dots: a module of so many of them is the same everywhere on the sheet.
DOT = 25.4 / 300  # mm
SMALLEST_MODULE = 5 * DOT  # below 0.4 mm a phone does not read it
GOOD_MODULE = 6 * DOT
LARGEST_MODULE = 9 * DOT
# The share of a label's width that its code may take, unless a good module needs more.
CODE_SHARE = 0.45
MARGIN = 1.5  # mm; sheets shift that much in a printer
TEXT_HEIGHT = 27  # mm; taller would be a tower
SMALL_BELOW = 25  # mm; less text on lower labels
LARGEST_TAG = 22  # pt
# Around its counter a tag is smaller, and a little apart (in ems of the counter): seen as three
# groups, copied as one word.
REST, APART = 0.78, 0.1


def label_sheet(devices, fmt, *, start=1):
    """The PDF (bytes) of these devices' labels on sheets of `fmt`, a `LabelFormat`.

    In the order given, left to right then down; the first lands on label `start` (from 1) of the
    first sheet. Each device needs its category, brand and model. Raises `Refused` when there is
    nothing to print or the sheet has no such label.
    """
    devices = list(devices)
    if not devices:
        raise Refused(_("There is no label to print."))
    if not 1 <= start <= fmt.per_sheet:
        raise Refused(
            _("A sheet of %(format)s has labels 1 to %(last)s.")
            % {"format": fmt.code, "last": fmt.per_sheet}
        )
    codes = [qr_modules(tag_url(device.asset_tag)) for device in devices]
    design = Design.of(fmt, devices, max(map(len, codes)))
    cells = [None] * (start - 1) + list(zip(devices, codes, strict=True))
    sheets = [cells[i : i + fmt.per_sheet] for i in range(0, len(cells), fmt.per_sheet)]
    context = {
        "fmt": fmt,
        "whose": _whose(),
        "design": design,
        "sheets": [[*_texts(design, sheet)] for sheet in sheets],
    }
    drawings = [design.draw(sheet) for sheet in sheets]
    return render_sheets("papers/labels.html", context, style="labels.css", drawings=drawings)


@dataclass(frozen=True)
class Design:
    """Where everything stands on the labels of a print; lengths in mm, type in points."""

    columns: list  # the left edges of the labels on the sheet
    rows: list  # their top edges
    page_height: float
    width: float
    height: float
    module: float  # the side of a module; 0 where no readable code has room
    code: float  # the side of the code with its quiet zone
    tag_size: float

    @classmethod
    def of(cls, fmt, devices, modules):
        """The design for these devices, the largest of whose codes has so many modules a side."""
        width, height = float(fmt.width), float(fmt.height)
        module = _module(width, height, modules + 2 * QUIET_ZONE)
        code = module * (modules + 2 * QUIET_ZONE)
        room = width - (code or MARGIN) - MARGIN
        widest = max(_tag_width(device.asset_tag) for device in devices)
        return cls(
            columns=[float(fmt.left + i * fmt.pitch_x) for i in range(fmt.columns)],
            rows=[float(fmt.top + i * fmt.pitch_y) for i in range(fmt.rows)],
            page_height=float(fmt.page_height),
            width=width,
            height=height,
            module=module,
            code=code,
            tag_size=min(LARGEST_TAG, room / POINT / widest),
        )

    @property
    def is_small(self):
        return self.height < SMALL_BELOW

    @property
    def text_left(self):
        return self.code or MARGIN

    @property
    def text_margin(self):
        """From the upper edge to the first line, and from the last to the lower edge."""
        return max(MARGIN, (self.height - TEXT_HEIGHT) / 2)

    @property
    def rest_size(self):
        return REST * self.tag_size

    def places(self, sheet):
        """Yield (column, row, cell) of every cell of a sheet that is not left empty."""
        for index, cell in enumerate(sheet):
            if cell:
                row, column = divmod(index, len(self.columns))
                yield column, row, cell

    def draw(self, sheet):
        """The codes of a sheet as PDF operators, each in the middle of its label's height."""
        if not self.module:
            return b""
        return b"\n".join(
            self._draw_code(self.columns[column], self.rows[row], modules)
            for column, row, (_device, modules) in self.places(sheet)
        )

    def _draw_code(self, left, top, modules):
        side = self.module * len(modules)
        x = left + (self.code - side) / 2
        y = self.page_height - top - (self.height - side) / 2
        return qr_drawing(modules, x / POINT, y / POINT, self.module / POINT)


def _module(width, height, modules):
    """The side of a module, in whole dots, when so many must fit; 0 if no code is readable."""
    wanted = min(LARGEST_MODULE, height / modules, CODE_SHARE * width / modules)
    module = min(max(wanted, GOOD_MODULE), height / modules)
    return int(module / DOT) * DOT if module >= SMALLEST_MODULE else 0


def _texts(design, sheet):
    for column, row, (device, _modules) in design.places(sheet):
        before, number, check = _groups(device.asset_tag)
        if design.is_small:
            what = [str(device.model or device.designation)]
        else:
            what = [device.designation]
            if device.serial:
                what.append(_("S/N %(serial)s") % {"serial": device.serial})
        yield {
            "column": column,
            "row": row,
            "before": before,
            "number": number,
            "check": check,
            "what": "\n".join(what),
        }


def _whose():
    """Who to call, first as it must never be cut, then our name."""
    house = Identity.current()
    if not house.phone:
        return house.name
    unbroken = house.phone.replace(" ", "\N{NO-BREAK SPACE}")
    return _("If found: %(phone)s") % {"phone": unbroken} + "\n" + house.name


def _groups(tag):
    """A tag as people read it: prefix and year, counter, check character."""
    found = re.fullmatch(r"([A-Z]+\d\d)(\d+)(.)", tag)
    return found.groups() if found else ("", tag, "")


def _tag_width(tag):
    """How wide a tag is, in ems of its counter."""
    before, number, check = _groups(tag)
    return _ems("Bold", number) + REST * _ems("Regular", before + check) + 2 * APART


def _ems(face, text):
    return _font(face).getlength(text) / 100


@cache
def _font(face):
    return ImageFont.truetype(FONT_FOLDER / f"AtkinsonHyperlegible-{face}.ttf", 100)
