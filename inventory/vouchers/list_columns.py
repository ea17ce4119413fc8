"""Column mapping of a list of vouchers, by headings or by the format of cells."""

import re
from types import SimpleNamespace

from django.utils.translation import gettext_lazy

from inventory.imports import columns, guessing
from inventory.vouchers.encryption import clean_voucher_code

CODE = re.compile(r"[0-9A-Z]{6,24}")
# SGP.22: the address of a server and the key of a profile.
ESIM = re.compile(r"(LPA:)?1\$[A-Za-z0-9.:/-]{4,100}\$[A-Za-z0-9._-]{0,60}(\$[0-9.]*(\$1)?)?")
PIN, PUK = re.compile(r"\d{4,8}", re.ASCII), re.compile(r"\d{8}", re.ASCII)
CARD = re.compile(r"\s*89(?:[\s.-]?\d){16,18}F?\s*", re.IGNORECASE)

FIELDS = {
    "code": gettext_lazy("Code"),
    "iccid": gettext_lazy("ICCID"),
    "number": gettext_lazy("Phone number"),
    "pin": gettext_lazy("PIN"),
    "puk": gettext_lazy("PUK"),
    "activate_by": gettext_lazy("Last day to activate"),
    "valid_until": gettext_lazy("Last day of use"),
}
HEADINGS = {
    "code": [
        "code",
        "code de recharge",
        "code recharge",
        "code secret",
        "code activation",
        "code d activation",
        "activation code",
        "top up code",
        "voucher code",
        "code a gratter",
        "lpa",
        "recharge",
        "voucher",
    ],
    "iccid": ["iccid", "n iccid", "numero iccid", "numero de carte", "numero de sim", "sim", "icc"],
    "number": [
        "msisdn",
        "numero de telephone",
        "numero d appel",
        "telephone",
        "ligne",
        "numero de ligne",
        "phone number",
        "phone",
    ],
    "pin": ["pin", "pin1", "code pin", "pin code"],
    "puk": ["puk", "puk1", "code puk", "puk code"],
    "activate_by": [
        "date limite d activation",
        "limite d activation",
        "a activer avant",
        "a activer avant le",
        "activation avant",
        "dernier jour pour l activer",
        "activate by",
        "last day to activate",
        "date de peremption",
        "peremption",
        "expiration",
        "date d expiration",
        "expiry",
        "expiry date",
        "expires",
    ],
    "valid_until": [
        "valable jusqu au",
        "date de fin de validite",
        "fin de validite",
        "validite",
        "dernier jour d utilisation",
        "valid until",
        "last day of use",
        "date de validite",
    ],
}
WORDS = {word for words in HEADINGS.values() for word in words}
KIND = SimpleNamespace(fields=FIELDS, headings=HEADINGS, joined=frozenset())


def looks_like_code(cell):
    """Whether a cell can be a code; one with a digit at least, unlike words."""
    code = clean_voucher_code(cell)
    is_code = bool(CODE.fullmatch(code) or ESIM.fullmatch(code))
    return is_code and any(letter.isdigit() for letter in code)


def _is_secret(cell):
    return bool(looks_like_code(cell) or CARD.fullmatch(cell))


def with_headings(headings, rows):
    """The headings and rows of a list; where none was written, the first row is one of them all.

    Headings are known words, or else words above codes: a code without digits is no heading.
    """
    below = (cell for _row, cells in rows for cell in cells)
    has_headings = any(columns.plain(cell) in WORDS for cell in headings)
    is_above = not any(map(_is_secret, headings)) and any(map(_is_secret, below))
    if has_headings or is_above or not any(headings):
        return headings, rows
    first = rows[0][0] - 1 if rows else 1
    return [""] * len(headings), [(first, headings), *rows]


def guess(headings, rows):
    """{index as text: field}: by the headings, and codes and cards by how they look."""
    guessed = guessing.guess(headings, KIND)
    for name, looks in (("iccid", CARD.fullmatch), ("code", looks_like_code)):
        if name not in guessed.values():
            counts = {
                index: sum(bool(looks(cells[index])) for _row, cells in rows if index < len(cells))
                for index in range(len(headings))
                if str(index) not in guessed
            }
            best = max(counts, key=counts.get, default=None)
            if best is not None and counts[best]:
                guessed[str(best)] = name
    return guessed
