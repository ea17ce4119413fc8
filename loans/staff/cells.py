"""Parser of needs in a cell of a staff list: “14 pouces, webcam, 4G, 8 Go” as `Needs`."""

import re
from decimal import Decimal

from django.utils.translation import gettext_noop

from catalogue.names import is_unknown
from inventory.imports.cells import wrong
from loans.base.needs import Needs

UNKNOWN_NEED = gettext_noop(
    "“%(text)s” is no need we know: write inches, GB of memory, webcam, 4G, apart by commas."
)
SCREEN = re.compile(
    r"(?P<size>\d{1,2}(?:[.,]\d)?)\s*(?:pouces?|po|inch(?:es)?|\"|''|″)\s*(?:min|\+)?", re.I
)
RAM = re.compile(
    r"(?P<size>\d{1,3})\s*(?:go|gb)(?:\s*(?:de\s*)?(?:ram|mémoire|memoire|memory))?", re.I
)
WEBCAM = re.compile(r"(?:avec\s+|with\s+(?:a\s+)?)?(?:webcam|cam[eé]ra|camera)", re.I)
CELLULAR = re.compile(r"(?:avec\s+|with\s+)?(?:4g|5g|lte|carte sim|sim|cellulaire|cellular)", re.I)


def needs_in(text):
    """The `Needs` in a cell; raises `ValidationError` if it cannot be parsed."""
    values = {}
    parts = [] if is_unknown(text) else re.split(r"[;,\n+](?!\d)|\bet\b|\band\b", text)
    for part in map(str.strip, parts):
        if part:
            values |= _one(part)
    return Needs(**values)


def _one(part):
    if match := SCREEN.fullmatch(part):
        return {"screen": Decimal(match["size"].replace(",", "."))}
    if match := RAM.fullmatch(part):
        return {"ram": int(match["size"])}
    if WEBCAM.fullmatch(part):
        return {"webcam": True}
    if CELLULAR.fullmatch(part):
        return {"cellular": True}
    raise wrong(UNKNOWN_NEED, text=part[:40])
