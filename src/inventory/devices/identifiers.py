"""Identifiers: our asset tags, and manufacturers' serial numbers, IMEIs and ICCIDs.

An asset tag is prefix + two-digit year + counter of at least five digits + check character of ISO
7064 MOD 37,36, for example RB2600001Y.
"""

import re
from urllib.parse import quote, unquote

from django.conf import settings
from stdnum import imei as stdnum_imei
from stdnum import luhn
from stdnum.iso7064 import mod_37_36

from core.text_input import line_of, visible

# Placeholders for a missing serial number, in firmware and donors' lists.
FILLERS = [
    "0", "00000000", "123456789", "DEFAULT STRING", "INCONNU", "N/A", "NA", "NC", "NONE",
    "NOT SPECIFIED", "SYSTEM SERIAL NUMBER", "TO BE FILLED BY O.E.M.", "UNKNOWN", "XXXXXXX",
    "-", "?",
]  # fmt: skip
SERIAL_MAX = 60
# digits of an IMEISV: an IMEI with its software version, which is not an IMEI
MAX_IMEI_DIGITS = 16
# Prefix that some scanners send: the symbology of the code (ISO/IEC 15424).
SYMBOLOGY = re.compile(r"^\][A-Za-z][0-9A-Za-z]")
SEPARATORS = re.compile(r"[ ._/\u2010-\u2015-]")
# Characters from a scanner set to an American keyboard on a computer set to a French one.
AZERTY_SIGNS = re.compile(r"[&é\"'(è_çà!]")
FROM_AZERTY = str.maketrans(
    "&é\"'(-è_çà)!:;,?MmaqzwAQZW",
    "1234567890-/.,mM:;qawzQAWZ",
)
# Path letters of our URLs: device label, shelf label, paper, certificate, agreement.
OF_OURS = "APDEV"


def clean_serial(text):
    """Normalise a serial number: upper case without spaces; None if unknown."""
    words = visible(str(text or "")).upper().split()
    is_unknown = " ".join(words) in FILLERS or "".join(words) in FILLERS
    return "".join(words) if words and not is_unknown else None


def imeis_in(text):
    """Split a cell into its IMEIs as written, separated by / ; , | or a line end."""
    text = str(text or "")
    if len(re.sub(r"\D", "", text)) <= MAX_IMEI_DIGITS:
        return [text]
    return [part.strip() for part in re.split(r"[/;,|\n]", text) if part.strip()]


def clean_imei(text):
    """Return the 15 digits of an IMEI (3GPP TS 23.003, Luhn), or None if it is empty.

    Raises ValueError if it is invalid, or is a 16-digit IMEISV, which has no check digit.
    """
    digits = re.sub(r"[\s./-]", "", visible(str(text or "")))
    if not digits or digits.upper() in FILLERS:
        return None
    if len(digits) != 15 or not stdnum_imei.is_valid(digits):
        raise ValueError(text)
    return digits


def clean_iccid(text):
    """Return the digits of a SIM card's number without its trailing filler; None if it is empty.

    Raises ValueError unless it has 10 to 22 digits.
    """
    digits = SEPARATORS.sub("", str(text or "").upper()).removesuffix("F")
    if not digits or digits in FILLERS:
        return None
    if not re.fullmatch(r"\d{10,22}", digits, re.ASCII):
        raise ValueError(text)
    return digits


def is_sound_iccid(digits):
    """Whether an ICCID conforms to ITU-T E.118: 89..., 19 or 20 digits, Luhn on all or on 19."""
    is_long_enough = digits.startswith("89") and len(digits) in {19, 20}
    return is_long_enough and (luhn.is_valid(digits) or luhn.is_valid(digits[:19]))


def make_tag(prefix, year, number):
    """Return the asset tag with this number: `make_tag("EC", 26, 1)` is "EC26000010"."""
    body = f"{prefix}{year:02}{number:05}"
    return body + mod_37_36.calc_check_digit(body)


def tags_numbered(prefix, number):
    """Tags of the years 2020 to 2059 with this counter, as labels print it: "00001"."""
    is_counter = re.fullmatch(r"\d{5,6}", number, re.ASCII) and int(number)
    return [make_tag(prefix, year, int(number)) for year in range(20, 60)] if is_counter else []


def is_tag(code):
    """Whether `code` has the format of a tag with any prefix, and a valid check character."""
    return looks_like_tag(code) and mod_37_36.is_valid(code)


def looks_like_tag(code):
    """Whether `code` has the format of a tag; if `is_tag` is false, it was misread."""
    return bool(re.fullmatch(r"[A-Z]{1,4}\d{7,}[A-Z0-9]", code))


def tag_url(tag):
    """URL in a label's QR code, in upper case so that the symbol is as small as possible."""
    return f"{settings.SITE_URL}/A/{tag}".upper()


def place_url(code):
    """URL in a shelf label's QR code; only capitals, digits and %, for any code."""
    return f"{settings.SITE_URL}/P/{quote(code, safe='')}".upper()


def clean_code(text):
    """Normalise a scanned or typed code for lookup, in upper case.

    One of our URLs, also at a former address (`FORMER_SITE_URLS`), becomes the tag of its label,
    the code of its shelf, the number of its paper, or the token of its certificate or agreement.
    URLs of other sites are unchanged. A tag, an IMEI or an ICCID in groups, as printed on labels,
    is joined. A tag or an IMEI from a scanner set to an American keyboard, on a computer set to a
    French one, is translated.
    """
    if not text:
        return ""
    line = SYMBOLOGY.sub("", line_of(text))
    code = _in_words_of_ours(line.upper())
    if AZERTY_SIGNS.search(line):
        meant = _in_words_of_ours(line.translate(FROM_AZERTY).upper())
        if is_tag(meant) or is_imei(meant):
            return meant
    return code


def _in_words_of_ours(code):
    code = _of_an_address(code)
    bare = SEPARATORS.sub("", code)
    if re.fullmatch(r"89\d{16,18}F?", bare):
        return bare.rstrip("F")
    if is_imei(bare) or is_tag(bare) or looks_like_tag(code.replace(" ", "")):
        return bare
    return re.sub(r"^([A-Z]{1,2}\d\d) (\d{4,5})$", r"\1-\2", code)  # a number written with a space


def _of_an_address(code):
    """Return the code in one of our URLs on a label, shelf or paper; other texts are unchanged."""
    if "/" not in code:
        return code
    bare = re.sub(r"^HTTPS?://", "", code)
    for site in (settings.SITE_URL, *settings.FORMER_SITE_URLS):
        home = site.upper().partition("://")[2].rstrip("/")
        ours = re.fullmatch(rf"{re.escape(home)}/[{OF_OURS}]/(.+?)/?", bare)
        if ours:
            return unquote(ours[1])
    return code


def is_imei(code):
    """Whether `code` is an IMEI of fifteen digits with a valid check digit."""
    return len(code) == 15 and stdnum_imei.is_valid(code)


def clean_number(text):
    """Normalise a phone number to E.164, such as +33639980001; None if it is empty.

    A French number may lack its country code, and its first zero if a spreadsheet removed it.
    Raises ValueError if it is invalid.
    """
    digits = SEPARATORS.sub("", str(text or "")).replace("(0)", "").removeprefix("+")
    if not digits or digits.upper() in FILLERS:
        return None
    if re.fullmatch(r"0?[67]\d{8}", digits, re.ASCII):
        digits = f"33{digits[-9:]}"
    digits = digits.removeprefix("00")
    if not re.fullmatch(r"[1-9]\d{7,14}", digits, re.ASCII):
        raise ValueError
    return f"+{digits}"
