"""Facts in a donor's list, besides the name and the numbers of a device.

Readable facts fill the record; unreadable cells are added to the remark, after the name of their
field, and their rows are not refused. Cells of a column are often repeated: each text is parsed
once.
"""

import re
from decimal import Decimal
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from catalogue.names import key_of
from core.imports.cells import is_unknown
from core.imports.columns import OF_A_FIELD
from core.imports.days import FIRST_DAY, LAST_DAY, day_of
from inventory.devices.identifiers import clean_code, is_tag
from inventory.imports.product_names import WORDS as TABLE
from inventory.imports.specs import COLUMN_OF, NO, READERS, YES, read_spec
from inventory.models import Device

WORDS_MAX = {
    name: Device._meta.get_field(name).max_length
    for name in ("donor_tag", "donor_condition", "collected_from")
}
# {field of a list: field of the device} for texts stored in the donor's words
WORDS = {"condition": "donor_condition", "collected_from": "collected_from"}
# 2020, or after a month: 06/2020, nov. 2020; the remark has the month
MONTH = r"(?:jan|gen|ene|f[eé]v|feb|m[aä]r|avr|apr|abr|mai|may|mag|jui|jun|giu|lug|jul|ao[uû]|aug"
MONTH += r"|ago|sep|set|oct|okt|ott|out|nov|d[eé]c|dez|dic)[^\W\d]*\.?(?: de)? "
YEAR = re.compile(rf"(?:\d{{1,2}}[/.-]|{MONTH})?(\d{{4}})|(\d{{4}})[/.-]\d{{1,2}}", re.IGNORECASE)
# by the code of the accessory kind
ACCESSORIES = TABLE["came_with"]
WITHOUT = re.compile(
    r"\b(?:sans|absent\w*|manqu\w*|pas de|no|without|missing|ohne)\b", re.IGNORECASE
)


def headed(rows, headings, mapping):
    """Return these rows of cells with the heading before each accessory: “Chargeur: oui”."""
    columns = dict(enumerate(headings))
    places = [int(index) for index, name in mapping.items() if name == "accessories"]
    return [_headed(cells, {place: columns.get(place, "") for place in places}) for cells in rows]


def _headed(cells, headings):
    cells = list(cells)
    for place, heading in headings.items():
        if place < len(cells) and cells[place].strip():
            cells[place] = f"{heading}: {' '.join(cells[place].split())}"
    return cells


@lru_cache(maxsize=4_096)
def accessories_in(text):
    """Codes of the accessories that came with a device, from lines “heading: cell”."""
    codes = []
    for line in text.splitlines():
        heading, _colon, cell = line.partition(":")
        word = key_of(cell)
        if word in NO or is_unknown(cell):
            continue
        of_cell = [part for part in re.split(r"[,;+/]| et | and | und ", cell) if part.strip()]
        named = [heading] if word in YES else [part for part in of_cell if not WITHOUT.search(part)]
        for part in named:
            codes += [
                c for c, words in ACCESSORIES.items() if re.search(words, part, re.IGNORECASE)
            ]
    codes = list(dict.fromkeys(codes))
    return [code for code in codes if code != "charger" or "power-cable" not in codes]


def declared_facts(row, labels):
    """Return ({field of a `DeviceDraft`: value}, lines for the remark) for a row of texts."""
    specs, unread = _specs(row)
    read = {
        "specs": specs,
        **{field: _line(row[name], WORDS_MAX[field]) for name, field in WORDS.items()},
        "donor_tag": _donor_tag(row["donor_tag"]),
        "came_with": accessories_in(row["accessories"]),
        "book_value": _amount(row["book_value"]),
        "warranty_until": _day(row["warranty_end"]),
        **purchase_of(row["purchased"]),
    }
    left = [*unread, "price"]
    left += [] if read["donor_tag"] else ["donor_tag"]
    left += [] if read["warranty_until"] else ["warranty_end"]
    is_whole = read["bought_on"] or str(read["bought_year"]) == row["purchased"].strip()
    left += [] if is_whole else ["purchased"]
    left += ["book_value"] if read["book_value"] is None else []
    notes = [
        _(OF_A_FIELD) % {"thing": labels[name], "words": " ".join(row[name].split())}
        for name in left
        if not is_unknown(row[name])
    ]
    return read, notes


def _specs(row):
    """Return the specifications of a row, and the names of unreadable fields.

    The column of a field takes precedence over other columns.
    """
    specs, sizes, unread = {}, {}, []
    for name in READERS:
        read = read_spec(name, row[name])
        if read == {}:
            unread.append(name)
        specs |= read or {}
        sizes |= {f: v for f, v in (read or {}).items() if COLUMN_OF.get(f) == name}
    return specs | sizes, unread


def _donor_tag(text):
    """Return a donor's code as scanned; "" if it is too long or has the format of our labels."""
    code = clean_code(text)
    return "" if is_tag(code) or len(code) > WORDS_MAX["donor_tag"] else code


@lru_cache(maxsize=4_096)
def _line(text, longest):
    """Join the lines of a text, without lines that mean “unknown”."""
    lines = (" ".join(part.split()) for part in text.splitlines())
    return ", ".join(line for line in lines if not is_unknown(line))[:longest]


@lru_cache(maxsize=4_096)
def _day(text):
    try:
        return day_of(text)
    except ValidationError:
        return None


@lru_cache(maxsize=4_096)
def purchase_of(text):
    """Return the date of purchase, or the year if the list has no date."""
    year = YEAR.fullmatch(text.strip())
    number = int(year[1] or year[2]) if year else 0
    return {
        "bought_on": None if year else _day(text),
        "bought_year": number if FIRST_DAY.year <= number <= LAST_DAY.year else None,
    }


@lru_cache(maxsize=4_096)
def _amount(text):
    """Parse an amount of euros, such as 1 249,00 €; None if it is invalid."""
    bare = re.sub(r"[\s€]|eur(?:os?)?|ht|ttc", "", text.casefold())
    match = re.fullmatch(r"(\d{1,3}(?:[.,]?\d{3})*|\d+)(?:[.,](\d{1,2}))?", bare)
    if not match:
        return None
    return Decimal(f"{re.sub(r'[.,]', '', match[1])}.{match[2] or '0'}")
