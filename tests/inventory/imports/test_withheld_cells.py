"""Cells that look like personal data are withheld until a coordinator restores them."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.imports.sheets import read_list
from core.models import Event
from core.workflow import erasure_journal
from inventory.imports import apply as import_operations
from inventory.imports.check import receive_list
from inventory.imports.device_export import export_cells
from inventory.imports.operations.withholding import LABEL, blank_cell
from inventory.models import Device, ImportBatch
from tests.api.caller import Caller
from tests.factories import (
    CategoryFactory,
    DonationFactory,
    ImportBatchFactory,
    ImportRowFactory,
)
from tests.inventory.lists import csv_of, written

HEADINGS = [
    *("Type", "Marque", "N° de série", "Utilisateur", "Observations", "Emplacement", "Service"),
    *("Dernière connexion", "Checked Out To", "Infos"),
]
ROWS = [
    [
        *("laptop", "Dell", "0612345678", "Kerjean Awa", "écran rayé, vu avec M. Petit"),
        *("Salle Marie Curie", "Compta (Mme Le Goff)", "ypetit", "Yann Petit"),
        '{"student_name": "Soizic", "ram": 8}',
    ],
    [
        *("laptop", "HP", "S-2", "Courtel Yves", "batterie HS", "Bureau de Jean Dupont"),
        *("Urbanisme", "", "", "cédé, awa kerjean"),
    ],
    ["laptop", "HP", "S-3", "Kerjean Awa", "", "", "", "12/03/2024", "", "kerjean awa : 3 ans"],
]
PEOPLE = ["M. Petit", "Le Goff", "ypetit", "Yann", "Soizic", "Jean Dupont", "Awa", "kerjean awa"]


@pytest.fixture
def batch(db, site, coordinator, english):
    CategoryFactory(code="laptop")
    donation = DonationFactory(received=True, site=site)
    source = read_list("parc.csv", csv_of(HEADINGS, *ROWS))
    return receive_list(donation, by=coordinator, source=source)


@pytest.fixture
def desk(sign_in, coordinator):
    client = sign_in(coordinator)
    client.post(reverse("language"), {"language": "en"})
    return client


def named_in(text):
    """Return the names that occur in a text as whole words, not as letters of random tokens."""
    return [name for name in PEOPLE if re.search(rf"\b{re.escape(name)}\b", str(text), re.I)]


def withheld(batch):
    return [text for row in batch.rows.all() for text in row.withheld.values()]


def test_cells_that_name_people_are_emptied_and_set_aside(batch):
    first, second, third = batch.rows.all()

    cells = [row.cells for row in (first, second, third)]
    assert named_in(cells) == []
    assert set(first.withheld.values()) == {ROWS[0][4], ROWS[0][6], ROWS[0][7], ROWS[0][9]}
    assert list(second.withheld.values()) == ["Bureau de Jean Dupont", "cédé, awa kerjean"]
    assert "Salle Marie Curie" in first.cells
    assert "0612345678" in first.cells
    assert "batterie HS" in second.cells
    # Cells that repeat a person whose column is left out.
    assert list(third.withheld.values()) == ["kerjean awa : 3 ans"]
    assert "12/03/2024" in third.cells
    assert batch.reading["withheld"] == 7


def test_a_cell_with_a_word_of_the_person_of_its_row_is_withheld(site, coordinator, english):
    CategoryFactory(code="laptop")
    rows = [
        ["Type", "N° de série", "Utilisateur", "Nom PC", "Emplacement", "Remarque"],
        ["laptop", "S-1", "Sandrine MOREL", "PC-MOREL", "Bureau Morel", "rayé"],
        ["laptop", "S-2", "Zoé Lemaître", "LEMAI-02", "Salle 3", "sacoche (lemaitre)"],
        ["laptop", "S-3", "e.vandermeersch@asso.example", "PCVANDERM01", "Accueil", "Morel ?"],
        ["laptop", "S-4", "Ly Kim", "HOTLINE", "Hall", "lynx"],
        ["laptop", "S-5", "", "PC-ACCUEIL", "Accueil", "kimono"],
    ]
    donation = DonationFactory(received=True, site=site)
    batch = receive_list(donation, by=coordinator, source=read_list("parc.csv", csv_of(*rows)))

    assert withheld(batch) == [
        *("PC-MOREL", "Bureau Morel"),
        *("LEMAI-02", "sacoche (lemaitre)"),
        "PCVANDERM01",
        *("HOTLINE", "PC-ACCUEIL"),  # the column names machines after people
    ]


def test_a_written_list_leaves_no_name_to_volunteers_nor_in_downloads(
    batch, desk, sign_in, volunteer, coordinator
):
    result = desk.get(reverse("import_result", args=[batch.pk, "csv"]))
    assert named_in(b"".join(result).decode()) == []
    written(batch, coordinator)

    devices = Device.objects.order_by("pk")
    client = sign_in(volunteer)
    pages = [client.get(device.get_absolute_url()).content.decode() for device in devices]
    assert named_in(pages) == []
    assert "Salle Marie Curie" in pages[0]
    assert not any(withheld(batch))
    assert named_in(list(Event.objects.values_list("data", flat=True))) == []
    assert named_in([list(export_cells(devices))]) == []


def test_a_device_says_that_a_cell_of_its_row_was_withheld(batch, desk, coordinator):
    note = "7 cells look like personal data. They are withheld unless a coordinator restores them."
    top, _fold, _rest = (
        desk.get(batch.get_absolute_url()).content.decode().partition("disclosure import-part")
    )
    assert note in top
    assert reverse("import_withheld", args=[batch.pk]) in top

    device = written(batch, coordinator).rows.first().devices.get()
    [(_row, cells)] = desk.get(device.get_absolute_url()).context["sources"]

    assert ("Observations", "withheld cell") in cells
    assert ("Emplacement", "Salle Marie Curie") in cells


def test_the_page_lists_them_for_a_coordinator_alone(batch, desk, sign_in, volunteer):
    address = reverse("import_withheld", args=[batch.pk])
    assert address in desk.get(batch.get_absolute_url()).content.decode()

    page = desk.get(address).content.decode()

    assert set(PEOPLE) - {"Yann", "Awa"} <= set(named_in(page))
    assert "Name of a person" in page
    assert "Login" in page
    assert sign_in(volunteer).get(address).status_code == 403


def test_a_cell_or_a_column_is_restored_and_checked(batch, desk, coordinator):
    address = reverse("import_withheld", args=[batch.pk])
    first = batch.rows.first()
    remark = next(c for c, text in first.withheld.items() if text == ROWS[0][4])
    infos = next(c for c, text in first.withheld.items() if text == ROWS[0][9])

    desk.post(address, {"cell": [f"{first.pk}:{remark}"]})
    desk.post(address, {"column": infos})

    batch.refresh_from_db()
    first, second, _third = batch.rows.all()
    assert first.cells[int(remark)] == ROWS[0][4]
    assert [row.cells[int(infos)] for row in (first, second)] == [ROWS[0][9], ROWS[1][9]]
    assert batch.reading["withheld"] == 3
    assert Event.objects.about(batch).filter(kind="import.cells_restored").count() == 2
    # A new mapping does not withhold them again; restored cells stay restored once written.
    desk.post(reverse("import_columns", args=[batch.pk]), mapping_of(batch))
    written(ImportBatch.objects.get(pk=batch.pk), coordinator)
    assert ROWS[0][4] in Device.objects.get(serial="0612345678").remark
    assert set(withheld(batch)) == {None, ""}
    assert "3 cells were withheld" in desk.get(address).content.decode()


def mapping_of(batch):
    chosen = {f"column_{index}": "" for index in range(len(batch.headings))}
    return chosen | {f"column_{index}": name for index, name in batch.mapping.items()}


def test_restoring_without_ticks_changes_nothing(batch, desk):
    page = desk.post(reverse("import_withheld", args=[batch.pk]), {"x": "1"}).content.decode()
    assert "Tick the cells to restore." in page
    page = desk.post(reverse("import_withheld", args=[batch.pk]), {"cell": ["1:99"]})
    assert "no longer withheld" in page.content.decode()
    assert len(withheld(batch)) == 7


def test_a_column_left_out_takes_its_withheld_cells_along(batch, desk):
    place = batch.headings.index("Service")

    desk.post(
        reverse("import_columns", args=[batch.pk]), mapping_of(batch) | {f"column_{place}": "-"}
    )

    assert ROWS[0][6] not in withheld(batch)


def test_a_column_is_checked_again_once_it_is_no_longer_numeric(batch, desk, coordinator):
    rows = [["Type", "N° de série"], ["laptop", "Awa KERJEAN"], ["laptop", "S-9"]]
    source = read_list("autre.csv", csv_of(*rows))
    other = receive_list(batch.donation, by=coordinator, source=source)
    assert withheld(other) == []

    desk.post(reverse("import_columns", args=[other.pk]), mapping_of(other) | {"column_1": ""})

    assert withheld(other) == ["Awa KERJEAN"]
    assert [row.cells[1] for row in other.rows.all()] == ["", "S-9"]


def test_an_abandoned_list_deletes_its_withheld_cells(batch, coordinator):
    import_operations.drop_import(batch, by=coordinator)

    assert not any(withheld(batch))
    assert batch.omits_people


def test_lists_of_places_and_donors_keep_their_names(site, coordinator, english):
    source = read_list("dons.csv", csv_of(["Nom", "Contact"], ["Mairie", "Mme Petit"]))
    batch = receive_list(None, by=coordinator, source=source, kind="donors")
    assert not any(withheld(batch))
    assert "Mme Petit" in batch.rows.get().cells


def test_the_api_gives_neither_withheld_cells_nor_the_file(batch, coordinator, monkeypatch):
    monkeypatch.setattr("api.views.is_within", lambda *_args, **_kwargs: True)
    caller = Caller(coordinator)
    address = f"/api/v1/lists/{batch.pk}"

    rows = caller.get(f"{address}/rows")
    file = caller.get(f"{address}/file")

    assert rows.status_code == 200
    assert "batterie HS" in rows.text
    assert named_in(rows.text) == []
    assert file.status_code == 409
    assert named_in(file.text) == []


def test_a_cell_of_a_list_blanked_after_a_backup_is_blanked_again(coordinator):
    past = timezone.now() - timedelta(hours=1)
    batch = ImportBatchFactory(applied=True, headings=["Marque", "Appeler"], mapping={"0": "brand"})
    cells = ["", "0612345678"]
    row = ImportRowFactory(batch=batch, written=True, cells=cells, devices=[])
    blank_cell(row, by=coordinator, column=1)
    older = ImportRowFactory(
        batch=batch, number=row.number + 1, written=True, cells=cells, devices=[]
    )
    kind = erasure_journal.KINDS[LABEL]
    lines = [line._replace(id=older.pk) for line in kind.lines(ids=[row.pk])]

    again = kind.again(lines, past)

    older.refresh_from_db()
    assert (again, older.cells) == (1, ["", ""])
