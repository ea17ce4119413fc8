"""Map the columns of a list of vouchers, by headings or by the format of cells."""

import re
import tomllib
from pathlib import Path

from django.utils.translation import gettext_lazy

from core.imports import columns
from inventory.vouchers.encryption import clean_voucher_code

CODE = re.compile(r"[0-9A-Z]{6,24}")
# SGP.22 activation code of an eSIM: the address of a server and the key of a profile
ESIM = re.compile(r"(LPA:)?1\$[A-Za-z0-9.:/-]{4,100}\$[A-Za-z0-9._-]{0,60}(\$[0-9.]*(\$1)?)?")
PIN, PUK = re.compile(r"\d{4,8}", re.ASCII), re.compile(r"\d{8}", re.ASCII)
CARD = re.compile(r"\s*89(?:[\s.-]?\d){16,18}F?\s*", re.IGNORECASE)

FIELDS = {
    "code": gettext_lazy("Code"),
    "iccid": gettext_lazy("ICCID"),
    "number": gettext_lazy("Phone number"),
    "pin": gettext_lazy("PIN"),
    "puk": gettext_lazy("PUK"),
    "activate_by": gettext_lazy("Last day for activation"),
    "valid_until": gettext_lazy("Last day of use"),
}
HEADINGS = tomllib.loads(
    Path(__file__).with_name("voucher_headings.toml").read_text(encoding="utf-8")
)
WORDS = {word for words in HEADINGS.values() for word in columns.words_in(words)}


def looks_like_code(cell):
    """Whether a cell can be a code; unlike a word, a code has at least one digit."""
    code = clean_voucher_code(cell)
    is_code = bool(CODE.fullmatch(code) or ESIM.fullmatch(code))
    return is_code and any(letter.isdigit() for letter in code)


def masked(cell):
    """Mask a cell for display: dots replace any text that may be secret, in any column."""
    is_word = columns.plain(cell) in WORDS
    is_letters = re.fullmatch(r"[A-Za-z]{6,24}", cell.strip())
    is_secret = re.search(r"\d{4}", cell) or (
        is_letters and not (cell.strip().istitle() or cell.islower())
    )
    return "••••" if not is_word and (is_secret or looks_like_code(cell)) else cell


def _looks():
    """Return a function for the shares of cells that look like card numbers and like codes."""

    def fits_of(cells):
        cards = sum(bool(CARD.fullmatch(cell)) for cell in cells)
        codes = sum(looks_like_code(cell) for cell in cells) - cards
        count = max(len(cells), 1)
        return {"iccid": cards / count, "code": codes / count}

    return fits_of


def _is_secret(cell):
    return bool(looks_like_code(cell) or CARD.fullmatch(cell))


def has_headings(table):
    """Whether the first row has headings, not codes.

    Headings are known words, or words above codes: a code without digits is not a heading.
    """
    below = (cell for _row, cells in table.rows for cell in cells)
    is_familiar = any(columns.plain(cell) in WORDS for cell in table.headings)
    return is_familiar or (not any(map(_is_secret, table.headings)) and any(map(_is_secret, below)))


COLUMNS = {
    "fields": FIELDS,
    "headings": columns.headings_in(HEADINGS),
    "looks": _looks,
    "alone": {"iccid": 0.95, "code": 0.9},
    "is_data": _is_secret,
}
