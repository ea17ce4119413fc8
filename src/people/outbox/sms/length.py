"""Length of an SMS in parts, in GSM-7, or in UCS-2 if a character requires it.

Parts are counted as networks count them. Typographic characters are replaced by plain equivalents,
since a single one turns the whole text into UCS-2 and halves its capacity. Other characters are
kept, and the editor lists those that require UCS-2.
"""

from typing import NamedTuple

# GSM 03.38: each of these characters is one septet; characters of the extension need an escape.
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("^{}\\[~]|€\f")
# Typographic characters, any of which would halve the capacity, and their plain equivalents.
PLAIN = str.maketrans(
    {
        "’": "'",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "“": '"',
        "”": '"',
        "«": '"',
        "»": '"',
        "…": "...",
        "×": "x",
        "–": "-",
        "—": "-",
        "\N{NO-BREAK SPACE}": " ",
        "\N{NARROW NO-BREAK SPACE}": " ",
        "\N{NON-BREAKING HYPHEN}": "-",
        "œ": "oe",
        "Œ": "OE",
    }
)


class Length(NamedTuple):
    """Number of units and parts; `odd` are the characters that force UCS-2."""

    is_gsm: bool
    units: int
    parts: int
    odd: str

    @property
    def encoding(self):
        return "GSM-7" if self.is_gsm else "UCS-2"


def plain_sms(text):
    """Return the text as it is sent: with plain characters, and stripped."""
    return text.translate(PLAIN).strip()


def measure(text):
    """`Length` of a text: 160 or 153 septets a part, or 70 or 67 characters of 16 bits.

    A character of two units is never split over two parts, so a part may be one short.
    """
    odd = "".join(sorted(set(text) - BASIC - EXTENSION))
    if odd:
        sizes, alone, joined = [1 + (ord(letter) > 0xFFFF) for letter in text], 70, 67
    else:
        sizes, alone, joined = [1 + (letter in EXTENSION) for letter in text], 160, 153
    units = sum(sizes)
    parts = 1 if units <= alone else _parts(sizes, joined)
    return Length(not odd, units, parts, odd)


def _parts(sizes, room):
    parts, used = 1, 0
    for size in sizes:
        if used + size > room:
            parts, used = parts + 1, 0
        used += size
    return parts
