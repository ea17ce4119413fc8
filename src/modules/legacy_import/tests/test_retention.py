"""A list with names is kept only while it is needed, then its names are deleted."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from core.imports.sheets import read_list
from core.models import Event
from inventory.imports import apply as import_operations
from inventory.imports.check import receive_list
from inventory.imports.operations.anonymisation import forget_lists
from inventory.models import Device, ImportBatch
from people.models import Recipient
from tests.factories import CategoryFactory, ImportBatchFactory, ImportRowFactory
from tests.inventory.lists import apply_import, undo_import
from tests.law import refused, write
from tests.visits import undone

pytestmark = pytest.mark.django_db

CSV = (
    "Type;Statut;Nom;Prêté le;Retour;Structure\nlaptop;prêté;Kerjean;01/02/2024;01/02/2099;CCAS\n"
).encode()


@pytest.fixture
def batch(coordinator, site):
    CategoryFactory(code="laptop", holding_data=True)
    return receive_list(
        None,
        by=coordinator,
        source=read_list("registre.csv", CSV),
        kind="register",
        site=site,
        options={"enters_organisations": True},
    )


@pytest.fixture
def written(batch, coordinator):
    import_operations.start_import(batch, by=coordinator, promises={"is_attested": True})
    return apply_import(batch, by=coordinator)


def age(batch, days):
    write(batch, created_at=timezone.now() - timedelta(days=days))


def is_forgotten(batch):
    batch = ImportBatch.objects.select_related("document").get(pk=batch.pk)
    cells = {str(row.cells) for row in batch.rows.all()}
    return batch.document.purged_at is not None and cells == {"[]"}


def test_names_of_an_import_are_erased_after_a_month_and_at_once_when_undone(
    written, sign_in, coordinator
):
    client, address = sign_in(coordinator), reverse("import_file", args=[written.pk])
    with undone():
        undo_import(written, by=coordinator)
        assert is_forgotten(written)
        assert Recipient.objects.not_anonymised().count() == 0
        assert address not in client.get(written.get_absolute_url()).text
        assert client.get(address).status_code == 302
    written.refresh_from_db()
    age(written, 29)
    assert forget_lists(by=coordinator, now=timezone.now()) == 0
    assert not is_forgotten(written)

    age(written, 31)
    call_command("tick")
    assert is_forgotten(written)
    assert Recipient.objects.get().last_name == "Kerjean"
    assert list(written.rows.get().devices.all()) == list(Device.objects.all())
    assert Event.objects.about(written).first().kind == "import.forgotten"
    assert client.get(written.get_absolute_url()).status_code == 200
    undo_import(written, by=coordinator)
    assert not Device.objects.living().exists()


def test_the_last_contact_with_a_person_is_the_day_of_their_last_loan(written):
    assert Recipient.objects.get().contact_on == date(2024, 2, 1)


def test_an_import_never_applied_is_abandoned_and_erased_but_not_a_donors_list(batch, coordinator):
    row = batch.rows.get()
    with refused("inventory_importrow_word_for_word"):
        write(row, cells=["another"])
    with undone():
        assert write(row, cells=[]) == 1
    with undone():
        import_operations.drop_import(batch, by=coordinator)
        assert is_forgotten(batch)
    donors = ImportRowFactory(batch=ImportBatchFactory(applied=True))
    age(donors.batch, 400)
    age(batch, 31)
    call_command("tick")
    batch.refresh_from_db()
    assert (batch.status, is_forgotten(batch)) == ("dropped", True)
    assert not is_forgotten(donors.batch)
    with refused("inventory_importrow_word_for_word"):
        write(donors, cells=[])


def test_the_first_row_of_a_list_without_headings_is_erased_too(coordinator, site, sign_in):
    source = read_list("registre.csv", CSV.split(b"\n", 1)[1] * 2)
    batch = receive_list(None, by=coordinator, source=source, kind="register", site=site)
    assert batch.rows.count() == 2
    import_operations.drop_import(batch, by=coordinator)

    assert "Kerjean" not in str(ImportBatch.objects.filter(pk=batch.pk).values().get())
    assert list(batch.rows.values_list("cells", flat=True)) == [[], []]
    assert sign_in(coordinator).get(batch.get_absolute_url()).status_code == 200
