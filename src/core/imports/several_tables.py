"""Several tables in one sheet, side by side or one above the other: each is read as a sheet.

Row numbers and columns stay those of the spreadsheet.
"""

from dataclasses import replace

from core.imports.columns import plain
from core.imports.heading_rows import EXACT, FAMILIAR, FEWEST_FAMILIAR, best_row, heading_score
from core.imports.tables import width


def parts_of(sheet, kind=None):
    """Split a sheet into its tables, each as a sheet."""
    parts = [part for block in _side_by_side(sheet, kind) for part in _stacked(block, kind)]
    if len(parts) == 1:
        return [sheet]
    return [replace(part, part=number) for number, part in enumerate(parts, 1)]


def _side_by_side(sheet, kind):
    """Split a sheet at blank columns after which a heading occurs again, or at kinds of devices."""
    place = best_row(sheet.rows, kind)
    if place is None:
        return [sheet]
    rows, headings = sheet.rows[place:], sheet.rows[place][1]
    if len(starts := _kinds_in([*map(plain, headings)], kind)) > 1:
        ends = zip(starts, [*starts[1:], None], strict=True)
        return [_block(sheet, *ends_of, shared=starts[0]) for ends_of in ends]
    used = {index for _number, cells in rows for index, cell in enumerate(cells) if cell.strip()}
    starts, seen = [0], set()
    for index, heading in enumerate(headings):
        form = plain(heading)
        is_apart = index - 1 not in used
        if index and is_apart and form and _is_again(headings[index:], seen):
            starts.append(index)
            seen = set()
        if form:
            seen.add(form)
    ends = [*starts[1:], None]
    if len(starts) == 1:
        return [sheet]
    return [_block(sheet, *ends_of) for ends_of in zip(starts, ends, strict=True)]


def _kinds_in(headings, kind):
    """Columns headed by kinds of devices, before the same heading: “Laptop, No., Screen, No.”."""
    words = kind.data_words if kind else ()
    places = [place for place, heading in enumerate(headings[:-1]) if heading in words]
    after = [headings[place + 1] for place in places]
    return places if len({*after}) < len(after) else []


def _is_again(headings, seen):
    """Whether the block starting here repeats a heading of the previous one."""
    block = []
    for heading in headings:
        if not heading.strip():
            break
        block.append(plain(heading))
    return len(block) >= FEWEST_FAMILIAR and bool(seen & set(block))


def _block(sheet, start, end, shared=0):
    """The sheet reduced to these and the `shared` columns; the first block keeps titles, too."""
    rows = []
    for number, cells in sheet.rows:
        kept = [*cells[:shared], *[""] * (start - shared), *cells[start:end]]
        count = width(kept)
        if count > start or (count and width(cells) <= shared == start):
            rows.append((number, kept[:count]))
    return replace(sheet, rows=rows)


def _stacked(sheet, kind):
    """Split a sheet where other headings follow a blank row or a title."""
    first = best_row(sheet.rows, kind)
    if first is None:
        return [sheet]
    places = {place for place in range(len(sheet.rows) - 1) if _begins(sheet.rows, place, kind)}
    starts, headings, before = [], None, None
    for place in sorted(places | {first}):
        forms = _forms(sheet.rows[place][1])
        if before is None or (forms != headings and place > before + 1):
            starts.append(place - _titles_above(sheet.rows, place) if starts else 0)
            headings = forms
        before = place
    ends = [*starts[1:], None]
    return [
        replace(sheet, rows=sheet.rows[start:end]) for start, end in zip(starts, ends, strict=True)
    ]


def _begins(rows, place, kind):
    """Whether this row has known headings, separated from the rows above."""
    number, cells = rows[place]
    is_apart = not place or rows[place - 1][0] < number - 1 or _titles_above(rows, place)
    if not is_apart:
        return False
    scores = [heading_score(cell, kind) for cell in cells if cell.strip()]
    familiar = [each for each in scores if each >= FAMILIAR]
    return bool(
        min(scores) > 0
        and len(familiar) >= FEWEST_FAMILIAR + (EXACT not in familiar)
        and len(familiar) * 2 >= len(scores)
    )


def _titles_above(rows, place):
    """Number of title rows right above: 1 if that row has a single cell, else 0."""
    return int(place > 0 and sum(bool(cell.strip()) for cell in rows[place - 1][1]) == 1)


def _forms(cells):
    return [plain(cell) for cell in cells if cell.strip()]
