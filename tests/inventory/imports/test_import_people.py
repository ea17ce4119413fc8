"""Personal data of the donor's staff in a list: left out, or restricted and short-lived."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from core.imports.people_columns import people_columns
from core.imports.sheets import read_list
from inventory.imports import check as matching_operations
from inventory.imports.operations.anonymisation import forget_lists
from inventory.models import Device
from people.models import User
from tests.factories import CategoryFactory, DonationFactory
from tests.inventory.lists import csv_of, undo_import, written
from tests.law import write

ROWS = [
    ["Type", "Marque", "N° de série", "Dernier utilisateur", "Joindre", "Suivi par", "Remarque"],
    ["laptop", "Dell", "S-1", "o.lebreton", "ol@mairie.example", "LEBRETON Odile", "rayé"],
    ["laptop", "HP", "S-2", "y.courtel", "yc@mairie.example", "COURTEL Yves", ""],
]
NAMES = ["Dernier utilisateur", "Joindre", "Suivi par"]
PERSON = "LEBRETON Odile"


@pytest.fixture
def batch(db, site, coordinator, english):
    CategoryFactory(code="laptop")
    donation = DonationFactory(received=True, site=site)
    source = read_list("parc.csv", csv_of(*ROWS))
    return matching_operations.receive_list(donation, by=coordinator, source=source)


@pytest.fixture
def client(sign_in, coordinator):
    client = sign_in(coordinator)
    client.post(reverse("language"), {"language": "en"})
    return client


def read_with_people(client, batch):
    facts = {"encoding": "utf-8", "delimiter": ";", "heading_0": "1", "with_people": "on"}
    client.post(reverse("import_reading", args=[batch.pk]), facts)
    batch.refresh_from_db()


def cells_in(batch):
    return str(list(batch.rows.values_list("cells", flat=True)))


def a_month_later(batch):
    write(batch, created_at=timezone.now() - timedelta(days=31))
    forget_lists(by=User.objects.system(), now=timezone.now())
    batch.refresh_from_db()
    batch.document.refresh_from_db()


def test_columns_of_people_are_named_and_left_out(batch, client):
    assert [sheet["people"] for sheet in batch.reading["sheets"]] == [NAMES]
    assert batch.headings == ["Type", "Marque", "N° de série", "Remarque"]
    assert PERSON not in cells_in(batch)
    page = client.get(batch.get_absolute_url()).content.decode()
    assert f"phone numbers: {', '.join(NAMES)}." in page


def test_a_column_of_people_is_seen_however_late_it_begins():
    """Lists are often sorted so that unassigned devices come first."""
    rows = [["Dell", ""]] * 400 + [["Dell", "LEBRETON Odile"]] * 3
    assert people_columns(["Marque", "Suivi"], rows, {}) == [1]


def test_ticked_personal_columns_are_restricted(batch, client, coordinator, sign_in):
    read_with_people(client, batch)

    assert batch.names_people
    assert PERSON in cells_in(batch)
    assert set(batch.mapping.values()) == {"category", "brand", "serial", "remark"}
    page = client.get(batch.get_absolute_url()).content.decode()
    assert 'name="column_3"' not in page
    written(batch, coordinator)
    device = Device.objects.get(serial="S-1")
    assert PERSON not in client.get(device.get_absolute_url()).content.decode()

    a_month_later(batch)

    assert cells_in(batch) == "[[], []]"
    assert batch.document.purged_at


def test_a_file_with_personal_columns_left_out_is_deleted_after_a_month(batch, coordinator):
    written(batch, coordinator)
    rows = cells_in(batch)

    a_month_later(batch)

    assert batch.document.purged_at
    assert cells_in(batch) == rows
    undo_import(batch, by=coordinator)


def test_an_unapplied_list_is_deleted_after_a_month(batch):
    write(batch, created_at=timezone.now() - timedelta(days=31))
    call_command("tick")

    batch.refresh_from_db()
    batch.document.refresh_from_db()
    assert (batch.status, batch.rows.count(), batch.headings) == ("dropped", 0, [])
    assert batch.document.purged_at


def test_any_column_can_be_left_out(batch, client, coordinator):
    facts = {"column_0": "category", "column_1": "-", "column_2": "serial", "column_3": ""}

    client.post(reverse("import_columns", args=[batch.pk]), facts)

    batch.refresh_from_db()
    assert batch.reading["left_out"] == [1]
    assert [row.cells[1] for row in batch.rows.all()] == ["", ""]
    assert 'name="column_1"' not in client.get(batch.get_absolute_url()).content.decode()
    written(batch, coordinator)
    a_month_later(batch)
    assert batch.document.purged_at
