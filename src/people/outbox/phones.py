"""Phone numbers in international format (E.164): `06 39 98 00 01` is `+33639980001`."""

import re

# French mobile numbers with another country code, and fictitious numbers, by their prefix.
OVERSEAS = {
    "063998": "33",
    "0639": "262",
    "0690": "590",
    "0691": "590",
    "0692": "262",
    "0693": "262",
    "0694": "594",
    "0696": "596",
    "0697": "596",
}
NATIONAL = re.compile(r"0[1-9]\d{8}", re.ASCII)
INTERNATIONAL = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
FRENCH_MOBILE = re.compile(r"\+33[67]", re.ASCII)


def e164(text):
    """Return a phone number as `+33639980001`, or "" if the text is not a phone number."""
    number = re.sub(r"[\s.\-/()\u2010-\u2015]", "", (text or "").replace("(0)", ""))
    number = re.sub(r"^00", "+", number)
    number = re.sub(r"^\+330", "+33", number)
    if NATIONAL.fullmatch(number):
        code = next((OVERSEAS[p] for p in OVERSEAS if number.startswith(p)), "33")
        number = f"+{code}{number[1:]}"
    return number if INTERNATIONAL.fullmatch(number) else ""


def takes_sms(number):
    """Whether an E.164 number can receive SMS: French mobiles, and any foreign number."""
    return bool(number) and (not number.startswith("+33") or bool(FRENCH_MOBILE.match(number)))
