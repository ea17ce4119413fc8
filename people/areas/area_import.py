"""A published table of territories that comes in: each good row is a territory, new or renamed."""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from core.imports.columns import by_word, headings_in
from core.imports.kinds import ListKind, Start, Vocabulary
from core.imports.records import read_records
from core.text_input import line_of
from core.workflow.event_messages import Sentence
from people.areas.operations import take_in
from people.base.lifecycle import AreaKind
from people.base.models.area import key_of
from people.models import Area, AreaTable

FIELDS = {
    "kind": _("kind"),
    "code": _("code"),
    "name": _("name"),
    "department": _("département"),
    "epci": _("EPCI"),
}
HEADINGS = {
    "kind": "kind|type|typecom",
    "code": "code|com|insee|code insee|code geographique",
    "name": "name|nom|libelle",
    "department": "department|dep|departement|code departement",
    "epci": "epci|code epci",
}
KIND_WORDS = {
    AreaKind.COMMUNE: "commune|com",
    AreaKind.DEPARTMENT: "departement|department|dep",
    AreaKind.EPCI: "epci",
    AreaKind.QPV: "qpv|quartier prioritaire",
}
CODES = {
    AreaKind.COMMUNE: re.compile(r"\d[\dAB]\d{3}"),
    AreaKind.DEPARTMENT: re.compile(r"\d[\dAB]\d?"),
    AreaKind.EPCI: re.compile(r"\d{9}"),
    AreaKind.QPV: re.compile(r"Q[A-Z0-9]{5,10}"),
}
NO_KIND = gettext_noop("The kind is none of commune, epci, departement, qpv.")
NO_CODE = gettext_noop("This is not the code of such a territory.")
NO_NAME = gettext_noop("It has no name, or one of more than 120 letters.")
TWICE = gettext_noop("This territory stands twice in the table.")


def read(batch, rows, report):
    seen = set()

    def judge(cells, row, problems):
        cells = {name: line_of(text) for name, text in cells.items()}
        kind, code, name = cells["kind"], cells["code"].upper(), cells["name"]
        if kind not in AreaKind.values:
            problems.append(Sentence(NO_KIND, {}))
        elif not CODES[kind].fullmatch(code):
            problems.append(Sentence(NO_CODE, {}))
        if not 0 < len(name) <= Area._meta.get_field("name").max_length:
            problems.append(Sentence(NO_NAME, {}))
        if (kind, code) in seen:
            problems.append(Sentence(TWICE, {}))
        seen.add((kind, code))
        territories = {}
        if kind == AreaKind.COMMUNE:
            department = cells["department"].upper()[:3]
            department = department or code[: 3 if code.startswith("97") else 2]
            territories = {"department": department, "epci": cells["epci"][:9]}
        return Area(kind=kind, code=code, name=name, key=key_of(name), **territories)

    return read_records(batch, rows, report, judge)


def write(batch, rows, reading, *, by):
    table = AreaTable(
        source=batch.options["source"], dated=date.fromisoformat(batch.options["dated"])
    )
    take_in(table, [reading.facts[index] for index in range(len(rows))], by=by)
    return [[] for _row in rows]


def options():
    source = AreaTable._meta.get_field("source")
    return {
        "source": source.formfield(),
        "dated": forms.DateField(label=_("Date of the table"), validators=[_check_past]),
    }


def _check_past(day):
    if day > timezone.localdate():
        raise ValidationError(_("This day is still to come."))


AREAS = ListKind(
    code="areas",
    label=_("table of territories"),
    fields=FIELDS,
    headings=headings_in(HEADINGS),
    vocabularies={
        "kind": Vocabulary(
            choices=lambda: AreaKind.choices, words=lambda: by_word(KIND_WORDS), is_needed=True
        ),
    },
    read=read,
    write=write,
    max_rows=60_000,
    promise=_(
        "Each good row becomes a territory, or renames one. People are placed by their town."
    ),
    act=_("Take in"),
    done=_("The territories are in the register."),
    options=options,
    start=Start(
        page="area_import",
        title=_("Import territories"),
        back="area_list",
        back_title=_("Territories"),
        steps=(
            _(
                "One row per territory: its kind (commune, epci, departement, qpv), its code and"
                " its name; of a commune, the code of its département and of its EPCI."
            ),
            _("They come in all at once. One that is there already takes the name of this table."),
        ),
        permission="people.import_area",
    ),
    onward=lambda _batch: reverse("area_list"),
    onward_words=_("See the territories"),
)
