"""Rows whose status contradicts their holder are refused until a user decides."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device, ImportBatch
from loans.base.lifecycle.loans import LoanKind
from loans.models import Loan
from tests.factories import CategoryFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

HEAD = (
    "Numéro d’inventaire;Catégorie;Marque;Modèle;Numéro de série;Statut;Nom;Prénom;Structure;"
    "Prêté le;À rendre le;Rendu le"
)
DEVICE = "{code};Ordinateur portable;Lenovo;ThinkPad X250;CTR000{code}"
IN_STOCK = DEVICE.format(code=1) + ";en stock;Kerjean;Awa;;02/10/2024;02/10/2099;"
GOOD = [
    DEVICE.format(code=2) + ";en stock;;;;;;",
    DEVICE.format(code=3) + ";prêté;Kerjean;Awa;;02/10/2024;02/10/2099;",
    DEVICE.format(code=4) + ";rendu;Kerjean;Awa;;02/10/2023;;02/11/2023",
    DEVICE.format(code=5) + ";à contrôler;-;inconnu;Les Ateliers;;;",
]
CONTRADICTORY = [
    IN_STOCK,
    DEVICE.format(code=6) + ";à contrôler;Kerjean;;;;;",
    DEVICE.format(code=7) + ";HS;;;;02/10/2024;;",
    DEVICE.format(code=8) + ";perdu;;;CCAS;;;",
    DEVICE.format(code=9) + ";en réparation;;;;;02/10/2099;",
    DEVICE.format(code=10) + ";donné;Kerjean;Awa;;02/10/2024;02/10/2099;",
]


@pytest.fixture(autouse=True)
def _house(english):
    CategoryFactory(code="laptop", holding_data=True)
    OrganisationFactory(approved=True, name="Les Ateliers", is_ours=True)
    OrganisationFactory(approved=True, name="CCAS")


@pytest.fixture
def client(sign_in, coordinator):
    coordinator.language = "en"
    coordinator.save(update_fields=["language"])
    return sign_in(coordinator)


@pytest.fixture
def send(client, site):
    """Send a register of these rows; return its list."""

    def post(*rows, head=HEAD):
        upload = SimpleUploadedFile("registre.csv", "\n".join([head, *rows]).encode(), "text/csv")
        answer = client.post(reverse("takeover"), {"file": upload, "site": site.pk})
        assert answer.status_code == 302, answer.context["form"].errors
        return ImportBatch.objects.get()

    return post


@pytest.fixture
def match(client):
    """Match the columns and words of a list as guessed, except these."""

    def post(batch, **values):
        form = client.get(batch.get_absolute_url()).context["columns_form"]
        given = {name: form[name].value() or "" for name in form.fields}
        answer = client.post(reverse("import_columns", args=[batch.pk]), given | values)
        assert answer.status_code == 302, answer.context["columns_form"].errors
        batch.refresh_from_db()

    return post


@pytest.fixture
def write(client):
    def post(batch):
        values = {"skip_refused": "on", "is_attested": "on"}
        client.post(reverse("import_start", args=[batch.pk]), values)
        batch.refresh_from_db()
        assert batch.status == "applied"

    return post


def problems(batch):
    return {row.number: row.sentences for row in batch.rows.all() if row.problems}


def test_rows_whose_status_contradicts_their_holder_are_refused(send, client, write):
    batch = send(*GOOD, *CONTRADICTORY)

    reasons = problems(batch)

    first = len(GOOD) + 2
    assert list(reasons) == list(range(first, first + len(CONTRADICTORY)))
    assert {len(why) for why in reasons.values()} == {1}
    assert "According to the status, nobody has this device, but the" in reasons[first][0]
    page = client.get(batch.get_absolute_url()).content.decode()
    assert 'name="contradictory"' in page
    write(batch)
    assert Device.objects.count() == len(GOOD)


def test_a_person_can_decide_that_the_status_is_right(send, match, write):
    batch = send(*CONTRADICTORY)
    match(batch, contradictory="status")
    assert problems(batch) == {}

    write(batch)

    assert [device.status for device in Device.objects.order_by("pk")] == [
        DeviceStatus.READY,
        DeviceStatus.RECEIVED,
        DeviceStatus.RETIRED,
        DeviceStatus.LOST,
        DeviceStatus.REFURBISHING,
        DeviceStatus.GIVEN,
    ]
    assert Loan.objects.get().kind == LoanKind.GIFT


def test_a_person_can_decide_that_the_holder_is_right(send, match, write):
    batch = send(*CONTRADICTORY)
    match(batch, contradictory="holder")
    # Other missing values of a loan are reported on each row, as for any loan.
    assert list(problems(batch)) == [3, 4, 5, 6]

    write(batch)

    assert {device.status for device in Device.objects.all()} == {DeviceStatus.ON_LOAN}
    assert str(Loan.objects.get().recipient) == "Awa Kerjean"


def test_a_gift_stays_a_gift_and_a_decision_can_be_taken_back(send, match, write):
    head = HEAD.replace("Prêté le", "Donné le")
    batch = send(IN_STOCK.replace("02/10/2099", ""), head=head)
    match(batch, contradictory="status")
    match(batch, contradictory="")
    assert list(problems(batch)) == [2]
    match(batch, contradictory="holder")

    write(batch)

    assert Device.objects.get().status == DeviceStatus.GIVEN


def test_a_list_without_contradiction_asks_nothing(send, client):
    page = client.get(send(*GOOD).get_absolute_url()).content.decode()

    assert "columns_form" not in page
    assert 'name="contradictory"' not in page


@pytest.mark.parametrize(
    ("head", "row", "word"),
    [
        (
            "Asset Tag;Category;Serial;Status;Assigned To",
            "A1;Laptop;S1;{};Awa Kerjean",
            "Ready to Deploy",
        ),
        ("Stock ID;Category;Serial;Status;Customer", "A1;Laptop;S1;{};CCAS", "OK"),
    ],
)
def test_exports_of_other_tools_keep_the_open_loans(send, match, head, row, word):
    batch = send(row.format(word), head=head)
    columns = {
        f"column_{i}": name for i, name in enumerate(["code", "category", "serial", "status"])
    }
    holder = "organisation" if "Customer" in head else "last_name"
    match(batch, **columns, column_4=holder)
    match(batch, **{f"status:{word.lower()}": "ready"})

    assert [
        "According to the status, nobody has this device, but the" in why[0]
        for why in problems(batch).values()
    ] == [True]
