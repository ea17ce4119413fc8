"""Normalise untrusted text input (typed, scanned, in a URL): bounded, and of one type."""

import re
from datetime import date

from django.utils.translation import gettext as _

MAX_LENGTH = 200  # in characters: longer than all our names and codes
# Zero-width characters that web pages and chats add to copied text. The joiners of Persian and of
# emoji are kept between letters that are not ASCII.
INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
    "|(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])"
)
# what looks like a placeholder, even with a space in its name or without its closing brace
PLACEHOLDER = re.compile(r"\{[^{}\n]*\}|\{ ?\w*|\}")


def unknown_placeholders(text, names):
    """The placeholders of `text` that are none of these names, as written, in order."""
    return [
        found for found in PLACEHOLDER.findall(text) if found not in map("{{{}}}".format, names)
    ]


def not_placeholders(unknown, names):
    """The error about these unknown placeholders; it lists the allowed names."""
    params = {"unknown": ", ".join(unknown), "names": ", ".join(f"{{{name}}}" for name in names)}
    return _("%(unknown)s is not a placeholder. Use one of these: %(names)s.") % params


def visible(text):
    """Return `text` without invisible characters."""
    return text if text.isascii() else INVISIBLE.sub("", text)


def line_of(text):
    """Return one line of visible text, with single spaces and at most 200 characters.

    NUL and lone surrogates, which JSON may contain, are removed.
    """
    text = visible(str(text or "").encode(errors="replace").decode())
    return " ".join(text.replace("\0", "\N{REPLACEMENT CHARACTER}").split())[:MAX_LENGTH]


def natural_key(text):
    """Natural sort key: “5 €” comes before “15 €”."""
    return [int(part) if part.isdigit() else part.casefold() for part in re.split(r"(\d+)", text)]


def number_of(text):
    """Parse the id in a URL or a form field; None if it is not an id."""
    return int(text) if re.fullmatch(r"\d{1,18}", text or "", re.ASCII) else None


def day_named(text, today):
    """The day in a URL, such as 2026-11-25, else today; limited to the range of the calendar."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return today
    return day if 2000 <= day.year <= 2199 else today
