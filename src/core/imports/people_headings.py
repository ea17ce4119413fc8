"""Headings of columns that name people, in the languages of the lists we receive.

A heading in camel case or with underscores is split into words: AssignedTo, student_name.
"""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from core.imports.columns import plain

TABLE = tomllib.loads(Path(__file__).with_name("people_headings.toml").read_text(encoding="utf-8"))
WHOLE, WORDS, PHRASES = ("|".join(TABLE[name]) for name in ("whole", "words", "phrases"))
# Words which show that a heading with one of these is about something else.
ABOUT_MORE = re.compile("|".join(TABLE["about_more"]))
MAYBE = re.compile(rf"({WHOLE})( ?[0-9])?")
CERTAIN = re.compile(rf"(.* )?(({WORDS})s?|{PHRASES})( .*)?")
CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý])")
LOGIN = re.compile(rf".*\b({'|'.join(TABLE['logins'])})\b.*")
HOST = re.compile(rf".*\b({'|'.join(TABLE['hosts'])})\b.*")
# Headings of codes, whose digits are not a phone number.
CODES = re.compile(rf".*\b({'|'.join(TABLE['codes'])})\b.*")


def words_of(heading):
    """Split a heading into words, without case and accents: AssignedTo is “assigned to”."""
    return plain(CAMEL.sub(" ", heading).replace("_", " "))


@lru_cache(maxsize=512)  # called for every cell of a column
def is_of_people(heading):
    """Whether cells under this heading are people, or their contact data.

    “Name” may be that of a thing: its cells decide, unless the heading `is_surely_of_people`.
    """
    return bool(MAYBE.fullmatch(words_of(heading))) or is_surely_of_people(heading)


@lru_cache(maxsize=512)  # called for every cell of a column
def is_surely_of_people(heading):
    """Whether cells under this heading are people, whatever they look like."""
    words = words_of(heading)
    return bool(CERTAIN.fullmatch(words)) and not ABOUT_MORE.fullmatch(words)


@lru_cache(maxsize=512)  # called for every cell of a column
def is_of_logins(heading):
    return bool(LOGIN.fullmatch(words_of(heading)))


def is_of_hosts(heading):
    """Whether cells under this heading name machines, often after their user: PC-MOREL."""
    return bool(HOST.fullmatch(words_of(heading)))


@lru_cache(maxsize=512)  # called for every cell of a column
def is_of_codes(heading):
    return bool(CODES.fullmatch(words_of(heading)))
