"""Parsers of the cells of a legacy register; they raise `ValidationError`."""

import re

from django.utils.translation import gettext_noop

from catalogue.names import is_unknown
from inventory.imports.cells import check_length, wrong
from inventory.imports.synonyms import word_key

MAX_AT_HOME = 30

NOT_A_COUNT = gettext_noop("“%(text)s” is not a number of people, from 1 to %(most)s.")
UNKNOWN_STATUS = gettext_noop("“%(text)s” is not a status we know: match it above.")
UNKNOWN_ORGANISATION = gettext_noop(
    "“%(text)s” is not an organisation we know: correct it, or choose to enter unknown ones."
)
UNKNOWN_PLACE = gettext_noop("“%(text)s” is not a shelf of this site.")
UNKNOWN_ACCESSORY = gettext_noop("“%(text)s” is not an accessory we know.")

COUNTED = re.compile(
    r"(?:(?P<first>\d{1,3})\s*[x×]?\s+)?(?P<what>.*?)(?:\s*[x×(]\s*(?P<last>\d{1,3})\)?)?"
)
NONE = {"", "aucun", "aucune", "non", "no", "none", "sans", "rien"}


def line_in(text, maximum):
    """A cell as one line of at most so many characters; "" for “unknown”."""
    line = " ".join(text.split())
    check_length(line, maximum)
    return "" if is_unknown(line) else line


def people_in(text):
    """The household size; defaults to 1."""
    if is_unknown(text):
        return 1
    number = int(text) if re.fullmatch(r"\d{1,2}", text) else 0
    if not 1 <= number <= MAX_AT_HOME:
        raise wrong(NOT_A_COUNT, text=text[:30], maximum=MAX_AT_HOME)
    return number


def chosen(text, ours, complaint):
    """The code in `ours` ({code: value}) that the cell names; None if empty."""
    if is_unknown(text):
        return None
    if text not in ours:
        raise wrong(complaint, text=text[:60])
    return ours[text]


def accessories_in(text, kinds):
    """The accessories of a cell, {kind: how many}: “Chargeur, 2 souris”, “souris x2 + sac”."""
    counts = {}
    for part in re.split(r"[,;+/\n]|\bet\b|\band\b|&", text):
        name = " ".join(part.split())
        if word_key(name) in NONE or is_unknown(name):
            continue
        match = COUNTED.fullmatch(name)
        kind = kinds.get(word_key(match["what"]))
        if kind is None:
            raise wrong(UNKNOWN_ACCESSORY, text=name[:40])
        counts[kind] = counts.get(kind, 0) + int(match["first"] or match["last"] or 1)
    return counts
