"""Lists of places of help: a table, or structures and services of data.inclusion, without trust.

Columns are named as in version 1 of that schema, published as CSV and as JSON:
https://github.com/gip-inclusion/data-inclusion-schema/tree/main/schemas/v1
"""

import hashlib
import re
from functools import cache

from django.urls import reverse
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from core.imports.columns import headings_in, map_columns
from core.imports.kinds import ListKind, Reading, RowVerdict, Start
from core.pdf.fonts import missing_letters
from core.text_input import line_of
from core.workflow.event_messages import Sentence
from loans.agreements.operations.texts import import_places
from loans.models import ResourceLink
from people.areas.communes import commune_of
from people.base.models.area import key_of
from people.models import Area

FIELDS = {
    "label": gettext_lazy("name"),
    "street": gettext_lazy("street"),
    "postcode": gettext_lazy("postcode"),
    "town": gettext_lazy("town"),
    "insee": gettext_lazy("INSEE code of the commune"),
    "phone": gettext_lazy("phone"),
    "email": gettext_lazy("e-mail"),
    "site": gettext_lazy("website"),
    "hours": gettext_lazy("opening hours"),
    "details": gettext_lazy("what is offered there"),
    "themes": gettext_lazy("themes"),
    "key": gettext_lazy("identifier"),
    "structure": gettext_lazy("identifier of the organisation that offers it"),
}
HEADINGS = {
    "label": "nom|nom du lieu|lieu|structure|name|place",
    "street": "adresse|rue|address|street",
    "postcode": "code postal|cp|postcode|zip code",
    "town": "commune|ville|town|city",
    "insee": "code insee|insee",
    "phone": "telephone|tel|phone",
    "email": "courriel|mail|e mail|email",
    "site": "site web|lien mobilisation|site|site internet|website",
    "hours": "horaires accueil|horaires|horaires d ouverture|hours|opening hours",
    "details": "description|what|presentation resume",
    "themes": "thematiques|themes",
    "key": "id|identifiant",
    "structure": "structure id",
}
DIGITAL = "numerique"  # how the themes about digital skills begin
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")  # as OpenStreetMap writes opening hours
NO_NAME = gettext_noop("It has no name.")
NO_COMMUNE = gettext_noop("Its commune is not in the tables of territories.")
NOT_DIGITAL = gettext_noop("It gives no help with digital matters.")
NO_LETTERS = gettext_noop("It has letters that papers cannot print.")
TWICE = gettext_noop("This place stands twice in the list.")


def read(batch, rows, report):
    reading = read_places(map_columns([row.cells for row in rows], batch.mapping, PLACES))
    report(len(rows))
    return reading


def read_places(rows):
    """The `Reading` of rows of texts by field: unsaved places.

    A service has the name of its structure, and its place where it has none of its own; rows of
    structures stand for nothing themselves, where there are services.
    """
    # Themes are many: a line would cut them.
    rows = [
        {name: line_of(row.get(name, "")) for name in FIELDS} | {"themes": row.get("themes", "")}
        for row in rows
    ]
    named = {row["key"]: row for row in rows if not row["structure"]}
    are_services = any(row["structure"] for row in rows)
    find_commune, reading, keys = cache(_commune), Reading(), set()
    for index, cells in enumerate(rows):
        if are_services and not cells["structure"]:
            reading.verdicts[index] = RowVerdict.SAME
            continue
        place, fault = _judged(_completed(cells, named.get(cells["structure"])), find_commune)
        if place and place.source_ref in keys:
            fault = TWICE
        if fault:
            reading.problems[index] = [Sentence(fault, {})]
        else:
            keys.add(place.source_ref)
            reading.facts[index] = place
    return reading


def _judged(cells, find_commune):
    if cells["themes"] and DIGITAL not in cells["themes"]:
        return None, NOT_DIGITAL
    return _place(cells, find_commune)


def write(batch, rows, reading, *, by):
    import_places([reading.facts[index] for index in range(len(rows))], by=by)
    return [[] for _row in rows]


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


def example_rows():
    """The headings, then two places that do not exist."""
    names = ["label", "street", "postcode", "town", "phone", "site", "hours"]
    port = ["3 rue du Port", "01990", "Belvoir", "01 99 00 12 34", "port.example.org"]
    library = ["1 place du Puits", "01991", "Valbourg", "01 99 00 43 21", ""]
    return [
        [str(FIELDS[name]).capitalize() for name in names],
        [_("House of the Port"), *port, "Mo-Fr 09:00-12:00"],
        [_("Library of the Well"), *library, "We 14:00-18:00"],
    ]


PLACES = ListKind(
    code="places",
    label=gettext_lazy("list of places near people"),
    fields=FIELDS,
    headings=headings_in(HEADINGS),
    read=read,
    write=write,
    promise=gettext_lazy("Each good row becomes a place, or corrects the one of its identifier."),
    act=gettext_lazy("Import the places"),
    done=gettext_lazy("The places are imported."),
    start=Start(
        page="helpplace_import",
        title=gettext_lazy("Import places near people"),
        back="helpplace_list",
        back_title=gettext_lazy("Places near people"),
        steps=(
            gettext_lazy(
                "One row per place: its name and its commune, and if you know them the street, the"
                " phone, the website and the opening hours."
            ),
            gettext_lazy(
                "Services of data.inclusion too, as JSON, or as a workbook with a second sheet of"
                " the organisations that offer them."
            ),
        ),
        example=example_rows,
        example_page="helpplace_example",
        permission="loans.change_agreementtext",
    ),
    onward=lambda _batch: reverse("helpplace_list"),
    onward_words=gettext_lazy("See the places"),
)
