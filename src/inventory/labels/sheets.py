"""Render the PDF of labels, on sheets or on a roll."""

from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from core.formatting import unbroken
from core.models import Identity
from core.pdf.render import render_sheets
from core.qr import bar_modules, qr_modules
from core.workflow.lifecycle import Refused
from inventory.devices.identifiers import make_tag, tag_url
from inventory.labels.content import Label
from inventory.labels.design import Cut, Design
from inventory.labels.type import WIDTH_TOLERANCE, groups, lines_of, width

MAX_LABELS = 1_200  # per print
MAX_COPIES = 9
LOGO_LINES = 2


class Whose(NamedTuple):
    """The owner block at the bottom of every label."""

    text: str
    lines: int
    size: float  # in pt
    logo: str = ""  # data: URL, above the text
    height: float = 0  # height of the logo, in pt
    below: float = 0  # height of the text below the logo, in pt

    @property
    def taken(self):
        """Number of lines that the block takes, including the logo."""
        return self.lines + (LOGO_LINES if self.logo else 0)


def label_sheet(labels, fmt, *, start=1, copies=1, printer=None):
    """Render these `Label`s (PDF, bytes) on sheets or a roll of `fmt`, a `LabelFormat`.

    Each label is printed `copies` times, in the order given, left to right then down, from label
    `start` (from 1) of the first sheet. The offset of `printer` (a `Printer`) is corrected. Raises
    `Refused` if there is nothing to print or the sheet has no label `start`.
    """
    labels = list(labels)
    if not labels:
        raise Refused(_("There are no labels to print."))
    if not 1 <= start <= fmt.per_sheet:
        raise Refused(
            _("A sheet of %(format)s has labels 1 to %(last)s.")
            % {"format": fmt.code, "last": fmt.per_sheet}
        )
    codes = [qr_modules(label.address) for label in labels]
    bars = [fmt.shows_bars and not label.is_shelf and bar_modules(label.code) for label in labels]
    design = Design.of(
        fmt,
        [label.code for label in labels if not label.is_shelf],
        max(map(len, codes)),
        bars=max((len(row[0]) for row in bars if row), default=0),
        shift=(printer.shift_x, printer.shift_y) if printer else (0, 0),
    )
    cells = [None] * (start - 1)
    cells += [cell for cell in zip(labels, codes, bars, strict=True) for _copy in range(copies)]
    sheets = [cells[i : i + fmt.per_sheet] for i in range(0, len(cells), fmt.per_sheet)]
    whose = _whose(fmt, design)
    context = {
        "fmt": fmt,
        "whose": whose,
        "design": design,
        "sheets": [[*_texts(fmt, design, sheet, design.lines - whose.taken)] for sheet in sheets],
    }
    drawings = [design.draw(sheet) for sheet in sheets]
    return render_sheets(
        "papers/inventory/labels/labels.html",
        context,
        style="inventory/labels/labels.css",
        drawings=drawings,
    )


def module_of(fmt):
    """Side (mm) of a module of the codes on these labels; 0 if no readable code fits."""
    return Cut.of(fmt, len(qr_modules(sample_label().address))).choose()[0]


def lines_left_out(fmt, label):
    """List the lines of this `Label` that do not fit on labels of `fmt`."""
    bars = fmt.shows_bars and not label.is_shelf and bar_modules(label.code)
    codes = [] if label.is_shelf else [label.code]
    width_of_bars = len(bars[0]) if bars else 0
    design = Design.of(fmt, codes, len(qr_modules(label.address)), bars=width_of_bars)
    shown = _what(label, fmt, design, design.lines - _whose(fmt, design).taken)
    return [line for line in _what(label, fmt, design, len(fmt.lines) + 1) if line not in shown]


def sample_label():
    """Label of an example device, with a tag that is never assigned: counters begin at 1."""
    tag = make_tag(Identity.cached().tag_prefix, timezone.localdate().year % 100, 0)
    return Label(
        code=tag,
        address=tag_url(tag),
        name="Lenovo ThinkPad T480",
        short_name="ThinkPad T480",
        serial="PF0ABC12",
        grade="B",
    )


def _texts(fmt, design, sheet, lines):
    """Yield the texts of each label: its tag, and at most `lines` lines beside it."""
    for column, row, (label, *_codes) in design.places(sheet):
        before, number, check = groups(label.code)
        yield {
            "column": column,
            "row": row,
            "before": before,
            "number": number,
            "check": check,
            "what": "\n".join(_what(label, fmt, design, lines)),
            "name": label.name,
            "shelf_size": label.is_shelf and design.shelf_size(label.code),
        }


def _what(label, fmt, design, max_lines):
    """Return at most `max_lines` lines that describe the subject, in the order of the format."""
    texts = {
        "grade": label.grade and _("Grade %(grade)s") % {"grade": label.grade},
        "serial": label.serial and _("S/N %(serial)s") % {"serial": label.serial},
        "own": fmt.own_line,
    }
    others = sum(bool(texts.get(line)) for line in fmt.lines)
    lines = []
    for line in fmt.lines:
        if line == "model" and label.name:
            lines += _name(label, design, max_lines - others)
        elif texts.get(line):
            lines.append(texts[line])
    return lines[: max(max_lines, 0)]


def _name(label, design, max_lines):
    """Return the brand and model, on one line or on two, or only the model if they do not fit."""
    if not design.is_small and lines_of(label.name, design.room) == 1:
        return [label.name]
    brand = label.name.removesuffix(label.short_name).strip()
    return [brand, label.short_name] if brand and max_lines > 1 else [label.short_name]


def _whose(fmt, design):
    """Return the block with our name and phone number; the number is never truncated."""
    identity = Identity.cached()
    phone = unbroken(identity.phone) if fmt.shows_phone else ""
    size = (
        design.type_size * min(1, design.room / (width(phone) * WIDTH_TOLERANCE))
        if phone
        else design.type_size
    )
    room = design.room * design.type_size / size
    call = phone and _("If found: %(phone)s") % {"phone": phone}
    if call and lines_of(call, room) > design.lines:
        call = phone
    taken = lines_of(call, room) if call else 0
    others = len(fmt.lines)
    free = design.lines - taken
    if fmt.shows_logo and identity.logo_uri and free >= LOGO_LINES + (others > 0):
        height, below = LOGO_LINES * design.type_size, taken * size
        return Whose(
            call, taken, size, identity.logo_uri, height * design.leading, below * design.leading
        )
    ours = min(max(free - others, 1), lines_of(identity.name, room))
    if not fmt.shows_association or free < 1 + (others > 0):
        return Whose(call, taken, size)
    return Whose("\n".join(filter(None, [call, identity.name])), taken + ours, size)
