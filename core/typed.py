"""Normalise untrusted text input (typed, scanned, in a URL): bounded, and of one type."""

import re

MAX_LENGTH = 200  # characters: more than any name or code of ours


def line_of(text):
    """One line of text: single spaces, no NUL (PostgreSQL stores none), 200 characters."""
    return " ".join(str(text or "").replace("\0", "\N{REPLACEMENT CHARACTER}").split())[:MAX_LENGTH]


def number_of(text):
    """The id in a URL or a form field; None for anything else."""
    return int(text) if re.fullmatch(r"\d{1,18}", text or "", re.ASCII) else None
