"""Find the heading row of a sheet."""

import re
from collections import Counter
from functools import cache

from core.imports.columns import parted, plain, word_key
from core.imports.kinds import KINDS

# Number of rows to search for headings, and of rows below to compare them with.
TOP = 25
BELOW = 20
LONGEST_HEADING = 60
SHORTEST_TOKEN = 3
# Number of known headings that make a heading row.
FEWEST_FAMILIAR = 2
EXACT, FAMILIAR = 4, 3
NUMBER = re.compile(r"[\d\s.,:/€%+-]*\d[\d\s.,:/€%+-]*")
# a code, an address, a size, or a sentence: “Hello, here is what we have:”
CODE = re.compile(
    r"(?=\S*\d)(?=\S*[A-Za-z])[\w/-]{6,}|.*\S@\S.*|.*\d{5}.*|(?=.{30}).*,\s.*[:.!]|.*,"
    r"|.*\d ?(?i:[mgt][bo]|[mg]hz)\b.*"
)


@cache
def _familiar(code):
    """Return the known headings of a kind of list (or of all), their words, and the data words."""
    kinds = [KINDS[code]] if code else KINDS.values()
    forms = {word for kind in kinds for words in kind.headings.values() for word in words}
    tokens = {token for form in forms for token in form.split() if len(token) >= SHORTEST_TOKEN}
    return forms, tokens, frozenset().union(*(kind.data_words for kind in kinds))


def heading_score(cell, kind):
    """Score of a cell as a heading; negative if it looks like data."""
    text = parted(cell.strip())
    if NUMBER.fullmatch(text) or CODE.fullmatch(text) or (kind and kind.is_data(text)):
        return -2
    form, (forms, tokens, data_words) = plain(text), _familiar(kind.code if kind else "")
    if form in forms or word_key(text) in forms:
        return 1 if form in data_words else EXACT
    if len(text) > LONGEST_HEADING:
        return -1
    return FAMILIAR if tokens & set(form.split()) else 1


def best_row(rows, kind):
    """Index of the heading row in `rows`; None if the list has no headings.

    The heading row has the most known headings; without known headings, the first row that is not a
    title, unless it looks like data.
    """
    filled = [[cell for cell in cells if cell.strip()] for _number, cells in rows[:TOP]]
    scores = [[heading_score(cell, kind) for cell in cells] for cells in filled]
    familiar = [sum(score > 2 for score in row) for row in scores]
    places = [
        place
        for place, row in enumerate(scores[: len(rows) - 1])
        if familiar[place] >= FEWEST_FAMILIAR + (EXACT not in row)
        and familiar[place] * 4 >= len(row)
    ]
    if places:
        return max(places, key=lambda place: (_row_score(rows, place, kind), -place))
    widest = max(map(len, filled))
    wide = [
        place
        for place, cells in enumerate(filled)
        if len(cells) * 2 >= widest and (len(cells) > 1 or widest == 1)
    ]
    # In a narrow list one known heading is enough, unless it stands beside a number or below data.
    named = [
        place
        for place in wide
        if EXACT in scores[place]
        and familiar[place] * 2 >= len(scores[place])
        and not any(NUMBER.fullmatch(cell.strip()) for cell in filled[place])
        and all(min(scores[above]) >= -1 for above in wide if above < place)
    ]
    first = (named or wide)[0]
    return first if named or min(scores[first]) > 0 else None


def _row_score(rows, place, kind):
    """Sum of the scores of a row's cells, minus repeated cells and columns without a heading."""
    cells = rows[place][1]
    texts = [cell.strip() for cell in cells if cell.strip()]
    total = sum(heading_score(text, kind) for text in texts) - (len(texts) - len(set(texts)))
    below = rows[place + 1 : place + 1 + BELOW]
    used = Counter(
        index for _number, row in below for index, cell in enumerate(row) if cell.strip()
    )
    bare = [i for i in used if i >= len(cells) or not cells[i].strip()]
    return total - sum(used[index] / len(below) for index in bare)
