"""A list of organisations that comes in: each good row becomes one, and its contact is invited."""

from collections import defaultdict

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from catalogue.names import is_unknown
from core.workflow.event_messages import Sentence
from inventory.imports.cells import check_length, wrong
from inventory.imports.columns import map_columns, plain
from inventory.imports.import_types import ListKind, Reading, Vocabulary, map_synonyms
from inventory.imports.synonyms import by_word
from people.accounts.operations import invite
from people.base.lifecycle import OrganisationKind
from people.models import Organisation, User
from people.organisations.operations import enter_organisation

SAME_NAME = gettext_noop("%(name)s is in the register already, with this name.")
SAME_SIRET = gettext_noop("%(name)s has this SIRET already.")
SAME_RNA = gettext_noop("%(name)s has this RNA number already.")
TWICE = gettext_noop("Row %(row)s says the same organisation.")
NO_NAME = gettext_noop("Without a name, this row is no organisation.")
NO_CONTACT = gettext_noop("To invite somebody, write a name and an e-mail.")
HAS_ACCOUNT = gettext_noop("Somebody signs in with this e-mail already.")
CONTACT_TWICE = gettext_noop("Row %(row)s invites this e-mail too.")
NOT_AN_EMAIL = gettext_noop("“%(text)s” is no e-mail.")
NOT_VALID = {
    "siret": gettext_noop("“%(text)s” is no SIRET: a digit is missing or wrong."),
    "rna": gettext_noop("“%(text)s” is no RNA number: they look like W751234567."),
    "email": NOT_AN_EMAIL,
}

NUMBERS = {"siret", "rna"}  # people write them in groups

FIELDS = {
    "name": _("name"),
    "kind": _("kind"),
    "siret": _("SIRET"),
    "rna": _("RNA number"),
    "address": _("address"),
    "town": _("town"),
    "phone": _("phone"),
    "email": _("e-mail of the organisation"),
    "contact": _("who manages its users: name"),
    "contact_email": _("who manages its users: e-mail"),
}
HEADINGS = {
    "name": """nom de la structure|nom structure|structure|organisation|organization|association|
        nom de l association|organisme|raison sociale|denomination|nom|name""",
    "kind": "type|type de structure|nature|categorie|kind|type of organisation",
    "siret": "siret|n siret|numero siret|no siret|siret number",
    "rna": "rna|n rna|numero rna|rna number",
    "address": "adresse|adresse postale|address|postal address",
    "town": "ville|commune|town|city",
    "phone": "telephone|tel|phone|phone number|telephone de la structure",
    "contact_email": """mail du contact|e mail du contact|email du contact|courriel du contact|
        mail referent|mail du referent|contact e mail|contact email|manager e mail|
        e mail du gestionnaire""",
    "email": "mail|e mail|email|courriel|adresse mail|mail de la structure|e mail de la structure",
    "contact": """contact|nom du contact|referent|nom du referent|personne referente|
        gestionnaire|contact name|manager""",
}
KIND_WORDS = {
    OrganisationKind.ASSOCIATION: "association|asso|association loi 1901|charity|ngo",
    OrganisationKind.CCAS: "ccas|cias|centre communal d action sociale|mairie",
    OrganisationKind.MISSION_LOCALE: "mission locale",
    OrganisationKind.SCHOOL: "ecole|college|lycee|etablissement scolaire|school",
    OrganisationKind.SHELTER: "hebergement|foyer|chrs|centre d hebergement|shelter",
    OrganisationKind.EMPLOYER: "employeur|entreprise|employer|company",
    OrganisationKind.OTHER: "autre|other",
}


def _kinds_by_word():
    return by_word(KIND_WORDS)


def _line(text, name):
    """A cell as one line that fits the field of this name; "" for “unknown”."""
    line = ("" if name in NUMBERS else " ").join(text.split())
    check_length(line, Organisation._meta.get_field(name).max_length)
    return "" if is_unknown(line) else line


class Lookup:
    """The registered organisations and users, in a few queries for all rows."""

    def __init__(self, rows_of_cells):
        rows = Organisation.objects.only("name", "siret", "rna")
        self.by = {name: defaultdict(str) for name in ("name", "siret", "rna")}
        for row in rows:
            self.by["name"][plain(row.name)] = row.name
            for field in ("siret", "rna"):
                if getattr(row, field):
                    self.by[field][getattr(row, field)] = row.name
        emails = {row["contact_email"].lower() for row in rows_of_cells}
        self.emails = set(User.objects.filter(email__in=emails).values_list("email", flat=True))
        self.seen = {}

    def twins(self, organisation, row):
        """The error that another organisation is the same."""
        keys = {
            "name": plain(organisation.name),
            "siret": organisation.siret,
            "rna": organisation.rna,
        }
        sentences = {"name": SAME_NAME, "siret": SAME_SIRET, "rna": SAME_RNA}
        for field, key in keys.items():
            if not key:
                continue
            if self.by[field].get(key):
                yield Sentence(sentences[field], {"name": self.by[field][key]})
            first = self.seen.setdefault((field, key), row)
            if first != row:
                yield Sentence(TWICE, {"row": first})

    def contact(self, email, row):
        """The error that this e-mail cannot be invited."""
        if email in self.emails:
            yield Sentence(HAS_ACCOUNT, {})
        first = self.seen.setdefault(("contact", email), row)
        if first != row:
            yield Sentence(CONTACT_TWICE, {"row": first})


def _organisation(cells, problems):
    """The organisation of a row, unsaved; what is wrong with its cells is added to `problems`."""
    values = {}
    for name in ("name", "siret", "rna", "address", "town", "phone", "email"):
        try:
            values[name] = _line(cells[name], name)
        except ValidationError as error:
            problems.append(Sentence(error.message, error.params))
    organisation = Organisation(**values, kind=cells["kind"] or OrganisationKind.ASSOCIATION)
    if not organisation.name:
        problems.append(Sentence(NO_NAME, {}))
    try:
        organisation.clean_fields(exclude=["status", "name"])
    except ValidationError as errors:
        problems += [
            Sentence(NOT_VALID[name], {"text": values[name][:60]}) for name in errors.error_dict
        ]
    return organisation


def _contact(cells, problems):
    """(name, e-mail) of the user to invite, or None."""
    name = " ".join(cells["contact"].split())[:80]
    email = cells["contact_email"].strip().lower()
    if not email:
        return None
    try:
        validate_email(email)
    except ValidationError:
        problems.append(Sentence(NOT_AN_EMAIL, {"text": email[:60]}))
    if not name:
        problems.append(Sentence(NO_CONTACT, {}))
    return name, email


def read(batch, rows, report):
    """Validate the rows of a list: an organisation and its contact per good row."""
    kind = batch.list_kind
    rows_of_cells = [map_columns(row.cells, batch.mapping, kind) for row in rows]
    map_synonyms(rows_of_cells, kind, batch.values)
    lookup, facts, problems = Lookup(rows_of_cells), {}, {}
    for index, row in enumerate(rows_of_cells):
        wrong_here = []
        organisation, contact = _organisation(row, wrong_here), _contact(row, wrong_here)
        wrong_here += lookup.twins(organisation, rows[index].label)
        if contact:
            wrong_here += lookup.contact(contact[1], rows[index].label)
        if wrong_here:
            problems[index] = wrong_here
        else:
            facts[index] = organisation, contact
    report(len(rows_of_cells))
    return Reading(facts=facts, problems=problems)


def write(batch, rows, reading, *, by):
    """Enter these organisations, approved; invite the contacts named, if that was chosen."""
    for index in range(len(rows)):
        organisation, contact = reading.facts[index]
        enter_organisation(organisation, by=by)
        if contact and batch.options.get("invites"):
            name, email = contact
            invite(by=by, email=email, name=name, organisation=organisation, is_manager=True)
    return [[] for _row in rows]


def undo(batch, rows, *, by):
    """Never called: organisations are not undone, they are suspended."""
    raise wrong(gettext_noop("An organisation is suspended, never deleted."))


def options():
    return {
        "invites": forms.BooleanField(
            label=_("Invite the contact of each row, to manage its users"),
            required=False,
            initial=True,
        )
    }


def example_rows():
    """The headings, then two organisations that do not exist."""
    return [
        [
            gettext("Name"),
            gettext("Kind"),
            "SIRET",
            "RNA",
            gettext("Town"),
            gettext("Phone"),
            gettext("Contact"),
            gettext("Contact e-mail"),
        ],
        [
            "CCAS de Valbourg",
            "CCAS",
            "",
            "",
            "Valbourg",
            "01 99 00 12 34",
            "Maëlle Stervinou",
            "accueil@valbourg.example.org",
        ],
        [
            "Les Genêts",
            "association",
            "",
            "W000000123",
            "Belvoir",
            "01 99 00 43 21",
            "Idriss Lagadec",
            "contact@genets.example.org",
        ],
    ]


ORGANISATIONS = ListKind(
    code="organisations",
    label=_("list of organisations"),
    fields=FIELDS,
    headings={n: [w.strip() for w in words.split("|")] for n, words in HEADINGS.items()},
    vocabularies={
        "kind": Vocabulary(choices=lambda: OrganisationKind.choices, words=_kinds_by_word),
    },
    read=read,
    write=write,
    undo=undo,
    promise=_("Each good row becomes an organisation of the register, approved. All or none."),
    act=_("Enter the organisations"),
    done=_("The organisations are in the register."),
    undo_promise="",
    undone="",
    can_be_undone=False,
    has_default_category=False,
    start="organisation_import",
    onward=lambda _batch: reverse("organisation_list"),
    onward_words=_("See the organisations"),
    options=options,
    names_people=True,
)
