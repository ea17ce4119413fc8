"""Lists of places of help: a CSV, or structures and services of data.inclusion, without trust.

Columns are named as in version 1 of that schema, published as CSV and as JSON:
https://github.com/gip-inclusion/data-inclusion-schema/tree/main/schemas/v1
"""

import csv
import hashlib
import io
import json
import re
from functools import cache

from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.pdf.fonts import missing_letters
from core.text_input import line_of
from loans.models import ResourceLink
from people.areas.communes import commune_of
from people.areas.csv_tables import MAX_BYTES, MAX_FAULTS, Read, decoded
from people.base.models.area import key_of
from people.models import Area

MAX_ROWS = 5_000
SALT, DAY = "loans.places", 24 * 3600
COLUMNS = {
    "key": ("id",),
    "structure": ("structure_id",),
    "label": ("nom", "name"),
    "details": ("description", "what"),
    "hours": ("horaires_accueil", "horaires", "hours"),
    "street": ("adresse", "address"),
    "postcode": ("code_postal", "postcode"),
    "town": ("commune", "ville", "town"),
    "insee": ("code_insee", "insee"),
    "phone": ("telephone", "téléphone", "phone"),
    "email": ("courriel", "email"),
    "site": ("site_web", "lien_mobilisation", "site"),
}
THEMES = "thematiques"
DIGITAL = "numerique"  # how the themes about digital skills begin
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")  # as OpenStreetMap writes opening hours
NO_NAME = gettext_noop("It has no name.")
NO_COMMUNE = gettext_noop("Its commune is not in the tables of territories.")
NOT_DIGITAL = gettext_noop("It gives no help with digital matters.")
NO_LETTERS = gettext_noop("It has letters that papers cannot print.")
TWICE = gettext_noop("This place stands twice in the list.")


def read_places(rows, structures=()):
    """The `Read` of rows: unsaved places, and [row, sentence] for each row that is refused.

    A service has the name of its structure, and its place where it has none of its own.
    """
    places, faults = {}, []
    named = {row["key"]: row for row in map(_cells, [*structures, *rows]) if not row["structure"]}
    are_services = any(row.get("structure_id") for row in rows)
    find_commune = cache(_commune)
    for number, row in enumerate(rows, 1):
        cells = _cells(row)
        if are_services and not cells["structure"]:
            continue  # its services stand for it
        cells = _completed(cells, named.get(cells["structure"]))
        themes = row.get(THEMES)
        if themes and DIGITAL not in str(themes):
            place, fault = None, NOT_DIGITAL
        else:
            place, fault = _place(cells, find_commune)
        if place and place.source_ref in places:
            fault = TWICE
        if fault:
            faults.append([number, fault])
        else:
            places[place.source_ref] = place
    return Read(list(places.values()), faults[:MAX_FAULTS])


def rows_sent(upload):
    """The rows of a list that was sent; a `ValidationError` if it is none that can be read."""
    if upload.size > MAX_BYTES:
        raise ValidationError(_("This file is larger than 5 MB."))
    rows = rows_of(upload.read())
    if len(rows) > MAX_ROWS:
        raise ValidationError(_("This list has more than 5,000 places."))
    return rows


def rows_of(content):
    """The rows of a CSV or JSON file, as dictionaries."""
    text = decoded(content)
    try:
        if text.lstrip()[:1] not in ("[", "{"):
            first = text.partition("\n")[0]
            return list(csv.DictReader(io.StringIO(text), delimiter=";" if ";" in first else ","))
        read = json.loads(text)
    except (csv.Error, ValueError, RecursionError) as error:
        raise ValidationError(_("This file is no table that can be read.")) from error
    parts = [read] if isinstance(read, list) else list(read.values())
    return [row for part in parts if isinstance(part, list) for row in part if type(row) is dict]


def _cells(row):
    """The values of one row by our names, "" where it has none."""
    named = {str(name).strip().casefold(): value for name, value in row.items() if value}
    cells = {
        name: next((named[word] for word in words if word in named), "")
        for name, words in COLUMNS.items()
    }
    return {name: line_of(str(value)) for name, value in cells.items()}


def _completed(row, structure):
    """A service with what only its structure says: its place, and whom to call."""
    if structure is None or not row["structure"]:
        return row
    own = {name: value for name, value in row.items() if value}
    return structure | own | {"label": f"{structure['label']} – {row['label']}"}


def _place(row, find_commune):
    """The unsaved place of one row and None; or None and the sentence that says why not."""
    if not row["label"]:
        return None, NO_NAME
    commune = find_commune(row["insee"].upper(), f"{row['postcode']} {row['town']}")
    if commune is None:
        return None, NO_COMMUNE
    values = {
        "label": row["label"],
        "details": row["details"],
        "hours": hours_in_words(row["hours"]),
        "street": row["street"],
        "address": " · ".join(
            filter(None, [_phone_in_pairs(row["phone"]), row["site"] or row["email"]])
        ),
    }
    if missing_letters(" ".join(values.values())):
        return None, NO_LETTERS
    rooms = {name: ResourceLink._meta.get_field(name).max_length for name in values}
    short = {name: _shortened(value, rooms[name]) for name, value in values.items()}
    return ResourceLink(
        language="fr", commune=commune, source_ref=_key(row, commune), **short
    ), None


def _commune(code, town):
    """By its INSEE code, or else by its name and postcode."""
    return Area.objects.communes().filter(code=code).first() or commune_of(town)


def _key(row, commune):
    """How the list names a place; without that, its name, street and commune do."""
    named = row["key"] or f"{key_of(row['label'])} {row['street'].casefold()} {commune.code}"
    return named if len(named) <= 60 else hashlib.sha256(named.encode()).hexdigest()


def _shortened(text, room):
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"


def _phone_in_pairs(phone):
    """A French number as it is read, "02 99 00 00 00"; any other as it is."""
    number = re.fullmatch(r"(?:\+33|0)([1-9]\d{8})", re.sub(r"[\s.]", "", phone))
    return " ".join(re.findall("..", f"0{number[1]}")) if number else phone


def hours_in_words(hours):
    """Opening hours of OpenStreetMap in the words of the reader, without public holidays."""
    words = {day: str(WEEKDAYS_ABBR[number]) for number, day in enumerate(DAYS)}
    hours = re.sub(r"\s*;?\s*PH\b[^;]*", "", hours)
    hours = re.sub(r"\boff\b", _("closed"), hours)
    return re.sub(r"\b(Mo|Tu|We|Th|Fr|Sa|Su)\b", lambda day: words[day[0]], hours)


# --- Between the preview and the import. ---

COPIED = ["label", "details", "hours", "street", "address", "commune_id", "source_ref"]


def packed(read, by):
    """The places of a preview as a signed text, for its page to send back, by the same user."""
    rows = [[getattr(place, name) for name in COPIED] for place in read.rows]
    return signing.dumps([rows, read.faults], salt=f"{SALT}.{by.pk}", compress=True)


def unpacked(text, by):
    """The `Read` that this user packed; a `ValidationError` if they did not, or a day ago."""
    try:
        rows, faults = signing.loads(text, salt=f"{SALT}.{by.pk}", max_age=DAY)
    except signing.BadSignature as error:
        raise ValidationError(_("This preview is too old: send the list again.")) from error
    places = [ResourceLink(language="fr", **dict(zip(COPIED, row, strict=True))) for row in rows]
    return Read(places, faults)
