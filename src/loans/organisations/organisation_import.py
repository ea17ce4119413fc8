"""Import of organisations: each valid row creates an organisation and invites its contact."""

import tomllib
from pathlib import Path

from django import forms
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from core.imports.cells import NOT_AN_EMAIL, check_email
from core.imports.columns import by_word, headings_in
from core.imports.kinds import ListKind, Start, Vocabulary, words_of
from core.imports.resource import (
    ChoiceWidget,
    DigitsWidget,
    ListField,
    Reader,
    RecordResource,
    TextWidget,
)
from core.workflow.event_messages import Sentence
from people.accounts.operations import invite
from people.base.lifecycle import OrganisationKind
from people.models import Organisation, User
from people.organisations.operations import enter_organisation

SAME_NAME = gettext_noop("%(name)s is already in the register, with this name.")
SAME_SIRET = gettext_noop("%(name)s already has this SIRET.")
SAME_RNA = gettext_noop("%(name)s already has this RNA number.")
TWICE = gettext_noop("Row %(row)s names the same organisation.")
NO_NAME = gettext_noop("This row has no organisation name.")
NO_CONTACT = gettext_noop("To invite someone, enter a name and an e-mail address.")
HAS_ACCOUNT = gettext_noop("Someone already signs in with this e-mail address.")
CONTACT_TWICE = gettext_noop("Row %(row)s also invites this e-mail address.")
NOT_VALID = {
    "siret": gettext_noop("“%(text)s” is not a SIRET: a digit is missing or wrong."),
    "rna": gettext_noop("“%(text)s” is not an RNA number, such as W751234567."),
    "email": NOT_AN_EMAIL,
}

MAX_CONTACT_LENGTH = 80  # maximum length of the name of a user
HEADINGS = tomllib.loads(
    Path(__file__).with_name("organisation_headings.toml").read_text(encoding="utf-8")
)
KIND_WORDS = {
    OrganisationKind.ASSOCIATION: "association|asso|association loi 1901|charity|ngo",
    OrganisationKind.CCAS: "ccas|cias|centre communal d action sociale|mairie",
    OrganisationKind.MISSION_LOCALE: "mission locale",
    OrganisationKind.SCHOOL: "ecole|college|lycee|etablissement scolaire|school",
    OrganisationKind.SHELTER: "hebergement|foyer|chrs|centre d hebergement|shelter",
    OrganisationKind.EMPLOYER: "employeur|entreprise|employer|company",
    OrganisationKind.OTHER: "autre|other",
}


def contact_in(text):
    return " ".join(text.split())[:MAX_CONTACT_LENGTH]


def email_in(text):
    email = text.strip().lower()
    check_email(email)
    return email


class OrganisationResource(RecordResource):
    """Resource with an approved organisation per row, and the contact who manages its users."""

    name = ListField(TextWidget(Organisation, "name"), _("name"))
    kind = ListField(
        ChoiceWidget(OrganisationKind, OrganisationKind.ASSOCIATION), _("kind"), reads_empty=True
    )
    siret = ListField(DigitsWidget(Organisation, "siret"), _("SIRET"))
    rna = ListField(DigitsWidget(Organisation, "rna"), _("RNA number"))
    email = ListField(TextWidget(Organisation, "email"), _("e-mail of the organisation"))
    contact = ListField(Reader(contact_in), _("user manager: name"), in_export=False)
    contact_email = ListField(Reader(email_in), _("user manager: e-mail"), in_export=False)

    vocabularies = {
        "kind": Vocabulary(
            choices=lambda: OrganisationKind.choices,
            words=lambda: words_of(OrganisationKind) | by_word(KIND_WORDS),
        )
    }
    unique = {"name": SAME_NAME, "siret": SAME_SIRET, "rna": SAME_RNA}
    twice = TWICE
    not_valid = NOT_VALID

    class Meta:
        model = Organisation
        fields = (
            *("name", "kind", "siret", "rna", "address", "town", "phone", "email"),
            *("contact", "contact_email"),
        )

    def before_import(self, dataset, **kwargs):
        self.emails, self.invited = set(User.objects.values_list("email", flat=True)), {}
        super().before_import(dataset)

    def problems(self, draft, errors):
        if "name" not in errors and not draft.name:
            yield "name", Sentence(NO_NAME, {})
        yield from self._contact_problems(draft)
        yield from super().problems(draft, errors)

    def _contact_problems(self, draft):
        email, row = getattr(draft, "contact_email", ""), self.rows[self.index].label
        if not email:
            return
        if not getattr(draft, "contact", ""):
            yield "contact", Sentence(NO_CONTACT, {})
        if email in self.emails:
            yield "contact_email", Sentence(HAS_ACCOUNT, {})
        if (first := self.invited.setdefault(email, row)) != row:
            yield "contact_email", Sentence(CONTACT_TWICE, {"row": first})

    def write(self, rows, *, by):
        """Create these organisations, approved; invite the named contacts if the user chose to."""
        for row in rows:
            organisation = row.outcome.draft
            enter_organisation(organisation, by=by)
            email = getattr(organisation, "contact_email", "")
            if email and self.batch.options.get("invites"):
                invite(
                    by=by,
                    email=email,
                    name=organisation.contact,
                    organisation=organisation,
                    is_manager=True,
                )
        return [[] for _row in rows]


def options():
    return {
        "invites": forms.BooleanField(
            label=_("Invite the contact in each row to manage the organisation’s users"),
            required=False,
            initial=True,
        )
    }


def example_rows():
    """The headings, then two invented organisations."""
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
    fields=OrganisationResource.labels(),
    headings=headings_in(HEADINGS),
    resource=OrganisationResource,
    promise=_("Each valid row becomes an approved organisation. All rows are imported, or none."),
    act=_("Add the organisations"),
    done=_("The organisations have been added."),
    start=Start(
        page="organisation_import",
        title=_("Import organisations"),
        back="organisation_list",
        back_title=_("Organisations"),
        steps=(
            _(
                "One row per organisation: its name and, if you know them, its type, "
                "SIRET, RNA number, town and phone."
            ),
            _(
                "Each row is checked. An organisation already in the register, by name, SIRET or"
                " RNA number, is refused, with a reference to the existing record."
            ),
            _(
                "The organisations are imported all at once, as approved. If you tick the box, "
                "each contact is invited to manage the users of their organisation."
            ),
        ),
        example=example_rows,
        example_page="organisation_example",
        permission="inventory.import_device",
    ),
    onward=lambda _batch: reverse("organisation_list"),
    onward_words=_("View the organisations"),
    options=options,
    names_people=True,
)
