"""Sizes as tools write them."""

import re

UNITS = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}
SIZE = re.compile(r"^\s*(\d{1,12})\s*([KMGT]?)(?:i?B|bytes)\b", re.IGNORECASE)


def bytes_of(text):
    """Parse a size such as "8192 MB" or "16 GiB" into bytes; None if it is not a size."""
    match = SIZE.match(text or "")
    return int(match[1]) * UNITS[match[2].upper()] if match else None
