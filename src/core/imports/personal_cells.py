"""Cells of a list that look like personal data, by their heading and the cells around them."""

import re

from core.imports.cells import is_unknown
from core.imports.columns import plain
from core.imports.people_headings import is_of_hosts
from core.imports.personal_data import (
    PARTICLES,
    SHORTEST,
    Finding,
    Holds,
    by_heading,
    content_under,
    findings_in,
    is_first_name,
    is_free,
    is_listed,
    may_be_name,
    words_of,
)
from core.imports.trade_words import PLACE_WORDS, PRODUCT_WORDS

# Minimum share of names, and minimum number of cells, for a column of names.
ENOUGH = 0.5
FEWEST_CELLS = 3
# Letters of a name that is cut short, and of one cut short within a longer word.
SHORTEST_CUT, SHORTEST_CUT_JOINED = 4, 5
# End of a signed sentence, and number of lines that may be signed.
SIGNED, ENDING = re.compile(r",\s+\w+[.!]?$"), 3
# Name of a machine: PC-MOREL, LT_MOREL-02.
HOST = re.compile(r"[A-Za-zÀ-ÿ]+\d*[_-][\w-]*[A-Za-zÀ-ÿ]{3,}[\w-]*")


def suspects(headings, rows, columns, *, holds=None, people=(), own=(), trade=frozenset()):
    """{index of a row: {column: kinds}} for the cells of these rows that look like personal data.

    `columns` are the indexes to look at, `holds` what is in some of them whatever their heading.
    `people` are texts known to name people, such as the cells of columns that were left out: a cell
    that repeats such a text is suspect too. `own` are the texts of each row that name its person:
    one word is enough, as in PC-MOREL.
    """
    found, names = {}, _by_word(people)
    own = [_words_of_names(texts, trade) for texts in own] or [()] * len(rows)
    for column in columns:
        heading = headings[column] if column < len(headings) else ""
        cells = [cells[column].strip() if column < len(cells) else "" for cells in rows]
        content = (holds or {}).get(column) or content_under(heading)
        findings = _of_column(heading, cells, trade, content)
        if content is Holds.PRODUCT:
            findings |= _of_signatures(rows, cells, trade)
        for index, kinds in findings.items():
            found.setdefault(index, {})[column] = kinds
        for index, cell in enumerate(cells):
            is_named = (names and _repeats(cell, names)) or _has_word(cell, own[index], trade)
            if is_named and column not in found.get(index, {}):
                found.setdefault(index, {})[column] = (Finding.NAME,)
    return found


def _of_column(heading, cells, trade, holds):
    """Return {index: kinds of personal data} for the cells of a column."""
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
    elif holds is Holds.TEXT:
        # one first name on every row is doubtful too, unless the column has places
        is_of_places = not PLACE_WORDS.isdisjoint(plain(heading).split())
        alone = {t for t in named if len(texts) > 1 or not (is_of_places or " " in t)}
        found |= {text: (Finding.NAME,) for text in alone if not found[text]}
    if _names_hosts(heading, texts, trade):
        found = {text: found[text] or (Finding.NAME,) for text in texts}
    return {index: found[cell] for index, cell in filled if found[cell]}


def _of_signatures(rows, cells, trade):
    """Return {index: kinds} for cells of products that are alone in their row: “Thanks, Paul”."""
    alone = {i: cell for i, cell in enumerate(cells) if sum(map(bool, rows[i])) == 1 and cell}
    found = {i: findings_in(c, trade) for i, c in alone.items() if not re.search(r"\d", c)}
    last = alone.get(len(rows) - 1, "")  # a rare name below a message
    signed = last if last.istitle() and may_be_name(last, trade) else ""
    named = {i for i in found if _looks_named(alone[i], trade) or alone[i] == signed}
    ends = [i for i in [*found][-ENDING:] if SIGNED.search(alone[i])]
    named |= {i for i in ends if _is_signed(alone[i], trade)}
    return dict.fromkeys(named, (Finding.NAME,)) | {i: kinds for i, kinds in found.items() if kinds}


def _is_signed(text, trade):
    """Whether a sentence about no device ends with a name: “Call me, Zoé”."""
    *words, last = words_of(text)
    names_products = any(word.key in PRODUCT_WORDS or word.key in trade for word in words)
    return last.is_title and is_free(last.key, trade) and not names_products


def _names_hosts(heading, texts, trade):
    """Whether a column has names of machines after people: all are withheld, even rare names."""
    is_hosts = is_of_hosts(heading)
    hosts = [text for text in texts if is_hosts or HOST.fullmatch(text)]
    named = [
        text for text in hosts if any(is_listed(w) and is_free(w, trade) for w in _letters(text))
    ]
    fewest = 1 if is_hosts else max(2, ENOUGH * len(texts))
    return len(named) >= fewest


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


def _letters(text):
    """The folded words of a text without digits, those in brackets too."""
    return re.findall("[a-z]+", plain(text.replace("(", " ")))


def _words_of_names(texts, trade):
    """Words of the names of some people, or of their logins and addresses."""
    words = {word for text in texts for word in _letters(text.partition("@")[0])}
    return {w for w in words if len(w) >= SHORTEST and w not in PARTICLES and is_free(w, trade)}


def _has_word(cell, words, trade):
    """Whether a cell has one of these words: whole, cut short, or joined to others."""
    return bool(words) and any(
        token == word or (is_free(token, trade) and _is_cut_or_joined(token, word))
        for token in _letters(cell)
        for word in words
    )


def _is_cut_or_joined(token, word):
    if len(token) >= SHORTEST_CUT and word.startswith(token):
        return True
    if len(word) >= SHORTEST_CUT and (token.startswith(word) or token.endswith(word)):
        return True
    ends = (token[start:] for start in range(len(token) - SHORTEST_CUT_JOINED + 1))
    return any(word.startswith(end) for end in ends)
