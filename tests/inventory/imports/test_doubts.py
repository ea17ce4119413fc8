"""Questions about a list, asked once above it, with the consequence of each answer."""

import re

import pytest
from django.urls import reverse

from core.imports.sheets import read_list
from core.workflow.lifecycle import Refused
from inventory.imports import apply as import_operations
from inventory.imports import check as checks
from inventory.imports.results import result_rows
from inventory.models import Device, ImportBatch
from tests.factories import BrandFactory, CategoryFactory, DeviceModelFactory, DonationFactory
from tests.inventory.lists import csv_of, verdicts, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "categories")]


@pytest.fixture
def categories():
    names = {"laptop": "Laptop", "desktop": "Desktop", "phone": "Phone", "tablet": "Tablet"}
    return {code: CategoryFactory(code=code, names__en=name) for code, name in names.items()}


@pytest.fixture
def sent(coordinator, site, categories):
    """Factory `sent(*rows)` for a checked list of these rows, headings first."""

    def sent(*rows, name="list.csv"):
        donation = DonationFactory(received=True, site=site)
        source = read_list(name, csv_of(*rows))
        return checks.receive_list(donation, by=coordinator, source=source)

    return sent


@pytest.fixture
def client(sign_in, coordinator):
    client = sign_in(coordinator)
    client.post(reverse("language"), {"language": "en"})
    return client


def page_of(client, batch):
    return client.get(batch.get_absolute_url()).content.decode()


def answered(client, batch, **answers):
    """Answer the questions on the page of a list; return the list."""
    form = client.get(batch.get_absolute_url()).context["columns_form"]
    shown = {name: form[name].value() or "" for name in form.fields if ":" in name or "_" in name}
    client.post(reverse("import_columns", args=[batch.pk]), shown | answers)
    batch.refresh_from_db()
    return batch


def test_row_numbers_headed_serial_are_not_read(sent, client):
    rows = [[number, "Laptop", "Dell", "red"] for number in range(1, 33)]
    batch = sent(["Serial", "Type", "Make", "Lights"], *rows)

    assert "serial" not in batch.mapping.values()
    page = page_of(client, batch)
    assert "<li>Serial " in page
    assert "<li>Lights " in page

    batch = answered(client, batch, column_0="serial")

    assert batch.mapping["0"] == "serial"
    assert batch.reading["doubts"] == []


def test_a_doubtful_word_raises_a_question_until_it_is_answered(sent, client):
    batch = sent(["Type", "Make", "Serial"], ["PC", "Zeta", "A1B2C3D"], ["Nef", "Zeta", "A1B2C3E"])

    assert [doubt["about"] for doubt in batch.reading["doubts"]] == ["pc", "nef"]
    assert "Which category does “PC” mean?" in page_of(client, batch)

    batch = answered(client, batch, **{"category:pc": "laptop"})

    assert [doubt["about"] for doubt in batch.reading["doubts"]] == ["nef"]
    assert batch.rows.first().verdict == "good"
    assert batch.values["category"]["pc"] == "laptop"


def test_unknown_words_in_the_name_of_a_new_model_raise_a_question(sent, client):
    rows = [["Laptop Zeta Travelbook 5 zorglub", "A1B2C3D"], ["Laptop Zeta 250", "A1B2C3E"]]
    BrandFactory(name="Zeta")
    batch = sent(["Designation", "Serial"], *rows)

    page = page_of(client, batch)
    assert "What is “Travelbook 5 zorglub”? Some words are unknown." in page
    assert "A new model: these rows are imported with this name (1)." in page
    assert [row.verdict for row in batch.rows.all()] == ["waiting", "good"]

    batch = answered(client, batch)

    assert [row.verdict for row in batch.rows.all()] == ["good", "good"]
    assert batch.reading["doubts"] == []
    models = [row.changes["model"][1] for row in batch.rows.order_by("number")]
    assert models == ["Travelbook 5 zorglub", "250"]


def test_rows_that_are_not_devices_are_left_out_by_an_answer(sent, client):
    BrandFactory(name="Zeta")
    batch = sent(["Designation", "Serial"], ["Laptop Zeta ZX5 zorglub", "A1B2C3D"])

    batch = answered(client, batch, **{"name:zx5 zorglub": "-"})

    assert batch.rows.get().verdict == "refused"


def test_rows_that_may_not_be_given_are_a_question_and_can_be_left_out(sent, client):
    rows = [["Laptop", f"A1B2C3{n}", fate] for n, fate in enumerate(["give", "give", "bin"], 4)]
    batch = sent(["Type", "Serial", "Zorglub"], *rows, ["Kind regards"])

    page = page_of(client, batch)
    assert "Are the rows with “Zorglub = bin” devices to receive (1)?" in page
    assert "Devices to receive: these rows are imported (1)." in page

    batch = answered(client, batch, **{"name:row:zorglub = bin": "-"})

    verdicts = [row.verdict for row in batch.rows.order_by("number")]
    assert verdicts == ["good", "good", "refused", "refused"]
    assert "row" not in {doubt["name"] for doubt in batch.reading["doubts"]}


def test_a_part_of_a_text_that_no_field_has_is_a_question_about_its_column(sent, client):
    rows = [["HP ProBook 650 i5/8/256", "5CG8331ABC"], ["HP ProBook 650 i5", "5CG8331ABD"]]
    batch = sent(["Designation", "Serial", "SN"], *[[*row, ""] for row in rows])

    (doubt,) = batch.reading["doubts"]
    assert (doubt["about"], doubt["rows"], doubt["named"]) == ("0", 1, ["8 256"])
    words = "Partly read. These parts are kept only in the list or in a remark: 8 256"
    assert words in page_of(client, batch)


def test_waiting_rows_are_imported_later_from_the_same_file(sent, client, coordinator):
    rows = [["Laptop Zeta Travelbook 5 zorglub", "A1B2C3D"], ["Laptop Zeta 250", "A1B2C3E"]]
    BrandFactory(name="Zeta")
    batch = sent(["Designation", "Serial"], *rows)
    assert "1 row is waiting for your answer" in page_of(client, batch)

    client.post(reverse("import_start", args=[batch.pk]))
    assert verdicts(batch) == ["waiting", "written"]
    assert "Answer for these rows" in page_of(client, batch)
    again = reverse("import_again", args=[batch.pk])
    address = client.post(again).url
    assert client.post(again).url == address  # the same list, not a third one

    rest = ImportBatch.objects.latest("pk")
    assert (rest.get_absolute_url(), verdicts(rest)) == (address, ["waiting", "same"])
    with pytest.raises(Refused, match="Every row is waiting for your answer: answer the questions"):
        import_operations.start_import(rest, by=coordinator)
    assert verdicts(answered(client, rest)) == ["good", "same"]
    client.post(reverse("import_start", args=[rest.pk]))
    assert sorted(Device.objects.values_list("serial", flat=True)) == ["A1B2C3D", "A1B2C3E"]

    client.post(reverse("import_undo", args=[batch.pk]))
    assert [verdicts(each) for each in (batch, rest)] == [
        ["waiting", "undone"],
        ["written", "same"],
    ]


def test_dates_that_may_be_read_in_two_ways_wait_for_their_order(coordinator, site, client):
    lines = ["Type,Serial,Purchase date", "Laptop,A1B2C3D,03/04/2021", "Laptop,A1B2C3E,05/05/2021"]
    lot = DonationFactory(received=True, site=site)
    source = read_list("list.csv", "\n".join(lines).encode())
    batch = checks.receive_list(lot, by=coordinator, source=source)

    assert verdicts(batch) == ["waiting", "good"]
    page = page_of(client, batch)
    assert "Day first: “03/04/2021” is 3 April 2021." in page
    assert "Month first: “03/04/2021” is 4 March 2021." in page
    assert verdicts(answered(client, batch)) == ["waiting", "good"]  # without an answer
    batch = answered(client, batch, **{"dates:purchased": "month"})
    assert verdicts(batch) == ["good", "good"]
    assert batch.rows.first().changes["purchased"] == ["03/04/2021", "04/03/2021"]


def test_numbers_beside_devices_without_a_serial_number_may_be_quantities(sent):
    rows = [["Laptop", "Dell", "A1B2C3D", "1"], ["Monitor", "Dell", "", "4"]]
    batch = sent(["Type", "Make", "Serial", "Zorg"], *rows)

    assert [(d["code"], d["name"]) for d in batch.reading["doubts"]][:1] == [("column", "quantity")]


def test_dates_under_an_unknown_heading_are_not_read(sent):
    rows = [["Laptop", "CND8BB01", "21-10-2016"], ["Laptop", "CND8BB02", "05-02-2019"]]

    reading = sent(["Type", "Serial", "Zorg"], *rows).reading

    assert (reading["doubts"], reading["unread"]) == ([], [2])


def test_only_three_questions_are_shown(sent, client):
    words = [[f"zorglub{letter}", f"A1B2C3{letter}"] for letter in "abcde"]
    batch = sent(["Type", "Serial"], *words)

    page = page_of(client, batch)
    assert page.count("does “zorglub") == 3
    assert "2 more questions follow once these are answered." in page
    batch = answered(client, batch, **{f"category:zorglub{letter}": "laptop" for letter in "abc"})
    page = page_of(client, batch)
    assert page.count("does “zorglub") == 2
    assert "more question" not in page
    assert [row.verdict for row in batch.rows.all()] == ["good"] * 3 + ["refused"] * 2


def test_labelled_serial_numbers_under_an_unknown_heading_raise_a_question(sent):
    rows = [["Laptop", "Zeta", f"SN: 5CD90{number}X"] for number in range(10, 14)]
    batch = sent(["Type", "Make", "Truc"], *rows)

    assert batch.mapping["2"] == "serial"
    assert [doubt["name"] for doubt in batch.reading["doubts"]] == ["serial"]


LISTED = ["Type", "Serial number", "Qty", "Purchased"]


def test_each_device_of_a_row_gets_its_own_number(sent, client, coordinator):
    batch = sent(
        LISTED,
        ["Laptop", "5CDAA001; 5CDAA002", "2", "mars 2019"],
        ["Laptop", "5CDAA003 and 5CDAA004", "", "2019-03"],
        ["Laptop", "5CDAA005 to 5CDAA007", "3", ""],
        ["Laptop", "5CDAA008, 5CDAA009", "3", ""],
        ["Laptop", "5CDAA010", "2", ""],
    )
    page = page_of(client, batch)
    assert "How many devices are in row 5?" in page
    assert "3 · 5CDAA008, 5CDAA009, –" in page
    batch = answered(client, batch, **{"units:5": "3", "units:6": "1"})
    batch = written(batch, coordinator)

    serials = [[d.serial for d in row.devices.order_by("pk")] for row in batch.rows.all()]
    assert serials == [
        ["5CDAA001", "5CDAA002"],
        ["5CDAA003", "5CDAA004"],
        ["5CDAA005", "5CDAA006", "5CDAA007"],
        ["5CDAA008", "5CDAA009", None],
        ["5CDAA010"],
    ]
    months = [batch.rows.all()[place].devices.first() for place in (0, 1)]
    assert [device.bought_year for device in months] == [2019, 2019]
    assert "mars 2019" in months[0].remark
    assert "2019-03" in months[1].remark


def test_all_rows_of_a_long_list_with_questions_wait(sent, client):
    rows = [[kind, "Lenovo", f"T{n}80"] for n in range(21) for kind in ("Laptop", "Desktop")]
    batch = sent(["Type", "Make", "Model"], *rows)
    assert (verdicts(batch), len(batch.reading["doubts"])) == (["waiting"] * 42, 21)


def test_misspelt_or_exchanged_cells_raise_a_question(sent, client):
    BrandFactory(name="Lenovo")
    rows = ["Lenvo T480", "Lenovo A1B2C3E9 T48", "Lenovo T490 A1B2C3F 256GB 8GB", " Zeta_Onyx"]
    headings = ["Type", "Make", "Model", "Serial", "RAM", "Disk"]
    cells = [[cell.replace("_", " ") for cell in row.split(" ")] for row in rows]
    batch = sent(headings, *[["Laptop", *row] for row in cells])

    page = page_of(client, batch)
    meant = {"Lenvo": "Lenovo", "A1B2C3E9 | T48": "T48 | A1B2C3E9", "256GB | 8GB": "8GB | 256GB"}
    for cell, other in meant.items():
        assert f"Is “{cell}” right, or should it be “{other}” (1)?" in page
        assert f"As in the list: these rows are imported with “{cell}” (1)." in page
        assert f"Skipped: to import “{other}”, correct the file" in page
    batch = answered(client, batch)
    assert "What is “Zeta Onyx”? Some words are unknown." in page_of(client, batch)


TWO_KINDS, SOME = "3 UC Dell 3070 et 3 écrans Dell E22", "Some laptops Dell 3080"
SEVERAL = {
    TWO_KINDS: [3, ["Article"], [TWO_KINDS]],
    SOME: [1, ["Article"], ["Laptop Dell 3070"], [SOME]],
    "Donate? = Y, 9 of": [1, ["Type", "Donate?"], ["Laptop", "Y"], ["Laptop", "Y, 9 of"]],
    "Screens": [1, ["Room", "Desktops", "Model", "Screens"], ["A", "12", "Dell OptiPlex 780", "2"]],
}


@pytest.mark.parametrize(("label", "rows"), SEVERAL.items())
def test_a_row_that_may_be_several_devices_is_a_question(sent, client, label, rows):
    batch = sent(*rows[1:])

    page = page_of(client, batch)
    assert f"“{label}” may be several devices" in page
    assert f"As read: these rows are imported (devices: {rows[0]})." in page
    assert verdicts(batch)[-1] == "waiting"


def test_dates_under_a_bare_heading_are_a_question(sent):
    batch = sent(["Type", "Serial", "Date"], ["Laptop", "A1B2C3D", "04-Jun-2020"])

    assert [doubt["name"] for doubt in batch.reading["doubts"]] == ["purchased"]


NUMBERED = ["1) un PC portable Asus X555L, 4 Go", "2) une tour HP ProDesk 490 G2, 8 Go"]
CLEAR = [
    [["Liste"], *([line] for line in [*NUMBERED, "Les câbles, on les jette.", "Cordialement,"])],
    [["Type", "Serial"], ["Laptop", "A1B2C3D"], ["Bien cordialement"]],
    [["Type", "Serial", "RAM"], ["Desktop", "A1B2C3D", "8"], ["Tablet", "B", "0"]],
    [["Type", "Serial"], ["Laptop", "A1B2C3D"], ["Handscanner", "A1B2C3E"], ["IMP", "A1B2C3F"]],
    # a department, since its devices differ in category
    [["Type", "Model"], ["INFO", "ThinkPad T480"], ["INFO", "OptiPlex 7050"]],
]


@pytest.mark.parametrize("rows", CLEAR)
def test_clear_lists_raise_no_question(sent, rows):
    for name in ("Asus", "HP"):
        BrandFactory(name=name)

    assert sent(*rows).reading["doubts"] == []


def test_an_unknown_word_raises_a_question_for_any_model(sent, client):
    row = ["ThinkPad T480", "Lenovo"]
    batch = sent(["Type", "Model", "Make"], ["Laptop", *row], *[["Zorglub", *row]] * 2)

    assert [doubt["about"] for doubt in batch.reading["doubts"]] == ["zorglub"]
    assert verdicts(batch) == ["good", "refused", "refused"]
    assert "Which category does “Zorglub” mean?" in page_of(client, batch)


def test_the_rows_that_wait_can_be_left_out_at_once_and_put_back(sent, client):
    headings = ["Type", "Serial", "Destination"]
    rows = [["Laptop", f"A1B2C3{n}", fate] for n, fate in enumerate(["give", "give", "bin"], 4)]
    batch = sent(headings, *rows)
    key = re.search(r'name="leave_out" value="(\w+)"', page_of(client, batch))[1]

    batch = answered(client, batch, leave_out=key)
    assert verdicts(batch) == ["good", "good", "refused"]
    assert batch.reading["doubts"] == []
    assert "Do not skip these rows" in page_of(client, batch)

    batch = answered(client, batch, take_in=key)
    assert verdicts(batch) == ["good", "good", "waiting"]


def test_answers_are_reused_for_the_next_list_of_the_donor_until_they_are_forgotten(
    sent, client, coordinator
):
    headings = ["Type", "Serial", "Destination"]
    rows = [["Zorglub", f"A1B2C3{n}", fate] for n, fate in enumerate(["give", "give", "bin"], 4)]
    first = sent(headings, *rows)
    first = answered(client, first, **{"category:zorglub": "laptop"})
    first = answered(client, first, **{"name:row:destination = bin": "-"})
    rows = [["Zorglub", f"X1B2C3{n}", fate] for n, fate in enumerate(["give", "give", "bin"], 4)]
    source = read_list("next.csv", csv_of(headings, *rows))

    again = checks.receive_list(first.donation, by=coordinator, source=source)

    assert verdicts(again) == ["good", "good", "refused"]
    assert "“destination = bin”: left out" in " ".join(page_of(client, again).split())
    again = answered(client, again, forget="on")
    assert verdicts(again) == ["refused"] * 3
    assert "destination = bin”: left out" not in page_of(client, again)


def test_a_category_from_an_imei_alone_raises_a_question(sent, client, categories):
    imeis = ["356938035643809", "356938035643808"]  # the last digit of the second is wrong
    batch = sent(["Modèle", "IMEI"], *(["Zeta 1", imei] for imei in imeis))

    assert [row.changes["category"] for row in batch.rows.all()] == [["", "phone", "imei"]] * 2
    assert ">interpreted for each row<" in page_of(client, batch)
    assert "Rows without a category but with an IMEI (2): phones or tablets?" in page_of(
        client, batch
    )

    batch = answered(client, batch, default_category=categories["tablet"].pk)

    assert batch.default_category == categories["tablet"]
    assert "category" not in batch.rows.first().changes


def test_a_model_in_two_categories_raises_one_question(sent, client):
    batch = sent(
        ["Type", "Marque", "Modèle", "N° de série"],
        ["Laptop", "Zeta", "ZX 100", "A1B2C3D"],
        ["Desktop", "Zeta", "ZX 100", "A1B2C3E"],
        ["Laptop", "Zeta", "ZX 100", "A1B2C3F"],
    )

    [doubt] = batch.reading["doubts"]
    assert doubt["named"] == [["laptop", 2], ["desktop", 1]]
    assert "As stated in each row: Laptop (2), Desktop (1)." in page_of(client, batch)

    batch = answered(client, batch, **{"model:zx 100": "laptop"})

    assert batch.reading["doubts"] == []
    assert [row.problems for row in batch.rows.all()] == [[], [], []]
    assert batch.rows.all()[1].changes["category"] == ["desktop", "laptop"]
    assert "<del>Desktop</del> → <ins>Laptop</ins>" in page_of(client, batch)
    assert [*result_rows(batch)][2][-2] == "category: Desktop → Laptop"


def test_warnings_are_summed_up_once_with_their_rows(sent, client):
    bad, good = "356938035643801", "356938035643809"
    rows = [["Phone", bad], ["Phone", good], ["Phone", f"{bad[:-1]}2 / {bad[:-1]}3"]]
    batch = sent(["Type", "IMEI"], *rows)

    assert [row.verdict for row in batch.rows.all()] == ["good"] * 3
    page = page_of(client, batch)
    assert page.count("Invalid IMEIs: 3 (rows 2, 4).") == 1
    assert "?reason=" in page
    key = page.partition("?reason=")[2][:8]
    shown = client.get(batch.get_absolute_url(), {"reason": key}).context["table"]
    assert [row.number for row in shown.rows.data] == [2, 4]


PER_PERSON = [
    ["Nom", "Prénom", "Matériel", "N° de série"],
    ["Kerjean", "Awa", "HP ProBook 450 G5", "5CDHL003"],
    ["Le Goff", "Yann", "Dell Latitude 5490", "9HL0001"],
]


def test_a_sheet_with_a_row_per_person_comes_in_only_if_it_lists_devices(sent, client):
    batch = sent(*PER_PERSON, name="parc.csv")

    assert [row.verdict for row in batch.rows.all()] == ["refused"] * 2
    page = page_of(client, batch)
    assert "What does the sheet “parc” list? It has a row for each person." in page
    batch = answered(client, batch, **{"sheet:": "loans"})
    assert batch.rows.first().sentences == ["This sheet contains loans: import them separately."]
    assert checks.undecided(batch) == []
    assert 'value="loans" selected' in page_of(client, batch)
    batch = answered(client, batch, **{"sheet:": "devices"})
    assert [row.verdict for row in batch.rows.all()] == ["good"] * 2
    assert batch.reading["doubts"] == []


def test_a_list_that_begins_with_people_is_a_question_unless_it_numbers_its_devices(sent, client):
    head = ["Agent", "Type", "Marque", "Modèle", "N° de série"]
    row = ["Kerjean Awa", "Laptop", "Dell", "Latitude 5490", "9HL0001"]
    numbered, batch = sent(head, row), sent(head[:-1], row[:-1])

    assert (numbered.rows.get().verdict, numbered.reading["doubts"]) == ("good", [])
    assert batch.rows.get().verdict == "waiting"
    assert [doubt["code"] for doubt in batch.reading["doubts"]] == ["sheet"]
    batch = answered(client, batch, **{"sheet:": "-"})
    assert batch.rows.get().sentences == ["Skipped, as you chose above."]


@pytest.fixture
def macbook(categories):
    return DeviceModelFactory(
        name="MacBook 12", brand=BrandFactory(name="Apple"), category=categories["tablet"]
    )


def test_a_model_of_another_category_is_one_question(sent, client, macbook, sign_in, admin):
    head, row = ["Type", "Marque", "Modèle", "N° de série"], ["Laptop", "Apple", "MacBook 12"]
    batch = sent(head, [*row, "A1B2C3D"], [*row, "A1B2C3E"])

    [doubt] = batch.reading["doubts"]
    assert (doubt["key"], doubt["rows"]) == ("model:macbook 12", 2)
    page = page_of(client, batch)
    assert "“Tablet”, as in the catalogue" in page
    assert "in the catalogue</option>" in page
    assert "change “MacBook 12”" not in page  # a coordinator may not change the model
    name = "model:macbook 12"
    batch = answered(client, batch, **{name: "tablet"})
    assert [row.verdict for row in batch.rows.all()] == ["good"] * 2
    assert batch.rows.first().changes["category"] == ["laptop", "tablet"]

    batch = answered(client, sent(head, [*row, "A1B2C3F"]), **{name: "-"})
    assert checks.undecided(batch) == []
    assert batch.rows.get().sentences[-1] == "Skipped, as you chose above."

    visitor, batch = sign_in(admin), sent(head, [*row, "A1B2C3G"])
    visitor.post(reverse("language"), {"language": "en"})
    assert "change “MacBook 12” to “Laptop” in the catalogue" in page_of(visitor, batch)
    batch = answered(visitor, batch, **{name: "catalogue:laptop"})
    assert batch.rows.get().verdict == "good"
    visitor.post(reverse("import_start", args=[batch.pk]), {})
    macbook.refresh_from_db()
    assert macbook.category.code == "laptop"
    assert batch.rows.get().devices.get().category.code == "laptop"


def test_a_column_with_data_far_below_is_named_at_the_top(sent, client, categories):
    rows = [["laptop", f"5CGXY{number:04}", ""] for number in range(60)]
    rows[55][2] = "zzz"
    batch = sent(["Type", "N° de série", "Zorglub"], *rows)

    form = client.get(batch.get_absolute_url()).context["columns_form"]
    assert list(form.unread_columns()) == [("Zorglub", "")]


def test_rows_that_are_understood_alike_are_explained_once(sent, client):
    laptops = [["Lenovo ThinkPad T480 8 Go SSD 256", f"A1B2C3{n}"] for n in "DEFG"]
    batch = sent(["Désignation", "N° série"], *laptops)
    page = client.get(batch.get_absolute_url(), {"verdict": "good"}).content.decode()
    assert page.count('class="small changes"') == 1
    assert page.count("like row ") == 3
