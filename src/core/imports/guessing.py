"""Guess which field each column of a list fills, from its heading and from its cells.

A heading is matched by its words: an exact match counts most, then the share of the words that a
known phrase covers. The form of the cells raises or lowers the score, and decides alone if a column
has no heading. Each guess has its score, its reason and the runner-up.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.imports.columns import OF_A_FIELD, parted, unaccented, words_in
from core.imports.kinds import headings_of, no_looks

# Number of rows whose cells are used to guess columns.
SAMPLE = 50
# `LEAST_ALONE` is for designations in the only column of a list.
SURE, LIKELY, LEAST, LEAST_ALONE = 0.85, 0.6, 0.45, 0.15
FALLBACK = 0.65  # score of a column of `kind.fallbacks`
NEAR = 0.25  # a runner-up this close is offered too
TABLE = tomllib.loads(Path(__file__).with_name("heading_words.toml").read_text(encoding="utf-8"))
SMALL, GENERAL = (re.compile("|".join(words_in(TABLE[name]))) for name in ("small", "general"))
UNDECIDED = {(word,) for word in words_in(TABLE["undecided"])}
OF_GENERAL = 0.4
HALF = 0.5  # share of cells that look like a field
# Fit of a field that the cells of a column rule out.
IMPOSSIBLE = -1
SHORT = dict.fromkeys(["n", "no", "nr", "num", "nummer"], "numero") | dict(
    pair.split() for pair in words_in(TABLE["abbreviations"])
)
SHORTEST_PLURAL = 3
LONG = 6  # minimum letters of a word that a longer one may extend


@dataclass(frozen=True)
class Guess:
    """The likely field of a column, and the reason for the guess.

    `field` is empty for a column that is not read; `other` is the runner-up, if it is near.
    """

    field: str
    score: float
    words: str = ""
    example: str = ""
    other: str | None = None

    @property
    def certainty(self):
        if self.score >= SURE:
            return pgettext("a guess", "sure")
        if self.score >= LIKELY:
            return pgettext("a guess", "likely")
        return pgettext("a guess", "to confirm")

    @property
    def sentence(self):
        """Sentence saying how certain the guess is, and why."""
        return _(OF_A_FIELD) % {"thing": self.certainty.capitalize(), "words": self.reason}

    @property
    def reason(self):
        if self.words and self.example:
            return _("heading “%(words)s”, cells such as “%(example)s”") % vars(self)
        if self.words:
            return _("heading “%(words)s”") % vars(self)
        return _("cells such as “%(example)s”") % vars(self)


@lru_cache(maxsize=8_192)  # known headings are compared with those of each list
def tokens(text):
    """The words of a heading in lower case, without accents, plurals and short words."""
    text = re.sub(r"\(.*?\)", " ", text)
    text = re.sub(r"(?<=[A-Za-z])(?=\d)", " ", parted(text.strip()).replace("ß", "ss"))
    words = map(_singular, re.findall(r"[a-z0-9]+", unaccented(re.sub("[°º]", " ", text))))
    return tuple(SHORT.get(word, word) for word in words if not SMALL.fullmatch(word))


def _singular(word):
    if len(word) <= SHORTEST_PLURAL:
        return word
    return word[:-2] if re.search(r"(?:ch|sh|ss|x)es$", word) else word.removesuffix("s")


def _weight(words):
    return sum(OF_GENERAL if GENERAL.fullmatch(word) else 1 for word in words)


def _is_in(phrase, heading, others):
    """Whether `heading` has the words of `phrase` in sequence; long words may have a suffix.

    A word of another field (`others`) is not another one with a suffix: Kostenstelle is not Kosten.
    """
    size = len(phrase)
    return any(
        all(
            word == written
            or (len(word) >= LONG and written.startswith(word) and written not in others)
            for word, written in zip(phrase, heading[start : start + size], strict=True)
        )
        for start in range(len(heading) - size + 1)
    )


@lru_cache(maxsize=512)
def _starts(heading):
    """The first words of all phrases that may be in this heading, according to `_is_in`."""
    return set(heading) | {word[:end] for word in heading for end in range(LONG, len(word))}


def heading_score(heading, phrases, others=frozenset()):
    """Score (0 to 1) of a heading for its best match in `phrases`, most certain phrase first."""
    if heading in phrases:
        return 1 - phrases.index(heading) / 100_000
    whole, starts, best = _weight(heading), _starts(heading), 0.0
    for phrase in phrases:
        if phrase and phrase[0] in starts and _is_in(phrase, heading, others):
            share = _weight(phrase) / whole
            is_general = all(map(GENERAL.fullmatch, phrase))
            best = max(best, 0.5 * share if is_general else 0.35 + 0.6 * share)
    return best


def phrases_of(kind):
    """{field: [tuple of words]} for the known headings of this kind of list, and its labels.

    The labels are the headings of an export, which can be imported again.
    """
    phrases = {name: list(map(tokens, words)) for name, words in kind.headings.items()}
    for name, label in kind.fields.items():
        phrases.setdefault(name, []).extend(map(tokens, headings_of(label)))
    return phrases


def scores_of(heading, fits, phrases, kind):
    """{field: score} of a column for the fields of `phrases`."""
    words, scores = tokens(heading), {}
    others = {word for of_field in phrases.values() for phrase in of_field for word in phrase}
    for name, of_field in phrases.items():
        of_words = heading_score(words, of_field, others) if words else 0.0
        fit = fits.get(name)
        if fit == IMPOSSIBLE:
            continue
        if not name and _is_undecided(words, fits, kind):
            of_words = min(of_words, LEAST)
        if of_words:
            less = kind.decisive.get(name, 0) if fit == 0 else 0
            scores[name] = of_words + 0.3 * (fit or 0) - less
        elif fit:
            scores[name] = kind.alone.get(name, 0) * fit
    return {name: round(score, 5) for name, score in scores.items() if score > 0}


def _is_undecided(words, fits, kind):
    """Whether the heading is too vague (“Name”), so that the cells decide."""
    stated = {name: kind.alone.get(name, 0) * fit for name, fit in fits.items() if name}
    is_designation = stated.get("designation", 0) >= HALF
    return is_designation or (words in UNDECIDED and max(stated.values(), default=0) >= LIKELY)


def guess(headings, kind, decided=(), rows=()):
    """The mapping {index as text: field} of a list: `decided` fields, and guesses for the rest."""
    chosen = {index: name for index, name in _once(dict(decided), kind).items() if name}
    guesses = guess_columns(headings, rows, kind, decided)
    read = {i: each.field for i, each in guesses.items() if not _is_weak(each, kind)}
    return chosen | {index: name for index, name in read.items() if name}


def _is_weak(guess, kind):
    return guess.field in kind.minor and guess.score <= LIKELY


def _once(decided, kind):
    """Keep each decided field for its first column only, except the fields of `kind.joined`."""
    fields = {}
    for index, name in decided.items():
        if not name or name in kind.joined or name not in fields.values():
            fields[index] = name
    return fields


def guess_columns(headings, rows, kind, decided=()):
    """{index as text: Guess} for the columns that are not `decided`, the best pairs first.

    A field gets one column, except the fields of `kind.joined`. `rows` are sample rows of cells.
    """
    phrases, fits_of = phrases_of(kind), kind.looks() if rows else no_looks()
    open_columns = [index for index in range(len(headings)) if str(index) not in dict(decided)]
    columns, looking_like = _scored(headings, open_columns, rows, kind, phrases, fits_of)
    order = list(phrases)
    pairs = sorted(
        (-score, order.index(name), int(index), name)
        for index, (_heading, _cells, scores) in columns.items()
        for name, score in scores.items()
    )
    taken = {name for name in dict(decided).values() if name and name not in kind.joined}
    guesses = {}
    for minus, _order, place, name in pairs:
        index = str(place)
        if name in taken and (place, name) in looking_like:
            name = kind.second[name]
        least = LEAST_ALONE if len(headings) == 1 and name == "designation" else LEAST
        if index in guesses or name in taken or -minus < least:
            continue
        guesses[index] = _guess(columns[index], name, -minus, phrases, fits_of)
        if name and name not in kind.joined:
            taken.add(name)
    for name in kind.fallbacks.keys() - taken if rows else ():
        for index in columns:
            if _may_fall_back(columns[index], guesses.get(index), name, kind, fits_of, taken):
                guesses[index] = Guess(name, FALLBACK, columns[index][0])
                break
    return guesses


def _may_fall_back(column, guess, name, kind, fits_of, taken):
    """Whether an unread column fits this field of `kind.fallbacks` and no other free field."""
    heading, cells, _scores = column
    is_read = guess and guess.field and not _is_weak(guess, kind)
    if is_read or not kind.fallbacks[name](heading, cells, is_ignored=guess is not None):
        return False
    ruled_out = {field: fit for field, fit in fits_of(cells).items() if fit == IMPOSSIBLE}
    rivals = scores_of(heading, ruled_out, phrases_of(kind), kind).keys()
    return bool(guess) or not rivals - taken - {"", name}


def _scored(headings, indexes, rows, kind, phrases, fits_of):
    """Return ({index as text: (heading, cells, scores)}, {(index, field of `second` it fits)})."""
    columns, looking_like = {}, set()
    for index in indexes:
        cells = [row[index].strip() for row in rows if index < len(row) and row[index].strip()]
        fits, heading = fits_of(cells), headings[index]
        columns[str(index)] = heading, cells, scores_of(heading, fits, phrases, kind)
        looking_like |= {(index, name) for name in kind.second if fits.get(name, 0) >= HALF}
    # a vague heading, such as “reference”, is decided by the cells of all columns
    places = {index for index, _name in looking_like}
    for index, (heading, _cells, scores) in columns.items() if looking_like else ():
        if int(index) not in places and all(map(GENERAL.fullmatch, tokens(heading))):
            for _index, name in looking_like:
                scores.pop(kind.second[name], None)
    return columns, looking_like


def _guess(column, name, score, phrases, fits_of):
    heading, cells, scores = column
    is_headed = heading_score(tokens(heading), phrases[name]) > 0
    near = sorted((-score, other) for other, score in scores.items() if other != name)
    other = near[0][1] if near and -near[0][0] >= score - NEAR else None
    example = next((cell for cell in cells if fits_of([cell]).get(name)), "")
    return Guess(name, score, heading if is_headed else "", example[:40], other)
