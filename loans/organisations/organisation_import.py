"""A list of organisations that comes in: each good row becomes one, and its contact is invited."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from core.imports.cells import NOT_AN_EMAIL, check_email, parse_cell
from core.imports.columns import by_word, headings_in
from core.imports.kinds import ListKind, Start, Vocabulary
from core.imports.records import Twins, read_records, record_of
from core.workflow.event_messages import Sentence
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
NOT_VALID = {
    "siret": gettext_noop("“%(text)s” is no SIRET: a digit is missing or wrong."),
    "rna": gettext_noop("“%(text)s” is no RNA number: they look like W751234567."),
    "email": NOT_AN_EMAIL,
}

TEXTS = ("name", "siret", "rna", "address", "town", "phone", "email")
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


def read(batch, rows, report):
    """Validate the rows of a list: an organisation and its contact per good row."""
    sentences = {"name": SAME_NAME, "siret": SAME_SIRET, "rna": SAME_RNA}
    twins = Twins(Organisation, sentences, TWICE)
    emails, invited = set(User.objects.values_list("email", flat=True)), {}

    def judge(cells, row, problems):
        cells |= {name: "".join(cells[name].split()) for name in NUMBERS}
        kind = cells["kind"] or OrganisationKind.ASSOCIATION
        organisation = record_of(
            Organisation, cells, TEXTS, problems, not_valid=NOT_VALID, kind=kind
        )
        if not organisation.name:
            problems.append(Sentence(NO_NAME, {}))
        contact = _contact(cells, problems)
        twins.check(organisation, row, problems)
        if contact and contact[1] in emails:
            problems.append(Sentence(HAS_ACCOUNT, {}))
        if contact and (first := invited.setdefault(contact[1], row)) != row:
            problems.append(Sentence(CONTACT_TWICE, {"row": first}))
        return organisation, contact

    return read_records(batch, rows, report, judge)


def _contact(cells, problems):
    """(name, e-mail) of the user to invite, or None."""
    name = " ".join(cells["contact"].split())[:80]
    email = cells["contact_email"].strip().lower()
    if not email:
        return None
    parse_cell(problems, check_email, email)
    if not name:
        problems.append(Sentence(NO_CONTACT, {}))
    return name, email


def write(batch, rows, reading, *, by):
    """Enter these organisations, approved; invite the contacts named, if that was chosen."""
    for index in range(len(rows)):
        organisation, contact = reading.facts[index]
        enter_organisation(organisation, by=by)
        if contact and batch.options.get("invites"):
            name, email = contact
            invite(by=by, email=email, name=name, organisation=organisation, is_manager=True)
    return [[] for _row in rows]


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
    headings=headings_in(HEADINGS),
    vocabularies={
        "kind": Vocabulary(
            choices=lambda: OrganisationKind.choices, words=lambda: by_word(KIND_WORDS)
        ),
    },
    read=read,
    write=write,
    promise=_("Each good row becomes an organisation of the register, approved. All or none."),
    act=_("Enter the organisations"),
    done=_("The organisations are in the register."),
    start=Start(
        page="organisation_import",
        title=_("Import organisations"),
        back="organisation_list",
        back_title=_("Organisations"),
        steps=(
            _(
                "One row per organisation: its name, and if you know them its kind, SIRET, RNA"
                " number, town and phone."
            ),
            _(
                "Each row is checked. One that is in the register already, by name, SIRET or RNA"
                " number, is refused and its twin is named."
            ),
            _(
                "They come in all at once, approved. If you tick it, the contact of each is invited"
                " and manages its users."
            ),
        ),
        example=example_rows,
        example_page="organisation_example",
        permission="inventory.import_device",
    ),
    onward=lambda _batch: reverse("organisation_list"),
    onward_words=_("See the organisations"),
    options=options,
    names_people=True,
)
