"""Lists of people, accessories and requests can be imported alone too, and are undone."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import Identity
from inventory.models import AccessoryStock, ImportBatch
from loans.models import Request
from people.models import Recipient
from people.organisations.operations import enter_own
from tests.factories import AccessoryKindFactory, CategoryFactory

pytestmark = pytest.mark.django_db

LISTS = {
    "old_people": "Nom;Prénom;Téléphone\nKerjean;Awa;01 99 00 12 34\n;;\nStervinou;Maël;\n",
    "accessory_stocks": "Accessoire;Quantité;Minimum\nSouris;25;5\n",
    "old_request": "Nom;Prénom;Matériel demandé;Quantité\nKerjean;Awa;Ordinateur portable;2\n",
}


@pytest.fixture(autouse=True)
def _association(coordinator):
    CategoryFactory(code="laptop", holding_data=True)
    AccessoryKindFactory(code="mouse", names={"fr": "Souris", "en": "Mouse"})
    enter_own(Identity.cached(), by=coordinator)


@pytest.fixture
def written(sign_in, coordinator, site):
    """Send the list of this page, and start its import."""
    client = sign_in(coordinator)

    def send(page):
        file = SimpleUploadedFile("liste.csv", LISTS[page].encode(), "text/csv")
        answer = client.post(reverse(f"{page}_import"), {"file": file, "site": site.pk})
        assert answer.status_code == 302, answer.context["form"].errors
        batch = ImportBatch.objects.get()
        client.post(reverse("import_start", args=[batch.pk]), {"skip_refused": "on"})
        batch.refresh_from_db()
        assert batch.status == "applied", [row.sentences for row in batch.rows.all()]
        return client, batch

    return send


def undone(client, batch):
    client.post(reverse("import_undo", args=[batch.pk]))
    batch.refresh_from_db()
    return batch.status == "undone"


def test_people_come_in_and_are_anonymised_by_the_undo(written):
    client, batch = written("old_people")
    assert set(Recipient.objects.values_list("last_name", flat=True)) == {"Kerjean", "Stervinou"}
    assert Recipient.objects.get(last_name="Kerjean").organisation.is_ours
    assert undone(client, batch)
    assert not Recipient.objects.not_anonymised().exists()


def test_accessories_are_stock_until_the_undo_counts_them_down(written):
    client, batch = written("accessory_stocks")
    stock = AccessoryStock.objects.get()
    assert (stock.quantity, stock.minimum) == (25, 5)
    assert undone(client, batch)
    stock.refresh_from_db()
    assert (stock.quantity, stock.minimum) == (0, 0)


def test_requests_wait_until_the_undo_cancels_them(written):
    client, batch = written("old_request")
    request = Request.objects.get()
    assert (request.status, request.lines.get().requested) == ("sent", 2)
    assert request.recipient.last_name == "Kerjean"
    assert undone(client, batch)
    request.refresh_from_db()
    assert request.status == "cancelled"


def test_the_undo_of_a_request_that_was_answered_is_refused(written, coordinator):
    client, batch = written("old_request")
    Request.objects.get().transition_to(Request.Status.REFUSED, refusal="None is left.")
    assert not undone(client, batch)
    assert Request.objects.get().status == "refused"
