"""Import of a list of donors: each valid row becomes a donor in the register."""

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from core.imports.cells import NOT_AN_EMAIL
from core.imports.columns import by_word, headings_in
from core.imports.kinds import ListKind, Start, Vocabulary, each_alone, words_of
from core.imports.resource import ChoiceWidget, ListField, RecordResource
from core.workflow.event_messages import Sentence
from core.workflow.guards import FORGOTTEN
from donations.lifecycle import DonorKind
from donations.models import Donor
from donations.operations.lots import save_donor

SAME_NAME = gettext_noop("%(name)s is already in the register, with this name.")
SAME_SIREN = gettext_noop("%(name)s already has this SIREN.")
TWICE = gettext_noop("Row %(row)s names the same donor.")
NO_NAME = gettext_noop("This row has no donor name.")
NOT_VALID = {
    "siren": gettext_noop("“%(text)s” is not a SIREN: a digit is missing or wrong."),
    "email": NOT_AN_EMAIL,
}
SIREN, SIRET = 9, 14  # digits; a SIRET begins with the SIREN
TEXTS = ("name", "legal_form", "siren", "contact", "email", "phone", "address")
HEADINGS = {
    "name": """donateur|nom du donateur|donor|donor name|entreprise|societe|organisme|
        raison sociale|denomination|company|company name|organisation|organization|nom|name""",
    "kind": "type de donateur|type|nature|categorie|kind|donor type",
    "legal_form": "forme juridique|statut juridique|legal form",
    "siren": "siren|n siren|numero siren|siret|n siret|numero siret|siren number",
    "contact": """contact|nom du contact|interlocuteur|referent|personne a contacter|contact name|
        contact person""",
    "email": "mail|e mail|email|courriel|adresse mail|mail du contact|contact e mail",
    "phone": "telephone|tel|phone|phone number|telephone du contact|mobile",
    "address": "adresse|adresse postale|adresse complete|address|postal address",
}
KIND_WORDS = {
    DonorKind.COMPANY: "company|entreprise|societe|prive|firm|business|association|sas|sarl|sa",
    DonorKind.PUBLIC: """public|public body|organisme public|collectivite|collectivite territoriale|
        mairie|commune|administration|etat|hopital|universite""",
    DonorKind.INDIVIDUAL: "individual|particulier|personne|personne physique|private person",
}


class DonorResource(RecordResource):
    """Resource that creates a donor for each row, unless its name or SIREN is registered."""

    kind = ListField(ChoiceWidget(DonorKind, DonorKind.COMPANY), _("kind"), reads_empty=True)

    vocabularies = {
        "kind": Vocabulary(
            choices=lambda: DonorKind.choices,
            words=lambda: words_of(DonorKind) | by_word(KIND_WORDS),
        )
    }
    unique = {"name": SAME_NAME, "siren": SAME_SIREN}
    twice = TWICE
    not_valid = NOT_VALID

    class Meta:
        model = Donor
        fields = ("kind", *TEXTS)

    def before_import_row(self, row, **kwargs):
        digits = "".join(row["siren"].split())
        row["siren"] = digits[:SIREN] if len(digits) == SIRET else digits

    def problems(self, draft, errors):
        yield from super().problems(draft, errors)
        if "name" not in errors and (not draft.name or draft.name.startswith(FORGOTTEN)):
            yield "name", Sentence(NO_NAME, {})

    def write(self, rows, *, by):
        for row in rows:
            save_donor(row.outcome.draft, by=by)
        return [[] for _row in rows]


FIELDS = DonorResource.labels()


def example_rows():
    """The headings and two fictitious donors."""
    names = ["name", "kind", "siren", "contact", "email", "phone", "address"]
    company, public = (str(DonorKind(kind).label) for kind in ("company", "public"))
    contact = ["Maëlle Stervinou", "maelle@example.org", "01 99 00 12 34"]
    return [
        [str(FIELDS[name]).capitalize() for name in names],
        [gettext("Belvoir Furniture"), company, "", *contact, "3 rue du Port, 01990 Belvoir"],
        [gettext("Town of Valbourg"), public, "", "", "", "01 99 00 43 21", "01991 Valbourg"],
    ]


DONORS = ListKind(
    code="donors",
    label=_("list of donors"),
    fields=FIELDS,
    headings=headings_in(HEADINGS),
    resource=DonorResource,
    bonds=each_alone,
    promise=_("Each valid row becomes a donor in the register."),
    act=_("Add the donors"),
    done=_("The donors are in the register."),
    start=Start(
        page="donor_import",
        title=_("Import donors"),
        back="donor_list",
        back_title=_("Donors"),
        steps=(
            _(
                "One row per donor: the name and, if you know them, the type, SIREN, "
                "contact and address."
            ),
            _(
                "Each row is checked. A donor already in the register, by name or "
                "SIREN, is refused, with a reference to the existing record."
            ),
        ),
        example=example_rows,
        example_page="donor_example",
        permission="donations.change_donor",
    ),
    onward=lambda _batch: reverse("donor_list"),
    onward_words=_("View the donors"),
    names_people=True,
)
