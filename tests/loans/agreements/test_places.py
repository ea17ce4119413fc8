"""Places of help: imported from lists, printed and proposed by nearness of the commune."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from loans.agreements.operations.texts import import_places
from loans.agreements.places import read_places
from loans.base.papers import facts_of
from loans.handovers.forms import BriefingForm
from loans.models import AgreementText, ResourceLink
from tests.factories import AreaFactory, LoanFactory, ResourceLinkFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

TABLE = """id;nom;commune;code_postal;adresse;telephone;site_web;horaires_accueil
a1;Maison du Blosne;Rennes;35200;2 rue de Prague;0299000000;blosne.example.org;Mo-Fr 09:00-12:00
a2;;Rennes;35200;;;;
a3;Ailleurs;Quimper;29000;;;;
"""


def upload(content, name="places.csv"):
    return SimpleUploadedFile(name, content.encode())


def read_json(value):
    return read_places(upload(json.dumps(value), "places.json"))


@pytest.fixture
def rennes():
    return AreaFactory(name="Rennes", code="35238", epci="243500139")


def test_a_table_is_read_with_its_errors(rennes):
    read = read_places(upload(TABLE))
    (place,) = read.rows
    assert (place.label, place.commune, place.street) == (
        "Maison du Blosne",
        rennes,
        "2 rue de Prague",
    )
    assert place.address == "0299000000 · blosne.example.org"
    assert place.hours == "Mon-Fri 09:00-12:00"
    assert [number for number, _sentence in read.faults] == [2, 3]


def test_a_service_has_the_place_of_its_structure(rennes):
    structure = {"id": "s", "nom": "CCAS", "code_insee": "35238", "telephone": "0299"}
    service = {
        "id": "x",
        "structure_id": "s",
        "nom": "Atelier",
        "thematiques": ["numerique--acceder-a-du-materiel"],
        "horaires_ouverture": "We 14:00-17:00",
    }
    other = service | {"id": "y", "thematiques": ["logement-hebergement"]}
    read = read_json({"structures": [structure], "services": [service, other]})
    (place,) = read.rows
    assert (place.label, place.commune, place.address) == ("CCAS – Atelier", rennes, "0299")
    assert read.faults == [[3, "It gives no help with digital matters."]]


@pytest.mark.parametrize("content", ['{"a": ', "[[[", "null", "3", ""])
def test_a_list_that_is_none_imports_nothing(content, coordinator):
    with pytest.raises(ValidationError):
        import_places(by=coordinator, file=read_places(upload(content)))


def test_a_list_imported_again_corrects_its_places(rennes, coordinator):
    import_places(by=coordinator, file=read_places(upload(TABLE)))
    ResourceLink.objects.update(is_active=False)
    changed = TABLE.replace("2 rue de Prague", "4 rue de Prague")
    import_places(by=coordinator, file=read_places(upload(changed)))
    place = ResourceLink.objects.get()
    assert (place.street, place.is_active) == ("4 rue de Prague", False)


def test_a_list_that_is_refused_says_why_of_each_row(coordinator, sign_in):
    page = sign_in(coordinator).post(reverse("helpplace_list"), {"file": upload(TABLE)})
    assert page.context["imported"] is None
    assert [number for number, _sentence in page.context["faults"]] == [1, 2, 3]


def test_the_page_reports_what_was_imported_and_refused(rennes, coordinator, sign_in):
    client = sign_in(coordinator)
    page = client.post(reverse("helpplace_list"), {"file": upload(TABLE)})
    assert (page.context["imported"], len(page.context["faults"])) == (1, 2)
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
    assert printed == ["here", "epci"]
    near = ResourceLink.objects.near(rennes)
    assert [place.label for place in near] == ["here", "epci", "county"]
    assert [line.label for line in ResourceLink.objects.printed_in("fr")] == ["everywhere"]


def test_the_hand_over_proposes_and_the_agreement_prints_the_places_near(rennes):
    place = ResourceLinkFactory(label="Le Blosne", commune=rennes, hours="9-12")
    loan = LoanFactory(recipient__commune=rennes)
    facts = facts_of(loan, AgreementText(kind="loan", audience="family", language="fr"))
    assert place.line in facts["help"]
    assert 'value="Le Blosne"' in str(BriefingForm(commune=rennes)["where"])
