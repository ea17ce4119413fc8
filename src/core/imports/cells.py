"""Checks of the cells of any list: words for “unknown”, texts too long, truncated numbers."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_noop

from core.folding import folded
from core.imports.columns import words_in

TOO_LONG = gettext_noop("“%(text)s…” is too long: %(most)s characters at most.")
SHORTENED = gettext_noop(
    "The spreadsheet has shortened a number to “%(text)s”: format this column as text."
)
NOT_AN_EMAIL = gettext_noop("“%(text)s” is not an e-mail address.")
SCIENTIFIC = re.compile(r"\d([.,]\d+)?E\+\d+", re.IGNORECASE)
TABLE = tomllib.loads(Path(__file__).with_name("cell_words.toml").read_text(encoding="utf-8"))
UNKNOWN = frozenset(words_in(TABLE["unknown"]))


@lru_cache(maxsize=8_192)  # cells of a column often repeat
def is_unknown(text):
    return not text or folded(" ".join(text.split()).casefold()) in UNKNOWN


def wrong(source, **data):
    return ValidationError(source, params=data)


def check_length(text, max_length):
    if len(text) > max_length:
        raise wrong(TOO_LONG, text=text[:20], most=max_length)


def line_within(text, max_length):
    """Return a cell as a single line, or "" for “unknown”; raise if it is too long."""
    line = " ".join(text.split())
    check_length(line, max_length)
    return "" if is_unknown(line) else line


def line_for(model, name, text):
    """Return a cell as a single line for this field of a model, or "" for “unknown”."""
    return line_within(text, model._meta.get_field(name).max_length)


def check_email(text):
    try:
        validate_email(text)
    except ValidationError as error:
        raise wrong(NOT_AN_EMAIL, text=text[:60]) from error
