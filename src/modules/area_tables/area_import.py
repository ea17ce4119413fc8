"""Import of a published table of territories: each row creates or renames a territory."""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from import_export.widgets import Widget

from core.imports.cells import wrong
from core.imports.columns import by_word, headings_in
from core.imports.kinds import ListKind, Start, Vocabulary, words_of
from core.imports.resource import ChoiceWidget, ListField, ListResource, Reader
from core.text_input import line_of
from core.workflow.event_messages import Sentence
from modules.area_tables.operations import take_in
from people.base.lifecycle import AreaKind
from people.base.models.area import key_of
from people.models import Area, AreaTable

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
NO_KIND = gettext_noop("The type must be commune, epci, departement or qpv.")
NO_CODE = gettext_noop("This is not the code of a territory of this type.")
NO_NAME = gettext_noop("The name is missing, or longer than 120 characters.")
TWICE = gettext_noop("This territory appears twice in the table.")
# Options that identify the published table of a list.
TABLE = ("source", "dated")


class CodeWidget(Widget):
    """Territory code, in the format of the kind of territory in its row."""

    def clean(self, value, row=None, **kwargs):
        code, form = line_of(value).upper(), CODES.get(row["kind"])
        if form and not form.fullmatch(code):
            raise wrong(NO_CODE)
        return code


class KindWidget(ChoiceWidget):
    def clean(self, value, row=None, **kwargs):
        if value not in self.choices.values:
            raise wrong(NO_KIND)
        return value


def name_in(text):
    name = line_of(text)
    if not 0 < len(name) <= Area._meta.get_field("name").max_length:
        raise wrong(NO_NAME)
    return name


class AreaResource(ListResource):
    """Resource that creates or renames a territory for each row.

    A row equal to the same published table changes nothing.
    """

    kind = ListField(KindWidget(AreaKind), _("kind"), reads_empty=True)
    code = ListField(CodeWidget(), _("code"), reads_empty=True)
    name = ListField(Reader(name_in), _("name"), reads_empty=True)
    department = ListField(Reader(line_of), _("département"))
    epci = ListField(Reader(line_of), _("EPCI"))

    vocabularies = {
        "kind": Vocabulary(
            choices=lambda: AreaKind.choices,
            words=lambda: words_of(AreaKind) | by_word(KIND_WORDS),
            is_needed=True,
        ),
    }

    def records_for(self, user):
        return Area.objects.all()

    def find_records(self, dataset):
        """Find the territories of the same published table, which a newer one replaces."""
        self.seen, table = set(), {name: self.batch.options.get(name) for name in TABLE}
        areas = Area.objects.filter(**{f"table__{name}": v for name, v in table.items()})
        existing = {(area.kind, area.code): area for area in areas} if all(table.values()) else {}
        keys = enumerate((row["kind"], row["code"].strip().upper()) for row in dataset)
        return {index: existing[key] for index, key in keys if key in existing}

    def init_instance(self, row=None):
        return Area()

    def problems(self, draft, errors):
        key = draft.kind or self.row["kind"], draft.code or self.row["code"]
        if key in self.seen:
            yield "code", Sentence(TWICE, {})
        self.seen.add(key)

    def after_import_row(self, row, outcome, **kwargs):
        draft = self.draft
        draft.key = key_of(draft.name)
        if draft.kind == AreaKind.COMMUNE:
            digits = 3 if draft.code.startswith("97") else 2
            draft.department = draft.department.upper()[:3] or draft.code[:digits]
            draft.epci = draft.epci[:9]
        else:
            draft.department = draft.epci = ""

    def write(self, rows, *, by):
        source, dated = (self.batch.options[name] for name in TABLE)
        table = AreaTable(source=source, dated=date.fromisoformat(dated))
        take_in(table, [row.outcome.draft for row in rows], by=by)
        return [[] for _row in rows]


def options():
    source = AreaTable._meta.get_field("source")
    return {
        "source": source.formfield(),
        "dated": forms.DateField(label=_("Date of the table"), validators=[_check_past]),
    }


def _check_past(day):
    if day > timezone.localdate():
        raise ValidationError(_("This date is in the future."))


AREAS = ListKind(
    code="areas",
    label=_("table of territories"),
    fields=AreaResource.labels(),
    headings=headings_in(HEADINGS),
    resource=AreaResource,
    max_rows=60_000,
    promise=_(
        "Each valid row creates a territory or renames an existing one. People are "
        "linked to territories by their town."
    ),
    act=_("Import the table"),
    done=_("The territories have been added."),
    options=options,
    start=Start(
        page="area_import",
        title=_("Import territories"),
        back="area_list",
        back_title=_("Territories"),
        steps=(
            _(
                "One row per territory: its type (commune, epci, departement, qpv), its code and"
                " its name; for a commune, also the codes of its département and EPCI."
            ),
            _(
                "They are imported all at once. An existing territory takes the name "
                "given in this table."
            ),
        ),
        offers_export=True,
        permission="people.import_area",
    ),
    onward=lambda _batch: reverse("area_list"),
    onward_words=_("View the territories"),
)
