"""Length of an SMS in parts: GSM-7, or UCS-2 if a character requires it.

SMS count as networks do. Typographic signs are sent as their plain twins, since one of them turns
the whole text into UCS-2 and halves its room; other letters are kept, and the editor says which of
them cost it.
"""

from typing import NamedTuple

# GSM 03.38: each of these is one septet; those of the extension take an escape before them.
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("^{}\\[~]|€\f")
# Signs of print that have a plain twin: one of them would halve the room of the whole text.
PLAIN = str.maketrans(
    {
        "’": "'",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "“": '"',
        "”": '"',
        "«": '"',
        "»": '"',
        "…": "...",
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
    """The number of units and parts; `odd` are the characters that force UCS-2."""

    is_gsm: bool
    units: int
    parts: int
    odd: str

    @property
    def encoding(self):
        return "GSM-7" if self.is_gsm else "UCS-2"


def plain_sms(text):
    """The text as it is sent: signs of print as plain ones, no space at its ends."""
    return text.translate(PLAIN).strip()


def measure(text):
    """The `Length` of a text: 160 or 153 septets a part, or 70 or 67 letters of 16 bits.

    What takes two units is never cut over two parts, so a part may be one short.
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
