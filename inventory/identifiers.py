"""Identifiers: asset tags of ours, serial numbers and IMEIs of makers.

An asset tag is prefix + two-digit year + counter of at least five digits + check character of
ISO 7064 MOD 37,36, for example RB2600001Y.
"""

import re

from django.conf import settings
from stdnum import imei as stdnum_imei
from stdnum.iso7064 import mod_37_36

from core.typed import line_of

# What firmware and donors' lists say when there is no serial number.
FILLERS = [
    "0",
    "00000000",
    "123456789",
    "DEFAULT STRING",
    "INCONNU",
    "N/A",
    "NA",
    "NC",
    "NONE",
    "NOT SPECIFIED",
    "SYSTEM SERIAL NUMBER",
    "TO BE FILLED BY O.E.M.",
    "UNKNOWN",
    "XXXXXXX",
    "-",
    "?",
]
SERIAL_MAX = 60
LABEL_URL = re.compile(r"(?:HTTPS?://)?[^/\s]+/A/([^/\s]+)/?")


def clean_serial(text):
    """A serial as it is stored: upper case, trimmed, single spaces; None when it is unknown."""
    serial = " ".join(str(text or "").upper().split())
    return None if not serial or serial in FILLERS else serial


def clean_imei(text):
    """An IMEI's 15 digits (3GPP TS 23.003, Luhn), None when empty.

    Raises ValueError when it is not one. A 16-digit IMEISV has no check digit: it is refused.
    """
    digits = re.sub(r"[\s./-]", "", str(text or ""))
    if not digits or digits.upper() in FILLERS:
        return None
    if len(digits) != 15 or not stdnum_imei.is_valid(digits):
        raise ValueError(text)
    return digits


def make_tag(prefix, year, number):
    """The asset tag of this number: `make_tag("EC", 26, 1)` is "EC26000010"."""
    body = f"{prefix}{year:02}{number:05}"
    return body + mod_37_36.calc_check_digit(body)


def is_tag(code):
    """Whether `code` is written as a tag of any prefix and its check character is right."""
    return bool(re.fullmatch(r"[A-Z]{1,4}\d{7,}[A-Z0-9]", code)) and mod_37_36.is_valid(code)


def looks_like_tag(code):
    """Whether `code` has the shape of a tag; with `is_tag` false, it was misread."""
    return bool(re.fullmatch(r"[A-Z]{1,4}\d{7,}[A-Z0-9]", code))


def tag_url(tag):
    """What a label's QR code holds: upper case throughout, so that it is as small as can be."""
    return f"{settings.SITE_URL}/A/{tag}".upper()


def clean_code(text):
    """A scanned or typed code as we look it up, in upper case.

    The address on a label gives its tag, even if our site has moved since it was printed; a tag or
    an IMEI typed in groups, as labels print it, is put together again.
    """
    code = line_of(text).upper()
    label = LABEL_URL.fullmatch(code)
    if label and (code.startswith(tag_url("")) or is_tag(label[1])):
        code = label[1]
    bare = re.sub(r"[ .-]", "", code)
    is_imei = len(bare) == 15 and stdnum_imei.is_valid(bare)
    if is_imei or is_tag(bare) or looks_like_tag(code.replace(" ", "")):
        return bare
    return code
