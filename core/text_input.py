"""Normalise untrusted text input (typed, scanned, in a URL): bounded, and of one type."""

import re
from datetime import date

MAX_LENGTH = 200  # characters: more than any name or code of ours
# Characters without width, which web pages and chats add to copied text. The joiners of Persian and
# of emoji stay between letters that are not ASCII.
INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
    "|(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])"
)


def visible(text):
    """`text` without invisible characters."""
    return text if text.isascii() else INVISIBLE.sub("", text)


def line_of(text):
    """One line of visible text: single spaces, 200 characters, none that no database stores.

    That is NUL, and half a character, which JSON may have.
    """
    text = visible(str(text or "").encode(errors="replace").decode())
    return " ".join(text.replace("\0", "\N{REPLACEMENT CHARACTER}").split())[:MAX_LENGTH]


def natural_key(text):
    """A sort key that reads numbers: "5 €" comes before "15 €"."""
    return [int(part) if part.isdigit() else part.casefold() for part in re.split(r"(\d+)", text)]


def number_of(text):
    """The id in a URL or a form field; None for anything else."""
    return int(text) if re.fullmatch(r"\d{1,18}", text or "", re.ASCII) else None


def day_named(text, today):
    """The day that an address names, as in 2026-11-25; else today. Within what a calendar holds."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return today
    return day if 2000 <= day.year <= 2199 else today
