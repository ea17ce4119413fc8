"""Find personal data in texts: names, phone numbers, e-mail addresses and logins.

Start with `findings_in(text)`. The cells of a list are compared with each other by
`personal_cells`. A cell withheld by mistake is restored with a click, but a leak cannot be undone:
doubtful texts are reported, except names of makers, models and rooms.

The functions are pure: the caller passes the technical terms found only in the catalogue.
"""

import json
import re
import tomllib
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from pathlib import Path

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.imports.columns import plain
from core.imports.days import names_a_month
from core.imports.people_headings import is_of_codes, is_of_logins, is_of_people
from core.imports.person_names import first_names, last_names
from core.imports.trade_words import PLACE_WORDS, TRADE_WORDS, word_set

TABLE = tomllib.loads(Path(__file__).with_name("person_words.toml").read_text(encoding="utf-8"))
# Countries whose phone numbers are recognised without a country code.
REGIONS = ("FR", "BE", "ES", "PT", "GB", "DE")
FEWEST_DIGITS = 9
LONGEST_TEXT = 10_000  # maximum number of characters examined
SHORTEST = 3  # minimum letters of a name in capitals, or compared between cells
MAX_NAME_WORDS = 4


class Finding(models.TextChoices):
    NAME = "name", _("name of a person")
    PHONE = "phone", _("phone number")
    EMAIL = "email", _("e-mail address")
    LOGIN = "login", _("login")
    PASSWORD = "password", _("password")


class Holds(Enum):
    """Content of a column, since a code may look like a phone number, and a product like a name."""

    TEXT = auto()
    CODE = auto()
    PRODUCT = auto()


@dataclass(frozen=True)
class Word:
    """A word of a text: as written, folded, its place, and whether it begins a new phrase."""

    text: str
    key: str
    start: int
    end: int
    is_apart: bool

    @property
    def is_capital(self):
        return len(self.text) >= SHORTEST and self.text.isupper()

    @property
    def is_title(self):
        return self.text[:1].isupper() and not self.text.isupper()


UPPER, LOWER = r"A-ZÀ-ÖØ-Þ", r"a-zß-öø-ÿ"
LETTER = r"[^\W\d_]"
WORD = re.compile(rf"{LETTER}+(?:['’-]{LETTER}+)*")
PARTICLES = word_set(TABLE["particles"])
PARTICLE = rf"(?:(?i:{'|'.join(sorted(PARTICLES))})[ -])"
CAPITALISED = rf"{PARTICLE}{{0,2}}(?:[dD]['’])?[{UPPER}]{LETTER}*(?:['’-]{LETTER}+)*"
PREPOSITIONS = word_set(TABLE["prepositions"])
# M. Dupont, Mme PETIT, Herr Schmidt, Sra. García. A bare “M” must be followed by a name in lower
# case.
TITLED = re.compile(
    rf"\b(?:{'|'.join(TABLE['titles'])})(?:{CAPITALISED})|\bM\s[{UPPER}][{LOWER}]{{2,}}"
)
STRONG = re.compile(
    rf"\b(?:{'|'.join(TABLE['strong'])})\s*:?\s*"
    rf"(?-i:({CAPITALISED})|([{LOWER}]+(?:-[{LOWER}]+)?))",
    re.IGNORECASE,
)
WEAK = re.compile(
    rf"\b(?:{'|'.join(TABLE['objects'])})"
    r"(?:\s(?:de|du|of|di|von|van|do|da|pour|for)\s|\sd['’]|\s?[-_:]\s?|\s)"
    rf"(?-i:({CAPITALISED})(?:\s({CAPITALISED}))?)",
    re.IGNORECASE,
)
POSSESSIVE = re.compile(rf"\b([{UPPER}]{LETTER}+(?:-{LETTER}+)?)['’]s\b")
# A cell with nothing else: “pour Zoé”.
FOR_SOMEBODY = re.compile(
    rf"(?:[àa]|pour|chez|de|for|to|from|für|von|bei|para|per|da|voor)\s({CAPITALISED})"
)
NOT_OWNERS = word_set(TABLE["not_owners"])
# J. Dupont, J.-P. MARTIN, DUPONT J.
INITIALS = re.compile(
    rf"(?<![\w.-])(?:[{UPPER}]\.(?:[- ]?[{UPPER}]\.)?\s?({CAPITALISED})"
    rf"|({CAPITALISED})\s[{UPPER}]\.(?![\w.]))"
)
ADDRESS = re.compile(r"[^\s<>()\[\]{},;:\"'|=]+@[^\s<>()\[\]{},;:\"'|=]+")
DOMAIN_LOGIN = re.compile(r"(?<![\\\w:])([A-Za-z][\w-]+)\\([A-Za-z][\w.-]+)")
HOME = re.compile(r"(?i)(?:[\\/]users|[\\/]home)[\\/]([a-z][\w.-]+)")
# jean.dupont, j.dupont, dupont_j
DOTTED = re.compile(
    r"(?<![\w@./\\-])([a-zà-ÿ]+(?:-[a-zà-ÿ]+)?)[._]([a-zà-ÿ]+(?:-[a-zà-ÿ]+)?)\d{0,3}(?![\w@./\\-])"
)
# Before and after a name that stands apart: “HS (Bruno)”, “screen broken, Sophie”.
BRACKETED = re.compile(rf"\(({PARTICLE}?[{UPPER}][{LOWER}]{{3,}})\)")
OPENS = re.compile(r"(?:^|[(\[,;:/\n–—-])\s*$")
CLOSES = re.compile(r"\s*(?:$|[)\],;:/\n–—-])")
# Serial numbers, sizes, versions: names contain no digits, and phone numbers no letters.
CODE = re.compile(r"(?=\w*\d)(?=\w*[A-Za-z])\w+")
# Cells of a column of logins.
LOGIN_SHAPE = re.compile(r"(?i)[a-z]+(?:[._-][a-z]+)*\d{0,4}")
NAMED_LOGIN = re.compile(
    r"(?i)\b(?:user(?:name)?|utilisateur|login|identifiant|session|compte|account)\s?[:=]\s?"
    r"([a-z][\w.-]{2,})"
)
# “mdp admin : Azerty1”, “password=…”; not “mot de passe : inconnu”, nor a BIOS password that is set
PASSWORD = re.compile(
    r"\b(?:mdp|mot de passe|password|passwd|pwd|passwort|kennwort|contraseña|senha|wachtwoord)\b"
    r"(?: \w+){0,2}\s*(?:[:=]\s*|\s(?=\S*\d))(\S+)",
    re.IGNORECASE,
)
NOT_A_PASSWORD = word_set(TABLE["not_a_password"])
GENERIC_LOGINS = word_set(TABLE["generic_logins"])


def findings_in(text, trade=frozenset(), *, holds=Holds.TEXT):
    """The kinds of personal data in a text, as a tuple of `Finding`, most certain first.

    `trade` are folded words that are not names of people.
    """
    return _findings(text[:LONGEST_TEXT], trade, holds)


@lru_cache(maxsize=16_384)  # cells of a column often repeat
def _findings(text, trade, holds):
    if not text or (text.isdigit() and (holds is Holds.CODE or len(text) < FEWEST_DIGITS)):
        return ()
    if text.lstrip()[:1] in {"{", "["} and (found := _in_json(text, trade)) is not None:
        return found
    if CODE.fullmatch(text) or names_a_month(text):
        return ()
    tests = {
        Finding.EMAIL: _has_email(text),
        Finding.PHONE: holds is not Holds.CODE and _has_phone(text),
        Finding.NAME: _has_name(text, trade, holds),
        Finding.LOGIN: _has_login(text, trade),
        Finding.PASSWORD: _has_password(text),
    }
    return tuple(kind for kind, is_in in tests.items() if is_in)


def _in_json(text, trade):
    """Find personal data by the keys and values of a JSON text; None if it is not JSON."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return tuple(
        dict.fromkeys(
            kind for key, value in _json_values(content) for kind in _of_pair(key, value, trade)
        )
    )


def _json_values(content, key=""):
    """Yield (key, text) of each value in a parsed JSON text."""
    if isinstance(content, dict):
        for name, value in content.items():
            yield from _json_values(value, name)
    elif isinstance(content, list):
        for value in content:
            yield from _json_values(value, key)
    elif isinstance(content, str | int):
        yield key, str(content)


def _of_pair(heading, text, trade):
    found = findings_in(text, trade, holds=content_under(heading))
    return found or by_heading(heading, text, trade)


def _has_email(text):
    return "@" in text and any(_is_email(match[0].strip(".")) for match in ADDRESS.finditer(text))


def _is_email(address):
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


def _has_phone(text):
    if sum(map(str.isdigit, text)) < FEWEST_DIGITS:
        return False
    match, possible = phonenumbers.PhoneNumberMatcher, phonenumbers.Leniency.POSSIBLE
    is_abroad = "+" in text and match(text, None, possible).has_next()
    return is_abroad or any(match(text, each).has_next() for each in REGIONS)


def _has_password(text):
    return any(plain(match[1]) not in NOT_A_PASSWORD for match in PASSWORD.finditer(text))


def _has_login(text, trade):
    parts = []
    if "\\" in text or "/" in text:
        parts = [
            match[2] for match in DOMAIN_LOGIN.finditer(text) if match[1].casefold() not in trade
        ]
        parts += [match[1] for match in HOME.finditer(text)]
    parts += [match[1] for match in NAMED_LOGIN.finditer(text)]
    if any(is_free(plain(part), trade | GENERIC_LOGINS) for part in parts):
        return True
    return any(_is_dotted_name(plain(match[1]), plain(match[2])) for match in DOTTED.finditer(text))


def _is_dotted_name(one, other):
    """Whether a word like jean.dupont or j.dupont is the name of a person."""
    if 1 in {len(one), len(other)}:
        longer = max(one, other, key=len)
        return longer in last_names() | first_names()
    return is_first_name(one) or is_first_name(other)


def _has_name(text, trade, holds):
    words = words_of(text)
    if not any(word.text[:1].isupper() for word in words):
        return (
            _is_small_name(words, text)
            or _has_context(text, trade)
            or _has_lone_name(text, words, trade, holds)
        )
    return (
        _has_titled(text, trade)
        or _has_context(text, trade)
        or _has_initials(text, words, trade)
        or any(_is_pair(words, place, trade, holds) for place in range(len(words) - 1))
        or any(_is_of_somebody(words, place, trade) for place in range(1, len(words)))
        or _has_lone_name(text, words, trade, holds)
    )


@lru_cache(maxsize=4_096)
def words_of(text):
    """The words of a text, in order."""
    words, end = [], 0
    for match in WORD.finditer(text):
        between = text[end : match.start()]
        is_apart = bool(end) and between not in {" ", ", ", " - ", "_", "."}
        words.append(Word(match[0], plain(match[0]), match.start(), match.end(), is_apart))
        end = match.end()
    return tuple(words)


def _is_small_name(words, text):
    """Whether a cell contains only a name in lower case, such as “jean dupont”."""
    if len(words) != 2 or len(text) != words[-1].end or "." in text:
        return False
    one, other = (word.key for word in words)
    return any(
        is_first_name(a) and (b in last_names() or is_first_name(b))
        for a, b in [(one, other), (other, one)]
    )


def is_first_name(key):
    """Whether a folded word is a first name; “jean marie” if each of its parts is."""
    return all(part in first_names() for part in key.split())


def is_listed(key):
    return is_first_name(key) or key in last_names()


def is_free(key, trade):
    """Whether a word is neither a technical term nor the name of a place."""
    return key not in TRADE_WORDS and key not in PLACE_WORDS and key not in trade


def _has_titled(text, trade):
    return any(
        is_free(plain(match[0].split()[-1].rpartition(".")[2]), trade)
        for match in TITLED.finditer(text)
    )


def _has_context(text, trade):
    for match in STRONG.finditer(text):
        key = plain(match[1] or match[2])
        if match[1]:
            is_name = len(key) > SHORTEST or is_listed(key)
        else:
            before = plain(text[match.start() : match.start(2)]).split()
            is_name = is_first_name(key) and before[-1] in PREPOSITIONS
        if is_name and is_free(key, trade):
            return True
    somebody = FOR_SOMEBODY.fullmatch(text)
    if somebody and len(somebody[1]) > SHORTEST and is_free(plain(somebody[1]), trade):
        return True
    for match in WEAK.finditer(text):
        first, second = plain(match[1]), plain(match[2] or "")
        if is_first_name(first) and is_free(first, trade) and second not in PLACE_WORDS:
            return True
        is_two = match[2] and is_free(first, trade) and is_free(second, trade)
        if (
            is_two
            and " d" in match[0].casefold()
            and not (match[1].isupper() and match[2].isupper())
        ):
            return True
    owners = {plain(match[1]) for match in POSSESSIVE.finditer(text)} - NOT_OWNERS
    return any(is_first_name(owner) or is_free(owner, trade) for owner in owners)


def _has_initials(text, words, trade):
    is_alone = len(words) == 2
    for match in INITIALS.finditer(text):
        key = plain(match[1] or match[2])
        if len(key) >= SHORTEST and is_free(key, trade) and (is_listed(key) or is_alone):
            return not _follows_place(words, match.start())
    return False


def _is_pair(words, place, trade, holds):
    """Whether the word at this place and the next are a first and a last name."""
    one, other = words[place], words[place + 1]
    if other.key in PARTICLES and other.text[0].isupper() and place + 2 < len(words):
        other = words[place + 2]
    if other.is_apart or not (one.text[0].isupper() and other.text[0].isupper()):
        return False
    if not (is_free(one.key, trade) and is_free(other.key, trade)):
        return False
    if _follows_place(words, one.start):
        return False
    is_shaped = one.is_capital != other.is_capital and all(
        word.is_capital or (word.is_title and len(word.text) >= SHORTEST) for word in (one, other)
    )
    is_listed = any(
        is_first_name(word.key) and len(last.text) > 1
        for word, last in ((one, other), (other, one))
    )
    return is_listed or (is_shaped and holds is not Holds.PRODUCT)


def _is_of_somebody(words, place, trade):
    """Whether the word at this place is a first name after “de”, “by”..."""
    before, word = words[place - 1], words[place]
    return (
        before.key in PREPOSITIONS
        and word.text[0].isupper()
        and not word.is_apart
        and is_first_name(word.key)
        and is_free(word.key, trade)
        and not _follows_place(words, before.start)
    )


def _has_lone_name(text, words, trade, holds):
    """Whether a single word names a person: a first name, or a last name that stands apart."""
    is_text = holds is Holds.TEXT
    alone = BRACKETED.search(text) if is_text else None
    if alone and all(is_free(key, trade) for key in plain(alone[1]).split()):
        return not _follows_place(words, alone.start(1))
    return any(
        is_apart or (is_text and word.text[0].isupper() and len(words) > 1)
        if is_first_name(word.key)
        else is_apart and is_text and (word.is_title or word.is_capital)
        for word in words
        # a word in another script may be a name, unless the column has products
        if is_listed(word.key) and is_free(word.key, trade) and (word.key or is_text)
        if not _follows_place(words, word.start)
        for is_apart in [_is_apart(text, word)]
    )


def _is_apart(text, word):
    """Whether a word stands alone in brackets, or between commas or dashes."""
    is_all = len(text.strip()) == len(word.text)
    return not is_all and bool(OPENS.search(text[: word.start]) and CLOSES.match(text[word.end :]))


def _follows_place(words, start):
    """Whether a room, a street or a school is named just before this place of a text."""
    before = [word for word in words if word.start < start]
    for word in reversed(before[-3:]):
        if word.key in PLACE_WORDS:
            return True
        if (
            word.key not in {"de", "du", "des", "la", "le", "les", "d", "l", "of", "the"}
            and not word.text[0].isupper()
        ):
            return False
    return False


def content_under(heading):
    return Holds.CODE if is_of_codes(heading) else Holds.TEXT


def kinds_of(heading, text, trade=frozenset()):
    """The kinds of personal data in a cell: a name if only other cells of its column suggest it."""
    found = findings_in(text, trade, holds=content_under(heading))
    return found or by_heading(heading, text, trade) or (Finding.NAME,)


def by_heading(heading, text, trade):
    """Find personal data by the heading of a cell, where its text alone is not enough."""
    if is_of_logins(heading) and _is_login(text, trade):
        return (Finding.LOGIN,)
    if is_of_people(heading) and may_be_name(text, trade):
        return (Finding.NAME,)
    return ()


def _is_login(text, trade):
    return bool(LOGIN_SHAPE.fullmatch(text)) and all(
        len(key) < SHORTEST or is_free(key, trade) for key in plain(text).split()
    )


def may_be_name(text, trade=frozenset()):
    """Whether a text consists of a few words, none of which is a technical term."""
    words = words_of(text)
    return (
        0 < len(words) <= MAX_NAME_WORDS
        and not re.search(r"\d{2}", text)
        and any(len(word.key) > 1 for word in words)
        and not any(word.key in TRADE_WORDS or word.key in trade for word in words)
    )
