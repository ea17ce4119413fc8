"""Column mapping: match the headings of a list, in French or English, to our fields.

A mapping is {column index as text: a field of the list's kind}; other columns are stored verbatim
with the rows and not parsed.
"""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.lists.spreadsheets import rearm
from core.workflow.lifecycle import Refused

# Code for words without meaning: their cell counts as empty.
NOTHING = "-"
SHORTEST_PLURAL = 4
LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d"})
OF_A_FIELD = gettext_noop("%(thing)s: %(words)s")


@lru_cache(maxsize=8_192)  # cells of a column often repeat
def plain(text):
    """Return the lower-case letters and digits, without accents, punctuation and bracketed text."""
    return re.sub(r"[^a-z0-9]+", " ", unaccented(re.sub(r"\(.*?\)", " ", text))).strip()


def unaccented(text):
    text = unicodedata.normalize("NFKD", text).casefold().translate(LETTERS)
    return "".join(char for char in text if not unicodedata.combining(char))


@lru_cache(maxsize=8_192)
def parted(heading):
    """Split a heading into words: SCCM's `SerialNumber00` is “Serial Number”."""
    heading = re.sub(r"^([A-Za-z_ ]+)00?$", r"\1", heading)
    return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", heading)


@lru_cache(maxsize=8_192)
def word_key(text):
    """Normalise a word: remove case, accents and the plural s."""
    words = plain(text).split() or text.casefold().split()
    return " ".join(
        word.removesuffix("s") if len(word) >= SHORTEST_PLURAL else word for word in words
    )


def by_word(words):
    """Return {`word_key` of a word: code} for `words`, {code: "word|other word"}."""
    return {
        word_key(word): str(code)
        for code, synonyms in words.items()
        for word in synonyms.split("|")
    }


def words_in(text):
    """Split “one|other word” into a list of words."""
    return [word.strip() for word in text.split("|")]


def headings_in(table):
    """Return {field: list of words} for {field: “one|other word”}."""
    return {name: words_in(words) for name, words in table.items()}


def numbered(headings):
    """Yield (index as text, (heading, how often it occurred so far)) for each column."""
    seen = Counter()
    for index, heading in enumerate(headings):
        form = plain(heading)
        seen[form] += 1
        yield str(index), (form, seen[form])


def check_mapping(mapping, headings, kind):
    """Raise `Refused` for a mapping with an unknown column or field, or with a field twice."""
    columns = {str(index) for index in range(len(headings))}
    if not (columns >= set(mapping) and kind.fields.keys() >= set(mapping.values())):
        raise Refused(_("These columns are not in the list: choose again."))
    names = [name for name in mapping.values() if name not in kind.joined]
    for name in kind.fields:
        if names.count(name) > 1:
            raise Refused(
                _("Two columns are matched to “%(field)s”: keep one of them.")
                % {"field": kind.fields[name]}
            )


def heading_of(headings, index):
    """Return the heading of a column, or “Column 3” if it has no heading."""
    return headings[index] or _("Column %(number)s") % {"number": index + 1}


def map_columns(rows, mapping, kind):
    """Return the cells of these rows as [{field: text}]; remarks are joined by line breaks."""
    nothing = dict.fromkeys(kind.fields, "")
    columns = sorted((int(index), name) for index, name in mapping.items())
    return [_by_field(cells, columns, dict(nothing), kind.joined) for cells in rows]


def _by_field(cells, columns, mapped, joined):
    for place, name in columns:
        text = rearm(cells[place].strip()) if place < len(cells) else ""
        is_more = name in joined and mapped[name]
        mapped[name] = "\n".join(filter(None, [mapped[name], text])) if is_more else text
    return mapped
