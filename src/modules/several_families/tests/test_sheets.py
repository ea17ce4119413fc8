"""A spreadsheet of families: columns matched, rows checked, nothing written."""

import csv
import io
import json
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from core.lists.spreadsheets import xlsx_of
from loans.models import Request
from tests.factories import CategoryFactory
from tests.inventory.imports.test_reading_lists import book_of

NEW = "/requests/families/"


def sheet(rows, name="families.csv"):
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    return SimpleUploadedFile(name, text.getvalue().encode())


HEADINGS = ["Référence", "Nom", "Prénom", "Personnes au foyer", "Élèves", "Ordinateurs portables"]


def test_a_sheet_or_a_workbook_fills_the_table_in_and_writes_nothing(
    unrendered, visitor, typed, laptop
):
    rows = [HEADINGS, ["D-7", "Kerjean", "Awa", "4", "2", "1"], ["D-8", "", "", "", "", "x"]]
    book = SimpleUploadedFile("families.xlsx", b"".join(xlsx_of(rows)))
    for file in (sheet(rows), book):
        form = visitor.post(NEW, typed | {"do": "read", "file": file}).context["form"]
        assert [family["reference"].value() for family in form.families] == ["D-7", "D-8"]
        assert form.families[1][f"category_{laptop.pk}"].value() == "1"
        assert all(family.is_good for family in form.families)
    assert not Request.objects.exists()


def test_each_row_of_a_sheet_is_validated(unrendered, visitor, typed):
    first, second = ["D-7", "", "", "quatre", "", "1"], ["D-8", "", "", "2", "", ""]
    rows = [HEADINGS, first, second, ["D-9", *"    ", "1"]]
    form = visitor.post(NEW, typed | {"do": "read", "file": sheet(rows)}).context["form"]
    assert [family.is_good for family in form.families] == [False, False, True]
    assert form.families[0]["household_size"].value() == "quatre"


def test_unknown_columns_are_mapped_by_hand(unrendered, visitor, typed, laptop):
    rows = [["Truc", "Machin"], ["D-7", "2"]]
    page = visitor.post(NEW, typed | {"do": "read", "file": sheet(rows)})
    assert page.context["sheet"].mapping == {}
    chosen = {"column_0": "reference", "column_1": f"category_{laptop.pk}"}
    again = {"do": "again", "source": page.context["sheet"].packed()}
    form = visitor.post(NEW, typed | again | chosen).context["form"]
    assert form.families[0]["reference"].value() == "D-7"
    assert form.families[0][f"category_{laptop.pk}"].value() == "2"


def test_usual_short_headings_are_read_and_the_others_named(visitor, typed, laptop):
    phone = CategoryFactory(code="phone", names__fr="Téléphone", names__en="Phone")
    CategoryFactory(code="desktop", names__fr="Ordinateur fixe", names__en="Desktop")
    router = CategoryFactory(code="router", names__fr="Routeur", names__en="Router")
    of = {key: f"category_{row.pk}" for key, row in [("laptop", laptop), ("router", router)]}
    typed = typed | {"things": [of["laptop"], f"category_{phone.pk}"]}
    for computer in ("PC", "Ordinateur(s)"):
        rows = [["Dossier", "Nb pers", "Nb enfants", computer, "Routeur", "Tel", "Bidules"]]
        rows += [["D-7", "4", "2", "1", "", "0600000001", "3"]]
        rows += [
            ["D-8", "2", "", "", "1", "06 00 00 00 02", "2"],
            ["D-9", "1", "", "1", "", "", ""],
        ]
        page = visitor.post(NEW, typed | {"do": "read", "file": sheet(rows)})
        assert page.context["sheet"].mapping == {
            "0": "reference",
            "1": "household_size",
            "2": "pupils",
            "3": of["laptop"],
            "4": of["router"],
        }
        assert "Tel, Bidules" in [str(message) for message in page.context["messages"]][1]
        ticked = page.context["form"]["things"].value()
        assert {*typed["things"], of["router"]} == set(ticked)  # ticked kinds stay
        assert page.context["sheet"].doubtful() == {1, 2}
        assert page.content.decode().count("à vérifier\u00a0: une colonne n’est pas lue") == 2
    again = {"do": "again", "source": page.context["sheet"].packed()}
    chosen = {f"column_{at}": name for at, name in page.context["sheet"].mapping.items()}
    page = visitor.post(NEW, typed | again | chosen)
    assert page.context["sheet"].doubtful() == set()
    rows = [["Dossier", "Tel"], ["D-7", "2"]]
    page = visitor.post(NEW, typed | {"do": "read", "file": sheet(rows)})
    assert page.context["sheet"].mapping["1"] == f"category_{phone.pk}"


NEEDED = {"screen": "15.6", "ram": "8", "webcam": True, "cellular": False}


def test_a_sheet_has_needs_of_devices(unrendered, visitor, typed, laptop):
    field_name = f"category_{laptop.pk}"
    for headings, cells in (
        (["Écran, au moins (pouces)", "Mémoire vive", "Webcam", "4G"], ["15,6", "8 Go", "x", ""]),
        (["Screen size", "RAM", "Camera", "With 4G"], ['15.6"', "8GB", "yes", "no"]),
    ):
        rows = [["Dossier", "PC portable", *headings], ["D-7", "2", *cells], ["D-8", "1", *"    "]]
        form = visitor.post(NEW, typed | {"do": "read", "file": sheet(rows)}).context["form"]
        first, second = form.families
        assert {need: first[f"{field_name}_{need}"].value() for need in NEEDED} == NEEDED
        assert first.is_good
        assert first.has_needs()
        assert not second.has_needs()
    sent = {field.html_name: field.value() for field in first if field.value() not in {None, False}}
    visitor.post(NEW, typed | sent | {"rows": "1"})
    assert Request.objects.get().lines.get().needs == (Decimal("15.6"), 8, True, False)


def test_invalid_needs_are_reported_by_row(unrendered, visitor, typed):
    phone = CategoryFactory(
        code="phone", names__fr="Téléphone", names__en="Phone", offers_webcam=False
    )
    rows = [["Dossier", "PC portable", "Téléphone", "RAM", "Webcam"]]
    rows += [["D-7", "1", "", "beaucoup", "peut-être"], ["D-8", "", "1", "", "x"]]
    page = visitor.post(NEW, typed | {"do": "read", "file": sheet(rows)})
    notes = page.context["sheet"].notes
    assert [number for number, _note in notes] == [1, 1, 2]
    assert "beaucoup" in notes[0][1]
    assert "peut-être" in notes[1][1]
    assert f"category_{phone.pk}_webcam" not in page.context["form"].families[1].fields


def test_an_unreadable_file_or_source_is_reported_and_the_rows_kept(
    unrendered, visitor, typed, laptop
):
    def kept(answer):
        assert answer.context["form"].families[0]["reference"].value() == "D-1"
        assert len(answer.context["form"].families) == 3
        return list(answer.context["messages"])

    for source in (
        "",
        "{",
        "[]",
        '{"sheets": 3, "read": []}',
        '{"sheets": [["", 1, [3]]], "read": []}',
    ):
        kept(visitor.post(NEW, typed | {"do": "again", "source": source}))
    source = json.dumps({"sheets": [["", 1, [[1, ["a", "b"]], [2, ["1", "2"]]]]], "read": [""]})
    twice = {"column_0": "reference", "column_1": "reference", "do": "again", "source": source}
    kept(visitor.post(NEW, typed | twice))
    for content in (b"", b"%PDF-1.4", b"\x00\x01\x02"):
        file = SimpleUploadedFile("x.csv", content)
        assert kept(visitor.post(NEW, typed | {"do": "read", "file": file})), content
    rows = [HEADINGS, *([f"D-{number}", "", "", "1", "", "1"] for number in range(201))]
    assert kept(visitor.post(NEW, typed | {"do": "read", "file": sheet(rows)}))  # too many
    field_name = f"category_{laptop.pk}"
    row = {f"f1-{field_name}": "0", f"f1-{field_name}_webcam": "on"}  # a need without a device
    form = visitor.post(NEW, typed | row).context["form"]
    assert form.families[0].errors[field_name]
    assert not Request.objects.exists()


def test_the_example_round_trips(unrendered, visitor, typed):
    for form in ("csv", "xlsx"):
        content = b"".join(visitor.get(f"{NEW}example/", {"form": form}).streaming_content)
        file = SimpleUploadedFile(f"example.{form}", content)
        answer = visitor.post(NEW, typed | {"do": "read", "file": file})
        families, sheet = answer.context["form"].families, answer.context["sheet"]
        assert all(family.is_good for family in families)
        assert len(sheet.mapping) == len(sheet.headings)
        assert [family.has_needs() for family in families] == [True, True]
        assert sheet.notes == []


def test_sheets_and_headings_are_chosen(unrendered, visitor, typed):
    titled = [["Familles"], ["mars"], HEADINGS, ["D-7", "", "", "4", "2", "1"]]
    others = [HEADINGS, ["D-8", "", "", "1", "", "1"]]
    file = SimpleUploadedFile("families.xlsx", book_of(("Mars", titled), ("Avril", others)))
    page = visitor.post(NEW, typed | {"do": "read", "file": file})
    assert [family["reference"].value() for family in page.context["form"].families] == [
        "D-7",
        "D-8",
    ]
    assert [table.heading for table in page.context["sheet"].tables] == [3, 1]
    again = {"do": "again", "source": page.context["sheet"].packed(), "sheet_1": "on"}
    page = visitor.post(NEW, typed | again | {"heading_0": "3", "heading_1": "0"})
    assert [family["reference"].value() for family in page.context["form"].families] == [None, None]
    assert page.context["sheet"].headings[0] == "A"


def test_valid_families_are_sent_and_the_others_stay(unrendered, visitor, typed, laptop):
    wrong = {"f1-pupils": "9", "f1-household_size": "2"}
    page = visitor.post(NEW, typed | wrong | {"send": "1"})
    assert not Request.objects.exists()
    form = page.context["form"]
    assert ([f.number for f in form.refused], [f.number for f in form.to_write]) == ([1], [3])
    page = visitor.post(NEW, typed | wrong | {"only_good": "on"})
    assert str(Request.objects.get().recipient) == "Awa Kerjean"
    left = page.context["form"]
    assert [family["reference"].value() for family in left.families] == ["D-1"]
    assert left.families[0].errors


def test_refused_rows_are_a_sheet_that_is_read_again(unrendered, visitor, typed, laptop):
    field = f"category_{laptop.pk}"
    wrong = {"f1-pupils": "9", "f1-household_size": "2", f"f1-{field}_screen": "14"}
    wrong |= {f"f3-{field}": "", f"f1-{field}_webcam": "on"}
    page = visitor.post(NEW, typed | wrong | {"send": "1"})
    assert [count for _sentence, count in page.context["form"].reasons()] == [1, 1]
    answer = visitor.post(NEW, typed | wrong | {"do": "refused"})
    file = SimpleUploadedFile("refused.xlsx", b"".join(answer.streaming_content))
    page = visitor.post(NEW, {"do": "read", "file": file})
    read = page.context["form"].families
    assert [one["last_name"].value() for one in read] == [None, "Kerjean"]
    assert [read[0][f"{field}_{need}"].value() for need in ("screen", "webcam")] == ["14", True]
    assert page.context["sheet"].headings[-1] == "motif"
    assert str(len(page.context["sheet"].headings) - 1) not in page.context["sheet"].mapping
    assert not Request.objects.exists()
