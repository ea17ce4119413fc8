"""Layout of charts, rendered by `components/chart.html`.

Charts are small bars side by side on one scale, legible without colour and on a phone. Every number
is printed on its bar and in a table beside the chart; series differ in pattern. Bars of unfinished
periods, or under the disclosure threshold, are hatched. Lengths are whole numbers; a chart is
`WIDTH` units wide.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil, log10

from django.utils.formats import number_format
from django.utils.translation import gettext as _


def whole(number):
    """Format a number as a whole number, with digits grouped."""
    return number_format(number, force_grouping=True)


def percent(number):
    return _("%(number)s%%") % {"number": whole(number)}


WIDTH, HEIGHT = 360, 200
LEFT, TOP = 46, 22  # origin of the plot area
MARGIN, UNDER = 12, 30  # free space on the right, and below for labels
MIN_BAR_HEIGHT = 2  # minimum height of a bar that is not zero
MAX_LETTER_WIDTH = 8  # maximum width of a letter or digit


@dataclass(frozen=True)
class Value:
    """A bar to draw: `number` (None if it has no value), its formatted text and its note."""

    label: str
    number: float | None
    text: str
    detail: str = ""
    href: str = ""
    is_faint: bool = False  # hatched: under the disclosure threshold, or in an unfinished period


@dataclass(frozen=True)
class Bar:
    x: int
    y: int
    width: int
    height: int
    middle: int
    text: str
    value: Value
    has_number: bool
    has_label: bool


@dataclass(frozen=True)
class Tick:
    y: int
    number: int
    text: str


@dataclass(frozen=True)
class Chart:
    """Bars over time, from zero; `maximum` gives several charts one scale.

    `key` identifies the chart on its page. Narrow or low charts stay legible: their labels keep
    their size.
    """

    key: str
    title: str
    summary: str
    label: str
    values: tuple[Value, ...]
    maximum: float = 0
    words: Callable = whole
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def right(self):
        return self.width - MARGIN

    @property
    def foot(self):
        return self.height - UNDER

    @property
    def label_y(self):
        return self.height - MARGIN

    @property
    def ticks(self):
        step = nice_step(self._highest)
        count = max(ceil(self._highest / step), 1)
        return [self._tick(step * n, step * count) for n in range(count + 1)]

    @property
    def bars(self):
        top = self.ticks[-1].number
        step = (self.right - LEFT) / max(len(self.values), 1)
        longest = max((len(value.label) for value in self.values), default=0)
        every = ceil(longest * MAX_LETTER_WIDTH / step)
        loud = self._loud(step)
        bars = []
        for place, value in enumerate(self.values):
            foot = self.foot
            y = min(self._y(value.number, top), foot - MIN_BAR_HEIGHT) if value.number else foot
            x = LEFT + step * place
            bars.append(
                Bar(
                    x=round(x + step * 0.14),
                    y=y,
                    width=max(round(step * 0.72), 3),
                    height=foot - y,
                    middle=round(x + step / 2),
                    text=whole(value.number or 0),
                    value=value,
                    has_number=place in loud,
                    has_label=(len(self.values) - 1 - place) % every == 0,
                )
            )
        return bars

    def _loud(self, step):
        """Indexes of the bars labelled with their number: all, or only the last and the highest."""
        measured = [n for n, value in enumerate(self.values) if value.number is not None]
        longest = max((len(whole(self.values[n].number)) for n in measured), default=0)
        if longest * MAX_LETTER_WIDTH <= step:
            return set(measured)
        highest = max(measured, key=lambda n: self.values[n].number)
        return {measured[-1], highest} if measured[-1] - highest > 1 else {highest}

    def _tick(self, number, top):
        return Tick(self._y(number, top), number, self.words(number))

    @property
    def _highest(self):
        return max([self.maximum, *(value.number or 0 for value in self.values)]) or 1

    def _y(self, number, top):
        return self.foot - round((self.foot - TOP) * number / top)


def nice_step(highest):
    """Step of an axis up to `highest`: 1, 2 or 5 times a power of ten, with at most five steps."""
    power = 10 ** max(int(log10(highest)), 0)
    steps = [round(power * times / 10) for times in (1, 2, 5, 10, 20, 50)]
    return next(step for step in steps if step >= 1 and highest <= 5 * step)


@dataclass(frozen=True)
class Part:
    """A segment of a line: its length, its formatted text, and the position set by `in_a_row`."""

    label: str
    number: float | None
    text: str
    place: int = 0
    x: int = 0
    y: int = 0
    width: int = 0


SHORTEST = 6


def in_a_row(parts, length=WIDTH):
    """Lay parts end to end over `WIDTH`, each with a length proportional to its number.

    Small parts are widened until they are visible, at the expense of the longest. A part without a
    number has no length.
    """
    measured = [part for part in parts if part.number is not None]
    total = sum(part.number for part in measured)
    widths = [max(round(length * p.number / total), SHORTEST) if total else 0 for p in measured]
    if total:
        widths[widths.index(max(widths))] += length - sum(widths)
    laid, x = [], 0
    for place, part in enumerate(parts, 1):
        width = widths.pop(0) if part in measured else 0
        laid.append(replace(part, place=place, x=x, width=width))
        x += width
    return laid


MAX_LENGTH = 100


def ranked(values):
    """Return [(value, bar length from 0 to 100)], for a table with bars."""
    maximum = max((value.number or 0 for value in values), default=0)
    return [(value, _length(value.number or 0, maximum)) for value in values]


def _length(number, maximum):
    return max(round(MAX_LENGTH * number / maximum), 1) if number else 0


SPACE_BEHIND_BARS = 60  # free space behind the longest bar of `Lanes`, for its number
WORDS, THICK, APART = 17, 14, 12  # heights of a label, a bar and the gap between lanes


@dataclass(frozen=True)
class Lane:
    """A row of a bar chart: a number for each series."""

    label: str
    numbers: tuple[int, ...]
    y: int = 0
    bars: tuple[Part, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class Lanes:
    """Horizontal bar chart: each lane has a bar for each series, or one stacked bar (`is_stacked`).

    There are at most four `series`, distinguished by their patterns. The numbers are in the table
    beside the chart.
    """

    key: str
    title: str
    summary: str
    series: tuple[str, ...]
    lanes: tuple[Lane, ...]
    is_stacked: bool = False
    width: int = WIDTH

    @property
    def longest(self):
        return self.width - SPACE_BEHIND_BARS

    @property
    def legend(self):
        return list(enumerate(self.series, 1))

    @property
    def height(self):
        return self._pitch * len(self.lanes)

    @property
    def _pitch(self):
        return WORDS + THICK * (1 if self.is_stacked else len(self.series)) + APART

    @property
    def drawn(self):
        """The lanes, with the position of each bar."""
        lay = self._stacked if self.is_stacked else self._side_by_side
        return [
            replace(lane, y=self._pitch * place + WORDS - 4, **lay(lane, self._pitch * place))
            for place, lane in enumerate(self.lanes)
        ]

    def _stacked(self, lane, y):
        maximum = max(sum(other.numbers) for other in self.lanes) or 1
        total = sum(lane.numbers)
        length = max(round(self.longest * total / maximum), SHORTEST) if total else 0
        parts = [
            Part(name, n or None, whole(n))
            for name, n in zip(self.series, lane.numbers, strict=True)
        ]
        bars = in_a_row(parts, max(length, SHORTEST * len(parts))) if total else []
        return {"bars": tuple(replace(bar, y=y + WORDS) for bar in bars), "text": whole(total)}

    def _side_by_side(self, lane, y):
        maximum = max(max(other.numbers) for other in self.lanes) or 1
        bars = [
            Part(
                label=name,
                number=number,
                text=whole(number),
                place=place,
                y=y + WORDS + THICK * (place - 1),
                width=max(round(self.longest * number / maximum), MIN_BAR_HEIGHT) if number else 0,
            )
            for place, (name, number) in enumerate(zip(self.series, lane.numbers, strict=True), 1)
        ]
        return {"bars": tuple(bars)}
