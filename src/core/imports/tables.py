"""The table in a sheet: where its headings are, which rows are devices and which are not.

Real lists have titles and addresses above, headings over two lines or none at all, headings
repeated on each page, and totals. Rows left out are named, and another row of headings can be
chosen.
"""

import hashlib
import json
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from statistics import median

from django.utils.translation import gettext as _

from core.imports.columns import heading_of, plain, word_key
from core.imports.heading_rows import CODE, NUMBER, best_row, heading_score
from core.imports.workbook_process import MAX_COLUMNS
from core.workflow.lifecycle import Refused

# A title is merged over more columns than this; a note has at least SENTENCE words.
WIDE = 2
# Median number of filled cells from which a row with a single cell can be a title.
TYPICAL = 3
SENTENCE = 4
# Maximum number of characters that cells merged downwards may add to a sheet.
MAX_FILLED = 10_000_000
BARE = {"", "date", "datum", "fecha", "data"}  # headings completed by the line above: “Achat”
UNITS = re.compile(r"\(.*\)|[gmt][ob]|€|£|eur|kg|pouces|zoll|inch(?:es)?", re.IGNORECASE)
TOTALS = re.compile(r"(sous |grand )?(total|totaux|somme|subtotal|sum)\b|nombre total\b|page \d+")


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """An unparsed sheet: rows (number in the file, cells) that are not blank, and what is hidden.

    `is_hidden` is for the whole sheet; `part` numbers the tables of one sheet, side by side or one
    above the other. `merged` are ranges of cells, `formulas` cells that are formulas without a
    stored value, and `errors` cells that show an error such as #N/A, which read as empty.
    """

    name: str = ""
    is_hidden: bool = False
    part: int = 1
    rows: list[tuple[int, list[str]]] = field(repr=False)
    merged: list = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Table:
    """The list in a sheet: `heading` is the number of its heading row, 0 if it has none.

    `rows` are (number in the file, cells). Left out, but listed: hidden columns and rows (unless
    requested), repeated headings, and asides: totals, titles and notes, above the headings too.
    `sections` are (number, title) of the title rows, from the title above the headings on.
    """

    sheet: Sheet
    heading: int
    headings: list[str]
    rows: list[tuple[int, list[str]]] = field(repr=False)
    hidden_columns: list[str]
    hidden_rows: list[int]
    repeated: list[int]
    asides: list[int]
    sections: list[tuple[int, str]] = field(default_factory=list)
    # Headings of columns of people that were left out.
    people: list[str] = field(default_factory=list)

    @property
    def name(self):
        return self.sheet.name

    @cached_property
    def digest(self):
        """Digest of the rows, to recognise the same list in another file."""
        content = [[cell.strip() for cell in cells[: width(cells)]] for _number, cells in self.rows]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()

    def without_people(self, indexes):
        """Return the table without these columns, which hold people."""
        columns = [index for index in range(MAX_COLUMNS) if index not in indexes]
        return replace(
            self,
            headings=[self.headings[index] for index in columns if index < len(self.headings)],
            rows=[(number, _part(cells, columns, len(cells))) for number, cells in self.rows],
            people=[heading_of(self.headings, index) for index in indexes],
        )

    def check_computed(self):
        """Raise `Refused` for a formula without its value in a row that is read."""
        numbers = {number for number, _cells in self.rows}
        cells = [
            cell for cell in self.sheet.formulas if int(re.sub(r"\D", "", cell) or 0) in numbers
        ]
        if cells:
            raise Refused(
                _(
                    "Cell %(cell)s is a formula without its result: open the file in a"
                    " spreadsheet, save it there, and send it again."
                )
                % {"cell": ", ".join(cells[:5])}
            )


def width(cells):
    """The number of cells up to the last cell that is not empty."""
    count = len(cells)
    while count and not cells[count - 1].strip():
        count -= 1
    return count


def table_in(sheet, heading=None, *, with_hidden=False, kind=None):
    """The `Table` of a sheet that has rows, of a `kind` of list if that is known.

    `heading` is the number of the chosen row of headings, 0 if it has none.
    """
    if heading is None:
        place = best_row(sheet.rows, kind)
    else:
        numbers = [number for number, _cells in sheet.rows]
        place = numbers.index(heading) if heading in numbers else None
    lines = [] if place is None else _lines(sheet, place, kind)
    first = lines[-1] + 1 if lines else 0
    hidden_rows = set() if with_hidden else set(sheet.hidden_rows)
    repeated, rows = [], []
    asides = [number for number, _cells in sheet.rows[: lines[0] if lines else 0]]
    titles = titles_of(sheet, first)
    # a product alone in its row, such as “HP ProBook 650 G4”, may be a device
    alone = [(n, "".join(cells)) for n, cells in sheet.rows[first:] if _filled_count(cells) == 1]
    products = {n for n, text in alone if kind and re.search(r"\d", text) and kind.is_data(text)}
    above = {_shape(cells) for _number, cells in sheet.rows[:first]}
    starts = {shape[0] for shape in above if shape}
    below = _merged_downwards(sheet, first)
    for number, cells in sheet.rows[first:]:
        if number in hidden_rows:
            continue
        if _masked(cells[0]) in starts and _shape(cells) in above:
            repeated.append(number)
        elif number not in products and (
            _is_total(cells)
            or number in titles
            or _is_title(sheet, number, cells)
            or _has_units(cells)
        ):
            asides.append(number)
        else:
            rows.append((number, _filled(cells, below.get(number, {}))))
    while len(rows) > 1 and rows[-1][0] not in products and _is_note(rows[-1][1], rows[0][1]):
        asides.append(rows.pop()[0])
    headings = _headings(sheet, lines, rows)
    columns = max([len(headings), *(width(cells) for _number, cells in rows)])
    hidden = [] if with_hidden else [i for i in sheet.hidden_columns if i < columns]
    shown = [index for index in range(columns) if index not in hidden]
    names = [*headings, *[""] * columns][:columns]
    return Table(
        sheet=sheet,
        heading=sheet.rows[lines[-1]][0] if lines else 0,
        headings=[names[index] for index in shown if index < len(headings)],
        rows=[(number, _part(cells, shown, len(headings))) for number, cells in rows],
        hidden_columns=[names[index] or _letters(index) for index in hidden],
        hidden_rows=[number for number, _cells in sheet.rows[first:] if number in hidden_rows],
        repeated=repeated,
        asides=asides,
        sections=[*_title_above(sheet, lines), *titles.items()],
    )


def _merged_downwards(sheet, first):
    """Map row numbers to {column: text} of the cells that a merged cell above covers.

    Cells merged with headings are excluded: only rows from index `first` are read.
    """
    numbers = [number for number, _cells in sheet.rows]
    covered, room = {}, MAX_FILLED
    for (top, left), (bottom, _right) in sheet.merged:
        place = bisect_left(numbers, top + 1, lo=first)
        end = bisect_right(numbers, bottom + 1, lo=place)
        if top == bottom or place == end or numbers[place] != top + 1:
            continue
        cells = sheet.rows[place][1]
        text = cells[left] if left < len(cells) else ""
        room -= len(text) * (end - place)
        if room < 0:
            raise Refused(_("This workbook is too large once unpacked: keep only the list in it."))
        for number in numbers[place + 1 : end] if text.strip() else ():
            covered.setdefault(number, {})[left] = text
    return covered


def _filled(cells, covered):
    """Fill the empty cells of a row that a merged cell covers with the text of the merged cell."""
    if not covered:
        return cells
    cells = [*cells, *[""] * (max(covered) + 1 - len(cells))]
    return [cell if cell.strip() else covered.get(i, cell) for i, cell in enumerate(cells)]


def _part(cells, shown, least):
    """The cells of these columns, without trailing blank cells beyond the headings."""
    count = max(width(cells), min(least, len(cells)))
    return [cells[index] for index in shown if index < count]


def _shape(cells):
    """Key that recognises a row repeated on the next page, even with another page number."""
    return tuple(map(_masked, cells[: width(cells)]))


def _masked(cell):
    return re.sub(r"\d+", "#", plain(cell) or cell.strip())


def _is_total(cells):
    filled = [cell for cell in cells if cell.strip()]
    is_bare = len(filled) * 2 <= len(cells) or len(filled) <= 2
    return is_bare and any(TOTALS.match(plain(cell)) for cell in filled[:2])


def _has_units(cells):
    """Whether all cells of the row are units of the headings above: “(GB)”."""
    return all(UNITS.fullmatch(cell.strip()) for cell in cells if cell.strip())


def titles_of(sheet, first):
    """Section titles ({row number: text}) among the rows from the place `first` on.

    A title is a text alone at the start of its row, above rows of several cells: “PORTABLES”. A
    text that other rows have in the same column is a value. If the next row has another value
    there, only capitals, several words or a plural make a title, or a blank row above it, or
    headings below.
    """
    above = {_shape(cells) for _number, cells in sheet.rows[:first]}
    rows = sheet.rows[first:]
    counts = [_filled_count(cells) for _number, cells in rows]
    full = [cells for (_number, cells), count in zip(rows, counts, strict=True) if count > 1]
    if not full or 1 not in counts or median(filter((1).__lt__, counts)) < TYPICAL:
        return {}
    start = min(map(_start, full))
    last = max(place for place, count in enumerate(counts) if count > 1)
    beside = [{row[i].strip() for row in full if i < len(row)} for i in range(start + 1)]
    titles = {}
    for place, (number, cells) in enumerate(rows[:last]):
        text, index = "".join(cells).strip(), _start(cells)
        if counts[place] > 1 or index > start:
            continue
        if text in beside[index] or NUMBER.fullmatch(text) or CODE.fullmatch(text):
            continue
        below = rows[place + 1][1]
        is_named_again = index < len(below) and below[index].strip() and counts[place + 1] > 1
        is_first = number > rows[place - 1][0] + 1 if place else False
        is_headed = is_first or _shape(below) in above
        if is_headed or not is_named_again or _is_written_as_title(text):
            titles[number] = text
    return titles


def _start(cells):
    """The index of the first cell of a row that is not blank."""
    return next(index for index, cell in enumerate(cells) if cell.strip())


def _is_written_as_title(text):
    return text.isupper() or " " in text or word_key(text) != plain(text)


def _filled_count(cells):
    return sum(bool(cell.strip()) for cell in cells)


def _title_above(sheet, lines):
    """[(row number, text)] of the title right above the headings, if it has one."""
    place = lines[0] - 1 if lines else -1
    if place < 0 or _filled_count(sheet.rows[place][1]) != 1:
        return []
    return [(sheet.rows[place][0], "".join(sheet.rows[place][1]).strip())]


def _is_title(sheet, number, cells):
    """Whether the row is the title of a part: one cell merged over several columns."""
    return width(cells) == 1 and any(
        top == bottom == number - 1 and right - left >= WIDE
        for (top, left), (bottom, right) in sheet.merged
    )


def _is_note(cells, first):
    """Whether the row is a note, a sentence alone in its row, such as “Drawn up on … by …”."""
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) == 1 < len(first) - 1 and len(filled[0].split()) >= SENTENCE


def _lines(sheet, place, kind):
    """Indexes of the one or two rows that the headings fill."""
    number = sheet.rows[place][0]
    if place + 1 < len(sheet.rows) and sheet.rows[place + 1][0] == number + 1:
        row, below = sheet.rows[place][1], sheet.rows[place + 1][1]
        is_split = any(
            top == number - 1 < bottom or (top == bottom == number - 1 and left < right)
            for (top, left), (bottom, right) in sheet.merged
        )
        filled = [cell for cell in below if cell.strip()]
        if (
            is_split
            and _fits_under(row, below)
            and all(heading_score(cell, kind) > 0 for cell in filled)
        ):
            return [place, place + 1]
    if place and sheet.rows[place - 1][0] == number - 1 and width(sheet.rows[place - 1][1]) > 1:
        above, row = sheet.rows[place - 1][1], sheet.rows[place][1]
        filled = [cell for cell in above if cell.strip()]
        bare = any(
            cell.strip() and (i >= len(row) or not row[i].strip()) for i, cell in enumerate(above)
        )
        is_group = any(
            top == bottom == number - 2 and left < right < width(row)
            for (top, left), (bottom, right) in sheet.merged
        )
        if (is_group or bare) and all(heading_score(cell, kind) > 0 for cell in filled):
            return [place - 1, place]
    return [place]


def _fits_under(row, below):
    """Whether `below` completes the headings in `row`: its cells fit under merged cells."""
    bare = [i for i, cell in enumerate(below) if not cell.strip() and i < width(row)]
    # A last heading may be merged over a few more columns, but counts as one column.
    return bool(bare) and width(below) <= width(row) + 3


def _letters(index):
    """The name of a column without a heading: A, B, … AA."""
    from openpyxl.utils import get_column_letter  # takes a tenth of the start-up time

    return get_column_letter(index + 1)


def _headings(sheet, lines, rows):
    """Return the headings: of two lines, the lower one, with the upper one if necessary."""
    if not lines:
        count = max((width(cells) for _number, cells in rows), default=0)
        return [_letters(index) for index in range(count)]
    bottom = _cells(sheet.rows[lines[-1]][1])
    if len(lines) == 1:
        return bottom
    top = _spread(sheet, lines[0])
    columns = max(len(bottom), len(top))
    top, bottom = ([*cells, *[""] * columns][:columns] for cells in (top, bottom))
    counts = Counter(plain(cell) for cell in bottom)
    return [
        f"{above} {below}".strip() if counts[plain(below)] > 1 or plain(below) in BARE else below
        for above, below in zip(top, bottom, strict=True)
    ]


def _cells(cells):
    return [" ".join(cell.split()) for cell in cells[: width(cells)]]


def _spread(sheet, place):
    """The cells of a row, with merged cells repeated in every column that they cover."""
    number, cells = sheet.rows[place]
    cells = _cells(cells)
    for (top, left), (_bottom, right) in sheet.merged:
        if top == number - 1 and left < len(cells):
            last = min(right, MAX_COLUMNS - 1)
            cells += [""] * (last + 1 - len(cells))
            cells[left : last + 1] = [cells[left]] * (last + 1 - left)
    return cells
