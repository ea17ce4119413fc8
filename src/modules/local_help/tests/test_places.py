"""Places of help: imported from lists, printed and proposed by nearness of the commune."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.imports.kinds import RowVerdict
from core.imports.sheets import read_list
from core.workflow.lifecycle import Refused
from inventory.imports.check import set_verdicts
from inventory.imports.reading import read_into
from inventory.models import ImportBatch
from loans.base.papers import facts_of
from loans.handovers.forms import BriefingForm
from loans.models import AgreementText
from modules.local_help.models import MAX_NEAR, ResourceLink
from modules.local_help.operations import import_places
from modules.local_help.places import PLACES
from modules.local_help.structures import structures
from modules.local_help.tests.factories import ResourceLinkFactory
from tests.factories import AreaFactory, LoanFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

TABLE = """id;nom;commune;code_postal;adresse;telephone;site_web;horaires_accueil
a1;Maison du Blosne;Rennes;35200;2 rue de Prague;0299000000;blosne.example.org;Mo-Fr 09:00-12:00
a2;;Rennes;35200;;;;
a3;Ailleurs;Quimper;29000;;;;
"""


def read(content):
    """The places of the lists in a file, and the first sentence of each refused row."""
    batch = ImportBatch(kind="places")
    rows = read_into(batch, read_list("places", content.encode(), kind=PLACES))
    set_verdicts(batch, rows)
    faults = {row.number: row.sentences[0] for row in rows if row.problems}
    return [row.outcome.draft for row in rows if row.verdict == RowVerdict.GOOD], faults


@pytest.fixture
def rennes():
    return AreaFactory(name="Rennes", code="35238", epci="243500139")


def test_a_table_is_read_with_its_errors(rennes):
    (place,), faults = read(TABLE)
    assert (place.label, place.commune, place.street) == (
        "Maison du Blosne",
        rennes,
        "2 rue de Prague",
    )
    assert place.address == "02 99 00 00 00 · blosne.example.org"
    assert place.hours == "Mon-Fri 09:00-12:00"
    assert list(faults) == [3, 4]


def test_services_of_data_inclusion_have_the_name_and_place_of_their_structure(rennes):
    """The columns of version 1 of the schema, as the two published files have them."""
    structure = {
        "source": "dora",
        "id": "dora--42",
        "nom": "CCAS",
        "description": "Le centre communal d’action sociale aide les personnes dans leurs droits.",
        "date_maj": "2026-02-14",
        "code_insee": "35238",
        "adresse": "2 rue de Prague",
        "telephone": "+33299000000",
        "horaires_accueil": "Mo-Fr 08:30-12:30; We off; PH off",
        "reseaux_porteurs": ["ccas-cias"],
    }
    others = ["acces-aux-droits-et-citoyennete--accompagnement-dans-les-demarches"] * 4
    service = {
        "source": "dora",
        "structure_id": "dora--42",
        "id": "dora--43",
        "nom": "Atelier",
        "type": "atelier",
        "thematiques": [*others, "numerique--acquerir-un-equipement"],
        "frais": "gratuit",
        "modes_accueil": ["en-presentiel"],
        "lien_mobilisation": "https://atelier.example.org",
    }
    housing = service | {"id": "dora--44", "thematiques": ["logement-hebergement"]}
    alone = structure | {"id": "dora--45"}
    lists = {"services": [service, housing], "structures": [structure, alone]}
    (place,), faults = read(json.dumps(lists))
    assert (place.label, place.commune) == ("CCAS – Atelier", rennes)
    assert place.address == "02 99 00 00 00 · https://atelier.example.org"
    assert place.hours == "Mon-Fri 08:30-12:30; Wed closed"
    assert faults == {3: "This place does not offer help with digital skills."}


def test_a_file_without_a_list_is_refused():
    for content in ('{"a": ', "[[[", "null"):
        with pytest.raises(Refused):
            read(content)


def test_a_list_imported_again_corrects_its_places(rennes, coordinator):
    import_places(read(TABLE)[0], by=coordinator)
    ResourceLink.objects.update(is_active=False)
    import_places(read(TABLE.replace("2 rue de Prague", "4 rue de Prague"))[0], by=coordinator)
    place = ResourceLink.objects.get()
    assert (place.street, place.is_active) == ("4 rue de Prague", False)


def test_a_list_is_previewed_then_its_good_rows_are_written(rennes, coordinator, sign_in):
    client = sign_in(coordinator)
    # Half a character, as JSON may have.
    record = {"id": "\ud800", "nom": "Lieu", "code_insee": "35238"}
    for content in (json.dumps([record]), TABLE):
        file = SimpleUploadedFile("places", content.encode())
        page = client.post(reverse("helpplace_import"), {"file": file}, follow=True)
        batch = page.context["batch"]
        assert not ResourceLink.objects.places().filter(label="Maison du Blosne").exists()
        client.post(reverse("import_start", args=[batch.pk]), {"skip_refused": "on"})
    assert ResourceLink.objects.places().count() == 2
    assert "Maison du Blosne" in client.get(reverse("helpplace_list") + "?q=renn").content.decode()


def test_the_nearest_places_come_first(rennes):
    near = AreaFactory(epci=rennes.epci)
    far = AreaFactory(department="29")
    names = [("county", AreaFactory()), ("epci", near), ("here", rennes), ("far", far)]
    for label, commune in names:
        ResourceLinkFactory(label=label, commune=commune)
    ResourceLinkFactory(label="off", commune=rennes, is_active=False)
    ResourceLinkFactory(label="everywhere")
    printed = [line.label for line in ResourceLink.objects.printed_in("fr", rennes)]
    assert printed == ["here", "epci", "county"][:MAX_NEAR]
    near = ResourceLink.objects.near(rennes)
    assert [place.label for place in near] == ["here", "epci", "county"]
    assert [line.label for line in ResourceLink.objects.printed_in("fr")] == ["everywhere"]


def test_open_data_is_read_again_by_our_own_list(rennes):
    ours = ResourceLinkFactory(
        commune=rennes,
        label="Médiathèque",
        address="02 99 11 22 33 · blosne.example.org",
        hours="lun 9h-12h",
        street="2 rue de Prague",
    )
    ResourceLinkFactory(commune=rennes, label="France services", source_ref="dora--12", address="")
    ResourceLinkFactory(commune=rennes, label="off", is_active=False)
    rows = {row["nom"]: row for row in structures()}
    assert [row.pop("of").label for row in rows.values()] == ["Médiathèque", "France services"]
    place = rows["Médiathèque"]
    assert place["description"].endswith("lun 9h-12h")
    assert (place["telephone"], place["site_web"]) == ("0299112233", "https://blosne.example.org")
    again, faults = read(json.dumps([_filled(row) for row in rows.values()]))
    assert faults == {}
    drafts = {draft.label: draft for draft in again}
    assert drafts["Médiathèque"].commune == rennes
    assert drafts["Médiathèque"].street == ours.street
    assert drafts["Médiathèque"].address == "02 99 11 22 33 · https://blosne.example.org"
    assert drafts["France services"].source_ref == "dora--12"


def _filled(row):
    return {name: value for name, value in row.items() if value}


def test_help_is_printed_in_the_language_of_the_paper():
    link = ResourceLinkFactory(language="fr", label="Près de chez vous")
    ResourceLinkFactory(language="en")
    facts = facts_of(LoanFactory(), AgreementText(kind="loan", audience="family", language="fr"))
    assert [line.address for line in facts["help"]] == [link.address]


def test_the_hand_over_proposes_and_the_agreement_prints_the_places_near(rennes):
    place = ResourceLinkFactory(label="Le Blosne", commune=rennes, hours="9-12")
    loan = LoanFactory(recipient__commune=rennes)
    facts = facts_of(loan, AgreementText(kind="loan", audience="family", language="fr"))
    assert place.line in facts["help"]
    assert 'value="Le Blosne"' in str(BriefingForm(commune=rennes)["where"])
