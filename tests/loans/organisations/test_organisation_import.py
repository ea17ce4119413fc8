"""Import of organisations: rows are checked, all or none written, duplicates named."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from inventory.models import ImportBatch
from people.models import Organisation, User
from tests.factories import OrganisationFactory, UserFactory
from tests.inventory.lists import workbook_of

pytestmark = pytest.mark.django_db
HEAD = "Structure;Type;SIRET;RNA;Ville;Téléphone;Contact;E-mail du contact"
GENETS = "Les Genêts;association;;W000000123;Belvoir;;Idriss Lagadec;idriss@example.org"
CCAS = "CCAS de Valbourg;CCAS;732 829 320 00074;;Valbourg;01 99 00 12 34;;"


@pytest.fixture
def client(sign_in, coordinator):
    return sign_in(coordinator)


@pytest.fixture
def send(client):
    def post(*rows, **values):
        content = "\n".join([HEAD, *rows]).encode()
        upload = SimpleUploadedFile("structures.csv", content, "text/csv")
        answer = client.post(
            reverse("organisation_import"), {"file": upload, "invites": "on"} | values
        )
        assert answer.status_code == 302, answer.context["form"].errors
        return ImportBatch.objects.get()

    return post


@pytest.fixture
def start(client):
    def post(batch, **values):
        client.post(reverse("import_start", args=[batch.pk]), values)
        batch.refresh_from_db()
        return batch

    return post


def problems(batch):
    return {row.number: row.sentences for row in batch.rows.all() if row.problems}


def test_a_list_is_previewed_then_imported(send, start):
    batch = send(GENETS, CCAS)
    assert problems(batch) == {}
    assert not Organisation.objects.filter(town="Belvoir").exists()

    assert start(batch).status == "applied"
    genets, ccas = (
        Organisation.objects.get(town="Belvoir"),
        Organisation.objects.get(town="Valbourg"),
    )
    assert (genets.status, genets.rna, genets.kind) == ("approved", "W000000123", "association")
    assert (ccas.siret, ccas.kind, ccas.phone) == ("73282932000074", "ccas", "01 99 00 12 34")
    invited = genets.users.get()
    assert (invited.email, invited.is_manager, invited.is_active) == (
        "idriss@example.org",
        True,
        False,
    )
    assert not ccas.users.exists()


def test_contacts_are_invited_only_on_request(send, start):
    start(send(GENETS, invites=""))

    assert not User.objects.filter(email="idriss@example.org").exists()


def test_duplicates_are_found_by_name_siret_or_rna_and_refer_to_each_other(send):
    OrganisationFactory(approved=True, name="LES GENETS")
    OrganisationFactory(approved=True, name="Mairie", siret="73282932000074")
    OrganisationFactory(approved=True, name="Amis", rna="W000000123")
    by_row = problems(send(GENETS, CCAS, "Neuf;;;;;;;", "Neuf;;;;;;;"))
    assert sorted(by_row) == [2, 3, 5]
    assert "LES GENETS" in by_row[2][0]
    assert "Amis" in by_row[2][1]
    assert "Mairie" in by_row[3][0]
    assert "ligne 4" in by_row[5][0]


HOSTILE = [
    ";association;;;Belvoir;;;",  # no name
    "A;;73282932000075;;;;;",  # an invalid SIRET
    "B;;;W12;;;;",  # an invalid RNA number
    "C;;;;;;Moi;pas-un-mail",
    "D;;;;;;;m@example.org",  # an e-mail without a name
    "E;;;;;;Moi;known@example.org",  # an e-mail of an existing user
    f"{'x' * 121};;;;;;;",
]


def test_hostile_rows_are_refused_without_any_change(send, start, client):
    UserFactory(association=True, email="known@example.org")
    before = Organisation.objects.count()
    batch = send(*HOSTILE, CCAS, "=HYPERLINK(1);;;;;;;")
    assert sorted(problems(batch)) == list(range(2, 2 + len(HOSTILE)))

    assert start(batch).status == "checked"
    assert Organisation.objects.count() == before
    assert start(batch, skip_refused="on").status == "applied"
    assert Organisation.objects.count() == before + 2
    page = client.get(reverse("organisation_list"))  # a formula is exported as text
    assert "=HYPERLINK(1)" in page.text


def test_a_workbook_is_accepted(client, start):
    rows = [HEAD.split(";"), ["Les Genêts", "", 73282932000074, "", "Belvoir"]]
    upload = SimpleUploadedFile("structures.xlsx", workbook_of(rows))
    client.post(reverse("organisation_import"), {"file": upload})
    batch = ImportBatch.objects.get()
    assert problems(batch) == {}

    start(batch)
    assert Organisation.objects.get(town="Belvoir").siret == "73282932000074"


def test_the_example_is_imported_unchanged(client, start):
    content = b"".join(client.get(reverse("organisation_example")).streaming_content)
    upload = SimpleUploadedFile("example.csv", content, "text/csv")
    client.post(reverse("organisation_import"), {"file": upload, "invites": "on"})
    batch = ImportBatch.objects.get()
    assert problems(batch) == {}

    assert start(batch).status == "applied"
    assert Organisation.objects.get(town="Valbourg").users.get().is_manager
