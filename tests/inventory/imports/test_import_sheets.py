"""Workbooks of several sheets, and changed reading options."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalogue.models import Category
from core.imports.sheets import read_list
from core.workflow.lifecycle import Refused
from inventory.imports import check as matching_operations
from inventory.imports import reading
from inventory.models import Device, ImportBatch
from tests.factories import CategoryFactory, DonationFactory
from tests.inventory.imports.test_reading_lists import book_of
from tests.inventory.lists import csv_of, undo_import, written

LAPTOPS = [["Marque", "Modèle", "N° de série"], ["Dell", "L5490", "S-1"], ["HP", "450 G5", "S-2"]]
PHONES = [["Modèle", "Fabricant", "IMEI"], ["FP4", "Fairphone", "356938035643809"]]
BOOK = [
    ("Lisez-moi", [["Document interne"], ["Contact : parc@mairie.example"]]),
    ("PC portables", LAPTOPS),
    ("Mobiles", PHONES),
    ("Récap", [["Catégorie", "Nombre"], ["Portables", 2], ["Mobiles", 1]]),
]


@pytest.fixture(autouse=True)
def _categories(db, english):
    for code in ["laptop", "phone"]:
        CategoryFactory(code=code)


@pytest.fixture
def donation(site):
    return DonationFactory(received=True, site=site)


@pytest.fixture
def check(coordinator, donation):
    def check(content, **facts):
        source = read_list("parc.xlsx", content)
        return matching_operations.receive_list(donation, by=coordinator, source=source, **facts)

    return check


def read_sheets(batch):
    return [sheet["name"] for sheet in batch.reading["sheets"] if sheet["is_read"]]


def test_every_sheet_with_a_list_is_read_into_one_batch_and_undone_with_it(check, coordinator):
    batch = check(book_of(*BOOK))

    assert read_sheets(batch) == ["PC portables", "Mobiles"]
    assert [str(row) for row in batch.rows.all()] == [
        "PC portables 2",
        "PC portables 3",
        "Mobiles 2",
    ]
    assert batch.headings == ["Marque", "Modèle", "N° de série", "IMEI"]
    assert list(batch.rows.values_list("cells", flat=True))[2] == [
        "Fairphone",
        "FP4",
        "",
        "356938035643809",
    ]
    written(batch, coordinator)
    devices = Device.objects.order_by("pk")
    assert [device.category.code for device in devices] == ["laptop", "laptop", "phone"]

    undo_import(batch, by=coordinator)

    assert {device.status for device in Device.objects.all()} == {"withdrawn"}


def test_sheets_left_out_come_later_from_the_same_file(check, coordinator):
    content = book_of(*BOOK)
    written(check(content, sheets=["PC portables"]), coordinator)

    second = check(content)

    assert read_sheets(second) == ["Mobiles"]
    written(second, coordinator)
    with pytest.raises(Refused, match="This list has already been imported:"):
        check(content)


def test_a_sheet_imported_already_is_left_out_with_its_reason(check, coordinator, sign_in):
    written(check(book_of(*BOOK), sheets=["PC portables"]), coordinator)
    batch = check(book_of(*BOOK, ("New", PHONES)))

    assert read_sheets(batch) == ["Mobiles", "New"]
    client = sign_in(coordinator)
    client.post(reverse("language"), {"language": "en"})
    page = client.get(batch.get_absolute_url()).content.decode()
    assert "Sheet “PC portables”: 2 rows, not read: already imported with parc.xlsx." in page


def test_the_sheets_chosen_last_time_are_proposed_for_the_next_workbook(check, coordinator):
    content = book_of(*BOOK)
    first, source = check(content), read_list("parc.xlsx", content)
    matching_operations.read_otherwise(first, by=coordinator, source=source, sheets=["Mobiles"])
    later = [(name, [*rows, ["Nokia", "G22", "356938035643817"]]) for name, rows in BOOK]

    assert read_sheets(check(book_of(*later))) == ["Mobiles"]
    assert read_sheets(check(book_of(*later[1:]))) == ["PC portables", "Mobiles"]


def test_the_same_list_again_is_recognised_by_its_rows(check, coordinator):
    laptop = Category.objects.get(code="laptop")
    written(check(csv_of(*LAPTOPS), default_category=laptop), coordinator)

    for content in [
        csv_of(*LAPTOPS) + b"\r\n",
        csv_of(*LAPTOPS, delimiter=",", encoding="utf-16"),
        csv_of(["Parc"], [""], *LAPTOPS),
        book_of(("Feuil1", LAPTOPS)),
    ]:
        with pytest.raises(Refused, match=r"This list has already been imported: parc\.xlsx, in D"):
            check(content)


def test_a_formula_without_result_matters_in_a_sheet_that_is_read(check):
    content = book_of(("Parc", LAPTOPS), ("Autre", [*PHONES, ["FP3", "Fairphone", "=1+1"]]))

    with pytest.raises(Refused, match="Cell C3 is a formula without its result"):
        check(content)
    assert read_sheets(check(content, sheets=["Parc"])) == ["Parc"]


def test_the_reading_options_of_a_file_are_changed_on_its_page(sign_in, coordinator, check):
    content = csv_of(["vu", "le", "12"], *LAPTOPS, encoding="cp850", delimiter="|")
    batch, client = check(content), sign_in(coordinator)
    client.post(reverse("language"), {"language": "en"})
    address = reverse("import_reading", args=[batch.pk])

    page = client.get(address).content.decode()

    assert 'value="2" id="heading_0-2"' in " ".join(page.split())
    assert "DOS (cp850)" in page
    client.post(address, {"encoding": "cp850", "delimiter": "|", "heading_0": "0"})
    batch.refresh_from_db()
    assert batch.headings == ["A", "B", "C"]
    assert batch.rows.count() == 4
    client.post(address, {"encoding": "cp850", "delimiter": "|", "heading_0": "2"})
    batch.refresh_from_db()
    assert batch.headings == LAPTOPS[0]
    page = client.get(batch.get_absolute_url()).content.decode()
    assert "Encoding: DOS (cp850). Separator: vertical bar." in page
    assert "2 rows, headings on row 2." in page


def test_a_preview_says_how_many_rows_it_leaves_out(sign_in, coordinator, check):
    many = [["portable", "HP", f"SN-{n}"] for n in range(60)]
    batch, client = check(csv_of(LAPTOPS[0], *many)), sign_in(coordinator)
    client.post(reverse("language"), {"language": "en"})

    page = client.get(reverse("import_reading", args=[batch.pk])).content.decode()

    assert "The first 49 of 60 rows." in page
    assert reverse("import_file", args=[batch.pk]) in page


def test_a_workbook_is_uploaded_and_its_sheets_are_ticked(sign_in, coordinator, donation):
    client = sign_in(coordinator)
    file = SimpleUploadedFile("parc.xlsx", book_of(*BOOK))
    page = client.post(reverse("import_upload", args=[donation.pk]), {"file": file}, follow=True)
    assert "Mobiles" in page.content.decode()
    batch = ImportBatch.objects.get()
    assert batch.rows.good().count() == 3
    client.post(reverse("language"), {"language": "en"})
    address = reverse("import_reading", args=[batch.pk])

    client.post(address, {"sheets": ["Mobiles"], "heading_2": "1"})

    batch.refresh_from_db()
    assert read_sheets(batch) == ["Mobiles"]
    assert [row.label for row in batch.rows.all()] == [2]
    page = client.post(address, {"heading_2": "1"}).content.decode()
    assert "Tick at least one sheet." in page


def test_a_reader_of_the_page_sees_no_hidden_column(sign_in, coordinator, check):
    def hide(book):
        book.active.column_dimensions["C"].hidden = True

    batch = check(book_of(("Parc", LAPTOPS), change=hide))
    client = sign_in(coordinator)
    address = reverse("import_reading", args=[batch.pk])

    assert "S-1" not in client.get(address).content.decode()
    client.post(address, {"heading_0": "1", "with_hidden": "on"})
    batch.refresh_from_db()
    assert batch.headings == LAPTOPS[0]


def test_hidden_rows_are_announced_at_the_top_and_marked_in_the_file(sign_in, coordinator, check):
    def hide(book):
        book.active.row_dimensions[2].hidden = True

    batch = check(book_of(("Parc", LAPTOPS), change=hide))
    client = sign_in(coordinator)
    page = client.get(batch.get_absolute_url())
    address = reverse("import_reading", args=[batch.pk])

    assert page.context["omissions"]["hidden"] == reading.hidden_rows_note(1)
    top, _fold, _rest = page.content.decode().partition("disclosure import-part")
    assert f'href="{address}"' in top
    [sheet] = client.get(address).context["form"].previews()
    assert [number for number, _cells, is_hidden in sheet.rows if is_hidden] == [2]
    assert client.get(address).content.decode().count("is-hidden-row") == 1


def test_a_sheet_is_named_after_a_custom_category(check):
    printer = CategoryFactory(code="printer-a3", names__fr="Imprimante", names__en="Printer")
    rows = [LAPTOPS[0], ["Zeta", "ZX 100", "S-1"], ["Zeta", "ZX 200", "S-2"]]
    batch = check(book_of(("Imprimantes Mairie", rows)))

    assert batch.rows.refused().count() == 0
    assert {row.changes["category"][1] for row in batch.rows.all()} == {printer.code}
