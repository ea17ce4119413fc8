"""Layout of a label and of its sheet. Lengths in mm, type in points.

Labels are computed, not styled with CSS. A format is a set of measures in millimetres; the code
computes the module of the QR code, in whole printer dots, and how many lines of text fit. What does
not fit is left out in a fixed order, never the tag and the phone number. A label too small for a
code of 0.4 mm modules has text alone.
"""

from dataclasses import dataclass
from math import ceil

from core.qr import QUIET_ZONE_MODULES, qr_drawing
from inventory.labels.type import REST, SLACK, tag_width

POINT = 25.4 / 72  # mm
SMALLEST_MODULE = 0.4  # mm; a phone reads nothing smaller
GOOD_MODULE = 0.5
LARGEST_MODULE = 0.765
# The share of a label's longer side that its code may take, unless a good module needs more.
CODE_SHARE = 0.45
LEAST_TEXT = (14, 7)  # mm beside a code, and under one: with less room there is no code
TEXT_HEIGHT = 30  # mm; taller would be a tower
SMALL_BELOW = 22  # mm; less of text is set in small type
LARGEST_TAG = 22  # pt
TAG_LEADING = 1.25
TYPE, SMALL_TYPE = (8, 1.2), (6.2, 1.15)  # pt, and the height of a line in it
# A bar code under the text: its height, the white above it and beside it, its thinnest bar.
BARS_HEIGHT, BARS_GAP, BARS_QUIET, THINNEST_BAR = 7, 1, 10, 0.19
LEAST_ABOVE_BARS = 9  # mm of text
SHELF_SHARE = 0.5  # of a shelf label's height that its code may take
SHELF_PADDING = 1.5


@dataclass(frozen=True)
class Cut:
    """A label of a format, and the number of modules a side of the codes that it must hold."""

    width: float
    height: float
    margin_x: float
    margin_y: float
    dot: float
    modules: int

    @classmethod
    def of(cls, fmt, modules):
        lengths = (fmt.width, fmt.height, fmt.margin_x, fmt.margin_y)
        return cls(*map(float, lengths), dot=25.4 / fmt.dpi, modules=modules)

    def choose(self):
        """(module, whether the text is under the code); (0, False) if no code is readable."""
        is_tall = self.height > self.width
        for is_under in (is_tall, not is_tall):
            fits = self._fits_above if is_under else self._fits_beside
            module = next((side for side in self._sides() if fits(side)), 0)
            if module:
                return module, is_under
        return 0, False

    def _sides(self):
        """The possible module sizes, largest first: whole printer dots only."""
        dots = range(ceil(SMALLEST_MODULE / self.dot), int(LARGEST_MODULE / self.dot) + 1)
        largest = (
            CODE_SHARE * max(self.width, self.height) / (self.modules + 2 * QUIET_ZONE_MODULES)
        )
        largest = max(largest, ceil(GOOD_MODULE / self.dot) * self.dot)
        return [count * self.dot for count in reversed(dots) if count * self.dot <= largest]

    def before(self, margin, module):
        """White before a code: its quiet zone, or more where the printer needs more."""
        return max(QUIET_ZONE_MODULES * module, margin)

    def _fits_beside(self, module):
        """Whether such a code has room, with text to its right."""
        return (
            self.text_left(module) + LEAST_TEXT[0] + self.margin_x <= self.width
            and self.modules * module + 2 * self.before(self.margin_y, module) <= self.height
        )

    def _fits_above(self, module):
        """Whether such a code has room, with text under it."""
        return (
            self.text_top(module) + LEAST_TEXT[1] + self.margin_y <= self.height
            and self.modules * module + 2 * self.before(self.margin_x, module) <= self.width
        )

    def text_left(self, module):
        """The x position of text beside a code of this size."""
        return self.before(self.margin_x, module) + (self.modules + QUIET_ZONE_MODULES) * module

    def text_top(self, module):
        """The y position of text under a code of this size."""
        return self.before(self.margin_y, module) + (self.modules + QUIET_ZONE_MODULES) * module


@dataclass(frozen=True)
class Design:
    """The layout of the labels of a print: positions and sizes."""

    columns: list  # the left edges of the labels on the sheet
    rows: list  # their top edges
    page_height: float
    width: float
    height: float
    module: float  # the side of a module; 0 where no readable code has room
    modules: int  # the most that a code has a side
    code_left: float  # the first module of the largest code, from the label's corner
    code_top: float
    text_left: float  # the box of the text: its corner, and what is free beyond it
    text_top: float
    text_right: float
    text_bottom: float
    shelf_top: float  # what a shelf's code has, to read from afar
    shelf_bottom: float
    tag_size: float
    bar: float  # the thinnest bar of a bar code; 0 without one
    shelf_padding = SHELF_PADDING

    @classmethod
    def of(cls, fmt, codes, modules, *, bars=0, shift=(0, 0)):
        """The design for these codes as people read them, of so many modules a side at most.

        `bars` is how many modules long a bar code under the text is. Everything is printed `shift`
        (x, y in mm) further right and down.
        """
        cut = Cut.of(fmt, modules)
        module, is_under = cut.choose()
        box = _box_under(cut, module) if is_under else _box_beside(cut, module)
        room = cut.width - box["text_left"] - box["text_right"]
        bar = _bar_in(cut, box, room, bars)
        if bar:
            box["text_bottom"] += BARS_HEIGHT + BARS_GAP
        height = (cut.height - box["text_top"] - box["text_bottom"]) / POINT
        one_more_line = SMALL_TYPE[0] * SMALL_TYPE[1]
        highest = min(LARGEST_TAG, (height - one_more_line) / TAG_LEADING)
        return cls(
            columns=[float(fmt.left + shift[0] + i * fmt.pitch_x) for i in range(fmt.columns)],
            rows=[float(fmt.top + shift[1] + i * fmt.pitch_y) for i in range(fmt.rows)],
            page_height=float(fmt.page_height),
            width=cut.width,
            height=cut.height,
            module=module,
            modules=modules,
            tag_size=fitting(codes, room, highest),
            bar=bar,
            **box,
        )

    @property
    def text_width(self):
        return self.width - self.text_left - self.text_right

    @property
    def text_height(self):
        return self.height - self.text_top - self.text_bottom

    @property
    def is_small(self):
        return self.text_height < SMALL_BELOW

    @property
    def type_size(self):
        return (SMALL_TYPE if self.is_small else TYPE)[0]

    @property
    def leading(self):
        return (SMALL_TYPE if self.is_small else TYPE)[1]

    @property
    def rest_size(self):
        return REST * self.tag_size

    @property
    def lines(self):
        """The number of text lines that fit under the tag."""
        free = self.text_height / POINT - TAG_LEADING * self.tag_size
        return int(free / (self.type_size * self.leading))

    @property
    def room(self):
        """The width of a line, in ems."""
        return self.text_width / POINT / self.type_size

    @property
    def tag_gap(self):
        return (TAG_LEADING - 1) * self.tag_size

    def shelf_size(self, code):
        """The code of each shelf is as large as it can be: it is read from afar."""
        height = self.height - self.shelf_top - self.shelf_bottom
        return fitting([code], self.text_width - 2 * SHELF_PADDING, SHELF_SHARE * height / POINT)

    @property
    def shelf_lines(self):
        """The number of lines of a name that fit under the code of a shelf."""
        height = (self.height - self.shelf_top - self.shelf_bottom) / POINT
        return int((1 - SHELF_SHARE) * height / (self.type_size * self.leading))

    def places(self, sheet):
        """Yield (column, row, cell) of every cell of a sheet that is not left empty."""
        for index, cell in enumerate(sheet):
            if cell:
                row, column = divmod(index, len(self.columns))
                yield column, row, cell

    def draw(self, sheet):
        """The codes of a sheet as PDF operators."""
        drawn = []
        for column, row, (_label, modules, bars) in self.places(sheet):
            if self.module:
                drawn.append(self._draw_code(self.columns[column], self.rows[row], modules))
            if self.bar and bars:
                drawn.append(self._draw_bars(self.columns[column], self.rows[row], bars))
        return b"\n".join(drawn)

    def _draw_bars(self, left, top, bars):
        x = left + self.text_left + BARS_QUIET * self.bar
        y = self.page_height - top - self.height + self.text_bottom - BARS_GAP
        return qr_drawing(bars, x / POINT, y / POINT, self.bar / POINT, BARS_HEIGHT / POINT)

    def _draw_code(self, left, top, modules):
        smaller = (self.modules - len(modules)) * self.module / 2
        x = left + self.code_left + smaller
        y = self.page_height - top - self.code_top - smaller
        return qr_drawing(modules, x / POINT, y / POINT, self.module / POINT)


def _bar_in(cut, box, room, bars):
    """The thinnest bar (mm) of a bar code under the text, in whole dots; 0 without room for one."""
    height = cut.height - box["text_top"] - box["text_bottom"] - BARS_HEIGHT - BARS_GAP
    if not bars or height < LEAST_ABOVE_BARS:
        return 0
    bar = int(room / (bars + 2 * BARS_QUIET) / cut.dot) * cut.dot
    return bar if bar >= THINNEST_BAR else 0


def _box_beside(cut, module):
    """The code on the left, in the middle of the height; without a code, all is text."""
    free = max(cut.margin_y, (cut.height - TEXT_HEIGHT) / 2)
    return {
        "code_left": cut.before(cut.margin_x, module),
        "code_top": (cut.height - cut.modules * module) / 2,
        "text_left": cut.text_left(module) if module else cut.margin_x,
        "text_top": free,
        "text_right": cut.margin_x,
        "text_bottom": free,
        "shelf_top": cut.margin_y,
        "shelf_bottom": cut.margin_y,
    }


def _box_under(cut, module):
    """The code above, in the middle of the width."""
    return {
        "code_left": (cut.width - cut.modules * module) / 2,
        "code_top": cut.before(cut.margin_y, module),
        "text_left": cut.margin_x,
        "text_top": cut.text_top(module),
        "text_right": cut.margin_x,
        "text_bottom": cut.margin_y,
        "shelf_top": cut.text_top(module),
        "shelf_bottom": cut.margin_y,
    }


def fitting(codes, room, largest):
    """The size (pt) at which the widest of these codes has room (mm), `largest` at most."""
    widest = max(map(tag_width, codes), default=1) * SLACK
    return min(largest, room / POINT / widest)
