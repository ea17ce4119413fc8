"""Layout of a label and of its sheet, with lengths in mm and type sizes in points.

Labels are computed, not styled with CSS. A format is a set of lengths; from them, the program
computes the module of the QR code, in whole printer dots, and how many lines of text fit. Text that
does not fit is left out in a fixed order, but never the tag and the phone number. A label that is
too small for a code with 0.4 mm modules has only text.
"""

from dataclasses import dataclass
from math import ceil

from core.qr import QUIET_ZONE_MODULES, qr_drawing
from inventory.labels.type import SIDE_GROUP_SCALE, WIDTH_TOLERANCE, tag_width

MM_PER_POINT = 25.4 / 72
MIN_MODULE_MM = 0.4  # smallest module that phones read
GOOD_MODULE_MM = 0.5
MAX_MODULE_MM = 0.765
# Maximum share of a label's longer side for the code, unless a good module needs more.
MAX_CODE_SHARE = 0.45
MIN_TEXT_MM = (14, 7)  # minimum width beside a code, height below it; with less there is no code
MAX_TEXT_HEIGHT_MM = 30  # a taller text block looks odd beside a code
SMALL_TYPE_BELOW_MM = 22  # text blocks lower than this are set in small type
MAX_TAG_PT = 22
TAG_LEADING = 1.25
NORMAL_TYPE, SMALL_TYPE = (8, 1.2), (6.2, 1.15)  # (size in pt, line height)
# Bar code under the text: height, white space above and beside it, minimum width of a bar.
BARS_HEIGHT_MM, BARS_GAP_MM, BARS_QUIET_ZONE_MM, MIN_BAR_MM = 7, 1, 10, 0.19
MIN_TEXT_ABOVE_BARS_MM = 9
MAX_SHELF_CODE_SHARE = 0.5  # maximum share of a shelf label's height for the code
SHELF_PADDING_MM = 1.5


@dataclass(frozen=True)
class Cut:
    """Dimensions of a label of a format, and the size of its largest code in modules."""

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
        """Choose (module, whether the text is under the code).

        Return (0, False) if no readable code fits.
        """
        is_tall = self.height > self.width
        for is_under in (is_tall, not is_tall):
            fits = self._fits_above if is_under else self._fits_beside
            module = next((side for side in self._sides() if fits(side)), 0)
            if module:
                return module, is_under
        return 0, False

    def _sides(self):
        """Possible module sizes in mm, largest first, in whole printer dots."""
        dots = range(ceil(MIN_MODULE_MM / self.dot), int(MAX_MODULE_MM / self.dot) + 1)
        largest = (
            MAX_CODE_SHARE * max(self.width, self.height) / (self.modules + 2 * QUIET_ZONE_MODULES)
        )
        largest = max(largest, ceil(GOOD_MODULE_MM / self.dot) * self.dot)
        return [count * self.dot for count in reversed(dots) if count * self.dot <= largest]

    def before(self, margin, module):
        """White space before a code: the quiet zone, or the margin if it is larger."""
        return max(QUIET_ZONE_MODULES * module, margin)

    def _fits_beside(self, module):
        """Whether a code of this module size fits, with text to its right."""
        return (
            self.text_left(module) + MIN_TEXT_MM[0] + self.margin_x <= self.width
            and self.modules * module + 2 * self.before(self.margin_y, module) <= self.height
        )

    def _fits_above(self, module):
        """Whether a code of this module size fits, with text under it."""
        return (
            self.text_top(module) + MIN_TEXT_MM[1] + self.margin_y <= self.height
            and self.modules * module + 2 * self.before(self.margin_x, module) <= self.width
        )

    def text_left(self, module):
        """x position of the text beside a code with this module size."""
        return self.before(self.margin_x, module) + (self.modules + QUIET_ZONE_MODULES) * module

    def text_top(self, module):
        """y position of the text under a code with this module size."""
        return self.before(self.margin_y, module) + (self.modules + QUIET_ZONE_MODULES) * module


@dataclass(frozen=True)
class Design:
    """Layout of the labels of a print: positions and sizes."""

    columns: list  # left edges of the labels on the sheet
    rows: list  # top edges
    page_height: float
    width: float
    height: float
    module: float  # side of a module; 0 if no readable code fits
    modules: int  # side of the largest code in modules
    code_left: float  # first module of the largest code, from the label's corner
    code_top: float
    text_left: float  # box of the text: its corner, and the space beyond the box
    text_top: float
    text_right: float
    text_bottom: float
    shelf_top: float  # space above and below the code of a shelf
    shelf_bottom: float
    tag_size: float
    bar: float  # thinnest bar of a bar code; 0 without a bar code
    shelf_padding = SHELF_PADDING_MM

    @classmethod
    def of(cls, fmt, codes, modules, *, bars=0, shift=(0, 0)):
        """Design labels for these printed codes, with QR codes of at most `modules` modules a side.

        `bars` is the length in modules of a bar code under the text. Everything is printed `shift`
        (x, y in mm) further to the right and down.
        """
        cut = Cut.of(fmt, modules)
        module, is_under = cut.choose()
        box = _box_under(cut, module) if is_under else _box_beside(cut, module)
        room = cut.width - box["text_left"] - box["text_right"]
        bar = _bar_in(cut, box, room, bars)
        if bar:
            box["text_bottom"] += BARS_HEIGHT_MM + BARS_GAP_MM
        height = (cut.height - box["text_top"] - box["text_bottom"]) / MM_PER_POINT
        one_more_line = SMALL_TYPE[0] * SMALL_TYPE[1]
        highest = min(MAX_TAG_PT, (height - one_more_line) / TAG_LEADING)
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
        return self.text_height < SMALL_TYPE_BELOW_MM

    @property
    def type_size(self):
        return (SMALL_TYPE if self.is_small else NORMAL_TYPE)[0]

    @property
    def leading(self):
        return (SMALL_TYPE if self.is_small else NORMAL_TYPE)[1]

    @property
    def rest_size(self):
        return SIDE_GROUP_SCALE * self.tag_size

    @property
    def lines(self):
        """Number of lines of text that fit under the tag."""
        free = self.text_height / MM_PER_POINT - TAG_LEADING * self.tag_size
        return int(free / (self.type_size * self.leading))

    @property
    def room(self):
        """Width of a line, in ems."""
        return self.text_width / MM_PER_POINT / self.type_size

    @property
    def tag_gap(self):
        return (TAG_LEADING - 1) * self.tag_size

    def shelf_size(self, code):
        """Type size of a shelf's code: as large as possible, to be readable from a distance."""
        height = self.height - self.shelf_top - self.shelf_bottom
        return fitting(
            [code],
            self.text_width - 2 * SHELF_PADDING_MM,
            MAX_SHELF_CODE_SHARE * height / MM_PER_POINT,
        )

    @property
    def shelf_lines(self):
        """Number of lines of a name that fit under the code of a shelf."""
        height = (self.height - self.shelf_top - self.shelf_bottom) / MM_PER_POINT
        return int((1 - MAX_SHELF_CODE_SHARE) * height / (self.type_size * self.leading))

    def places(self, sheet):
        """Yield (column, row, cell) of every cell of a sheet that is not left empty."""
        for index, cell in enumerate(sheet):
            if cell:
                row, column = divmod(index, len(self.columns))
                yield column, row, cell

    def draw(self, sheet):
        """Return the PDF operators that draw the codes of a sheet."""
        drawn = []
        for column, row, (_label, modules, bars) in self.places(sheet):
            if self.module:
                drawn.append(self._draw_code(self.columns[column], self.rows[row], modules))
            if self.bar and bars:
                drawn.append(self._draw_bars(self.columns[column], self.rows[row], bars))
        return b"\n".join(drawn)

    def _draw_bars(self, left, top, bars):
        x = left + self.text_left + BARS_QUIET_ZONE_MM * self.bar
        y = self.page_height - top - self.height + self.text_bottom - BARS_GAP_MM
        return qr_drawing(
            bars,
            x / MM_PER_POINT,
            y / MM_PER_POINT,
            self.bar / MM_PER_POINT,
            BARS_HEIGHT_MM / MM_PER_POINT,
        )

    def _draw_code(self, left, top, modules):
        smaller = (self.modules - len(modules)) * self.module / 2
        x = left + self.code_left + smaller
        y = self.page_height - top - self.code_top - smaller
        return qr_drawing(modules, x / MM_PER_POINT, y / MM_PER_POINT, self.module / MM_PER_POINT)


def _bar_in(cut, box, room, bars):
    """Width (mm) of the thinnest bar under the text, in whole dots; 0 if no bar code fits."""
    height = cut.height - box["text_top"] - box["text_bottom"] - BARS_HEIGHT_MM - BARS_GAP_MM
    if not bars or height < MIN_TEXT_ABOVE_BARS_MM:
        return 0
    bar = int(room / (bars + 2 * BARS_QUIET_ZONE_MM) / cut.dot) * cut.dot
    return bar if bar >= MIN_BAR_MM else 0


def _box_beside(cut, module):
    """Box of the text beside a vertically centred code, or the whole label without a code."""
    free = max(cut.margin_y, (cut.height - MAX_TEXT_HEIGHT_MM) / 2)
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
    """Box of the text under a horizontally centred code."""
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
    """Type size (pt) at which the widest of these codes fits in `room` (mm), at most `largest`."""
    widest = max(map(tag_width, codes), default=1) * WIDTH_TOLERANCE
    return min(largest, room / MM_PER_POINT / widest)
