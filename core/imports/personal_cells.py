"""Cells of a list that look like personal data, by their heading and the cells around them."""

import re

from core.imports.cells import is_unknown
from core.imports.columns import plain
from core.imports.personal_data import (
    Finding,
    Holds,
    by_heading,
    content_under,
    findings_in,
    is_first_name,
    is_free,
    may_be_name,
    words_of,
)

# Minimum share of names, and minimum number of cells, for a column of names.
ENOUGH = 0.5
FEWEST_CELLS = 3


def suspects(headings, rows, columns, *, products=(), people=(), trade=frozenset()):
    """{index of a row: {column: kinds}} for the cells of these rows that look like personal data.

    `columns` are the indexes to look at, `products` those of makers and models. `people` are texts
    known to name people, such as the cells of columns that were left out: a cell that repeats such
    a text is suspect too.
    """
    found, names = {}, _by_word(people)
    for column in columns:
        heading = headings[column] if column < len(headings) else ""
        cells = [cells[column].strip() if column < len(cells) else "" for cells in rows]
        holds = Holds.PRODUCT if column in products else content_under(heading)
        for index, kinds in _of_column(heading, cells, trade, holds).items():
            found.setdefault(index, {})[column] = kinds
        for index, cell in enumerate(cells):
            if names and column not in found.get(index, {}) and _repeats(cell, names):
                found.setdefault(index, {})[column] = (Finding.NAME,)
    return found


def _of_column(heading, cells, trade, holds):
    """Map the indices of a column's cells to their kinds of personal data."""
    filled = [(index, cell) for index, cell in enumerate(cells) if not is_unknown(cell)]
    texts = {cell for _index, cell in filled}
    found = {
        text: findings_in(text, trade, holds=holds) or by_heading(heading, text, trade)
        for text in texts
    }
    named = {text for text in texts if Finding.NAME in found[text] or _looks_named(text, trade)}
    # The same name on every row is that of a place or a company.
    if len(filled) >= FEWEST_CELLS and len(named) > 1:
        count = sum(cell in named for _index, cell in filled)
        if count >= ENOUGH * len(filled):
            doubtful = {text for text in texts if not found[text] and may_be_name(text, trade)}
            found |= dict.fromkeys(doubtful, (Finding.NAME,))
    return {index: found[cell] for index, cell in filled if found[cell]}


def _looks_named(text, trade):
    """Whether a cell consists of one or two words, including a known first name."""
    words = words_of(text)
    keys = [word.key for word in words]
    return (
        0 < len(words) <= 2
        and not re.search(r"\d", text)
        and any(map(is_first_name, keys))
        and all(is_free(key, trade) for key in keys)
    )


def _by_word(people):
    """{word: names of several words that contain it, each as a set of words}."""
    names = {}
    for name in {frozenset(plain(text).split()) for text in people}:
        if len(name) > 1:
            for word in name:
                names.setdefault(word, []).append(name)
    return names


def _repeats(cell, names):
    """Whether a cell contains one of these names, whatever their order and case."""
    words = set(plain(cell).split())
    return any(name <= words for word in words & names.keys() for name in names[word])
