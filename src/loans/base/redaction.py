"""Redaction of letters: details that identify a family are refused or left out.

The reason for an answer is mailed in full, with its free text, and must not identify a family. A
text that contains a name of the person or of a guardian, the reference, a phone number or an
address is refused when it is written, and left out of the letter if the name becomes known before
it leaves. This also applies to a partial acceptance.
"""

import re

from core.forms.reserved_terms import plain
from loans.models import Request

# Eight digits in a row, with or without spaces, or an e-mail address.
REACHES = re.compile(r"(?:\d[ .-]?){8,}|\S+@\S+")


def family_details_in(words: str, request: Request) -> list[str]:
    """The personal data of a request's recipient in a text, in order: names, contacts."""
    contacts, names = [match.group().strip() for match in REACHES.finditer(words)], _names(request)
    return contacts + [word for word in re.findall(r"\w+", words) if plain(word) in names]


def _names(request: Request) -> set[str]:
    """The words in the names of the request's person and guardians, and in its reference."""
    person, texts = request.recipient, [request.reference]
    if person:
        texts += [person.first_name, person.last_name, person.reference]
        texts += [guardian.name for guardian in person.guardians.all()]
    words = re.findall(r"\w+", plain(" ".join(texts)))
    return {word for word in words if len(word) > 1 and not word.isdigit()}
