"""Lists of places of help: a table, or untrusted structures and services of data.inclusion.

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
from import_export.widgets import Widget

from core.imports.cells import wrong
from core.imports.columns import headings_in
from core.imports.kinds import ListKind, Start
from core.imports.resource import ListField, ListResource
from core.pdf.fonts import missing_letters
from core.text_input import line_of
from core.workflow.event_messages import Sentence
from modules.local_help.models import ResourceLink
from modules.local_help.operations import import_places
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
APART = " · "  # between the phone and the website or e-mail of a place
PHONE = re.compile(r"\+?[\d .()-]{6,}")
DIGITAL = "numerique"  # prefix of the themes about digital skills
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")  # as OpenStreetMap writes opening hours
NO_NAME = gettext_noop("This place has no name.")
NO_COMMUNE = gettext_noop("The commune of this place is not in the tables of territories.")
NOT_DIGITAL = gettext_noop("This place does not offer help with digital skills.")
NO_LETTERS = gettext_noop("This row contains characters that cannot be printed on documents.")
TWICE = gettext_noop("This place appears twice in the list.")


def hours_in_words(hours):
    """Opening hours of OpenStreetMap in the language of the reader, without public holidays."""
    words = {day: str(WEEKDAYS_ABBR[number]) for number, day in enumerate(DAYS)}
    hours = re.sub(r"\s*;?\s*PH\b[^;]*", "", hours)
    hours = re.sub(r"\boff\b", _("closed"), hours)
    return re.sub(r"\b(Mo|Tu|We|Th|Fr|Sa|Su)\b", lambda day: words[day[0]], hours)


class ShortWidget(Widget):
    """Widget for a text, cut to the length of its column."""

    def __init__(self, name, words=str):
        super().__init__()
        self.max_length, self.words = ResourceLink._meta.get_field(name).max_length, words

    def clean(self, value, row=None, **kwargs):
        text = self.words(value)
        if missing_letters(text):
            raise wrong(NO_LETTERS)
        return text if len(text) <= self.max_length else f"{text[: self.max_length - 1].rstrip()}…"


class LabelWidget(ShortWidget):
    def clean(self, value, row=None, **kwargs):
        if not value:
            raise wrong(NO_NAME)
        return super().clean(value)


def where(row):
    """The commune of a row: its INSEE code, and the postcode and town."""
    return row["insee"].upper(), f"{row['postcode']} {row['town']}"


class CommuneWidget(Widget):
    def clean(self, value, row=None, *, lookup, **kwargs):
        commune = lookup(*where(row))
        if commune is None:
            raise wrong(NO_COMMUNE)
        return commune


class AddressWidget(ShortWidget):
    """Widget for the contact of a place: its phone, and its website or e-mail."""

    def clean(self, value, row=None, **kwargs):
        ways = [_phone_in_pairs(row["phone"]), row["site"] or row["email"]]
        return super().clean(APART.join(filter(None, ways)))


class ThemesWidget(Widget):
    def clean(self, value, row=None, **kwargs):
        if DIGITAL not in value:
            raise wrong(NOT_DIGITAL)


class HelpPlaceResource(ListResource):
    """Resource with a place per row: new, or a correction of the place with its identifier.

    A service has the name of its structure, and its location if it has none of its own. If the
    list has services, rows of structures create no places themselves.
    """

    titles = FIELDS

    themes = ListField(ThemesWidget(), in_export=False)
    label = ListField(LabelWidget("label"), reads_empty=True)
    street = ListField(ShortWidget("street"))
    town = ListField(CommuneWidget(), attribute="commune", reads_empty=True)
    insee = ListField(attribute="commune__code", readonly=True)
    phone = ListField(AddressWidget("address"), attribute="address", reads_empty=True)
    site = ListField(readonly=True)
    hours = ListField(ShortWidget("hours", hours_in_words))
    details = ListField(ShortWidget("details"))
    key = ListField(attribute="source_ref", readonly=True)

    def dehydrate_town(self, place):
        return place.commune.name

    def dehydrate_phone(self, place):
        return place.address.partition(APART)[0] if PHONE.match(place.address) else ""

    def dehydrate_site(self, place):
        return place.address.removeprefix(self.dehydrate_phone(place)).removeprefix(APART)

    def records_for(self, user):
        return ResourceLink.objects.exclude(commune=None).select_related("commune")

    def before_import(self, dataset, **kwargs):
        self.keys, self.lookup = set(), cache(_commune)
        for index, row in enumerate(dataset):
            themes = row["themes"]  # kept whole: `line_of` would cut the many themes
            dataset[index] = {n: line_of(text) for n, text in row.items()} | {"themes": themes}
        named = {row["key"]: row for row in dataset if not row["structure"]}
        self.structures = set()
        if any(row["structure"] for row in dataset):
            self.structures = {i for i, row in enumerate(dataset) if not row["structure"]}
        dataset[:] = [_completed(row, named.get(row["structure"])) for row in dataset]
        self.find_same(dataset)
        self.same |= self.structures

    def find_records(self, dataset):
        existing = {place.source_ref or _key_of(place): place for place in self.records_for(None)}
        keys = {}
        for index, row in enumerate(dataset):
            commune = row["key"] or self.lookup(*where(row))
            keys[index] = commune and _key(row["key"], row["label"], row["street"], commune)
        return {index: existing[key] for index, key in keys.items() if key in existing}

    def init_instance(self, row=None):
        return ResourceLink(language="fr")

    def problems(self, draft, errors):
        if errors:
            return
        row = self.row
        draft.source_ref = _key(row["key"], row["label"], row["street"], draft.commune)
        if draft.source_ref in self.keys:
            yield "key", Sentence(TWICE, {})
        self.keys.add(draft.source_ref)

    def write(self, rows, *, by):
        import_places([row.outcome.draft for row in rows], by=by)
        return [[] for _row in rows]


def _completed(row, structure):
    """A service, completed with the cells of its structure where its own are empty."""
    if structure is None or not row["structure"]:
        return row
    own = {name: value for name, value in row.items() if value}
    return structure | own | {"label": f"{structure['label']} – {row['label']}"}


def _commune(code, town):
    """The commune with this INSEE code, otherwise with this postcode and name."""
    return Area.objects.communes().filter(code=code).first() or commune_of(town)


def _key(key, label, street, commune):
    """The identifier of a place in its list, or one made of its name, street and commune."""
    named = key or f"{key_of(label)} {street.casefold()} {commune.code}"
    return named if len(named) <= 60 else hashlib.sha256(named.encode()).hexdigest()


def _key_of(place):
    return _key("", place.label, place.street, place.commune)


def _phone_in_pairs(phone):
    """Format a French number in pairs, “02 99 00 00 00”; return any other text unchanged."""
    number = re.fullmatch(r"(?:\+33|0)([1-9]\d{8})", re.sub(r"[\s.]", "", phone))
    return " ".join(re.findall("..", f"0{number[1]}")) if number else phone


def example_rows():
    """The headings, then two places that do not exist."""
    names = ["label", "street", "postcode", "town", "phone", "site", "hours"]
    port = ["3 rue du Port", "01990", "Belvoir", "01 99 00 12 34", "port.example.org"]
    library = ["1 place du Puits", "01991", "Valbourg", "01 99 00 43 21", ""]
    return [
        [str(FIELDS[name]).capitalize() for name in names],
        [_("Harbour House"), *port, "Mo-Fr 09:00-12:00"],
        [_("Old Well Library"), *library, "We 14:00-18:00"],
    ]


PLACES = ListKind(
    code="places",
    label=gettext_lazy("list of places that offer help"),
    fields=FIELDS,
    headings=headings_in(HEADINGS),
    resource=HelpPlaceResource,
    promise=gettext_lazy(
        "Each valid row becomes a place, or corrects the one with the same identifier."
    ),
    act=gettext_lazy("Import the places"),
    done=gettext_lazy("The places have been imported."),
    start=Start(
        page="helpplace_import",
        title=gettext_lazy("Import places that offer help"),
        back="helpplace_list",
        back_title=gettext_lazy("Places that offer help"),
        steps=(
            gettext_lazy(
                "One row per place: its name and commune and, if you know them, the "
                "street, phone, website and opening hours."
            ),
            gettext_lazy(
                "Services from data.inclusion are also accepted, as JSON or as a "
                "workbook whose second sheet lists the organisations that offer them."
            ),
        ),
        example=example_rows,
        example_page="helpplace_example",
        permission=import_places.permission,
    ),
    onward=lambda _batch: reverse("helpplace_list"),
    onward_words=gettext_lazy("View the places"),
)
