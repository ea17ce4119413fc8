"""Terms that the law reserves for unused goods (decree 2022-190), rejected in printed texts.

The grade is cosmetic and has its own descriptions. Defects are recorded as known faults.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.folding import folded

# C. conso. R. 122-4 (decree 2022-190).
RESERVED = re.compile(r"\b(etat|comme|a) neu(f|ve)s?\b")
FORBIDDEN = gettext_noop(
    "“%(words)s”: the law forbids these words for a refurbished device (decree "
    "2022-190), and this text is printed. Describe how it looks instead."
)


def plain(text):
    """Return `text` in lower case without accents, with each run of spaces as one space."""
    return " ".join(folded(text).split())


def reserved_in(text):
    """The reserved terms in `text`, without accents, in order."""
    return [match.group() for match in RESERVED.finditer(plain(text))]


def check_words(text):
    """Raise `ValidationError`, with the legal reason, for terms that our papers may not use."""
    reserved = reserved_in(text)
    if reserved:
        raise ValidationError(_(FORBIDDEN) % {"words": ", ".join(reserved)})
