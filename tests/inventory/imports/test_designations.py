"""Several values in a cell, and other data of a donor's list."""

from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from catalogue.models import Category, DeviceModel
from core.imports.kinds import REFUSED_GUESSES
from core.workflow.lifecycle import Refused
from donations.models import Donation
from inventory.devices.lifecycle.specifications import ReportKind
from inventory.imports import check as matching_operations
from inventory.imports.declared_facts import accessories_in
from inventory.imports.designations import facts_in, move_numbers
from inventory.imports.product_names import Names
from inventory.imports.specs import read_spec
from inventory.models import Device, Specification
from inventory.workshop.machine_reports.comparison import compare
from inventory.workshop.machine_reports.machine import Machine
from tests.factories import DonationFactory
from tests.inventory.lists import source_of, written
from tests.visits import undone

pytestmark = pytest.mark.django_db

DESIGNATIONS = {
    "Dell Latitude 7390 i5 8Go 256SSD": {
        "brand": "Dell",
        "model": "Latitude 7390",
        "category": "laptop",
        "cpu": "i5",
        "ram": "8Go",
        "storage": "256SSD",
    },
    "HP HP ProOne 440 G9": {"brand": "HP", "model": "ProOne 440 G9", "category": "desktop"},
    "Hewlett-Packard Elitebook 840G5 Notebook PC": {
        "brand": "HP",
        "model": "EliteBook 840 G5",
        "category": "laptop",
    },
    "Ordinateur portable Lenovo ThinkPad T470 - i5-7300U, 16 Go de RAM / SSD 512 Go, W10 Pro": {
        "brand": "Lenovo",
        "model": "ThinkPad T470",
        "category": "laptop",
        "cpu": "i5-7300U",
        "ram": "16 Go de RAM",
        "storage": "SSD 512 Go",
        "os": "W10 Pro",
    },
    'Écran 24" Iiyama XUB2492 x12': {
        "brand": "iiyama",
        "model": "XUB2492",
        "category": "monitor",
        "screen": '24"',
        "quantity": "12",
    },
    "Smartphone Xiaomi Redmi 9 – IMEI 356938035643809": {
        "brand": "Xiaomi",
        "model": "Redmi 9",
        "category": "phone",
        "imei": "356938035643809",
    },
    "ASUS X540": {"brand": "ASUS", "model": "X540"},
    "ASUS X540 sans chargeur, gris": {
        "brand": "ASUS",
        "model": "X540",
        "remark": "sans chargeur, gris",
    },
}
HEADINGS = [
    "N° inventaire",
    "Désignation",
    "N° de série",
    "RAM",
    "Disque",
    "Système",
    "Clavier",
    "Chargeur",
    "Date d'achat",
    "VNC",
    "Prix d'achat",
    "Fin de garantie",
    "État",
    "Batterie",
    "Site",
    "Étage",
]
ROW = [
    "VDM 0512",
    "Dell Latitude 5490 i5-8350U",
    "7XK2LQ2",
    "8",
    "SSD 256 Go",
    "Windows 10 Pro",
    "AZERTY",
    "oui",
    "03/09/2018",
    "120,50 €",
    "899",
    "03/09/2021",
    "Bon état",
    "82 %",
    "Hôtel de Ville",
    "2",
]


@pytest.fixture(scope="module")
def _named(django_db_setup, django_db_blocker):
    """Names of the reference data, loaded once for all tests of the file."""
    names = ["categories", "brands", "models", "accessories"]
    files = [settings.BASE_DIR / f"fixtures/{name}.json" for name in names]
    with django_db_blocker.unblock(), undone():
        call_command("loaddata", *files, verbosity=0)
        yield


@pytest.fixture(autouse=True)
def reference(_named, db):
    """Catalogue and site of each test."""


@pytest.fixture
def donation(site):
    return DonationFactory(received=True, site=site)


def check(donation, coordinator, *rows, headings=HEADINGS):
    return matching_operations.receive_list(
        donation, by=coordinator, source=source_of(*rows, headings=headings)
    )


def test_a_designation_gives_brand_model_and_specifications():
    names = Names.load()
    read = {text: facts_in(text, names) for text in DESIGNATIONS}

    assert read == DESIGNATIONS
    remarks = {"iPhone 7 32 Go écran cassé": "écran cassé", "Lenovo T470 - PFF2101A - 8 Go": None}
    assert {text: facts_in(text, names).get("remark") for text in remarks} == remarks


def test_memory_and_disk_in_one_cell_are_two_facts():
    both = {"ram_gb": 8, "storage_gb": 256}
    for text in ("256 Go / 8 Go", "8/256", "8 Go + 256 Go", "RAM 8 Go, stockage 256 Go"):
        assert read_spec("storage", text) == read_spec("ram", text) == both
    assert read_spec("storage", "1 To SSD / 16 Go") == {
        "ram_gb": 16, "storage_gb": 1000, "storage_kind": "ssd"
    }  # fmt: skip
    assert read_spec("storage", "2 x 500 GB") == {"storage_gb": 1000}
    assert read_spec("storage", "1000204886016") == {"storage_gb": 1000}  # bytes
    for cell, size in [
        ("244198 Mio", 256),
        ("243081 MB", 256),
        ("122104 MB", 128),
        ("487546", 512),
    ]:
        assert read_spec("storage", cell) == {"storage_gb": size}, cell  # a disk, as it is sold
    assert read_spec("storage", "256000 MB") == {"storage_gb": 256}  # not 250 GiB
    assert read_spec("storage", "128/1000") == {"storage_gb": 1128}
    assert read_spec("storage", "SSD 32 + HDD 500")["storage_gb"] == 532
    assert read_spec("storage", "64 Go eMMC / 4 Go")["ram_gb"] == 4
    assert read_spec("storage", "64/4") == {}
    assert read_spec("ram", "4+4") == {"ram_gb": 8}
    assert read_spec("ram", "core i3") == {}


@pytest.mark.parametrize(
    ("heading", "cell", "read"),
    [
        ("RAM / Disque", "256 Go / 8 Go", {"ram_gb": 8, "storage_gb": 256}),
        ("Disque / RAM", "256", {"storage_gb": 256}),
    ],
)
def test_memory_and_disk_in_one_cell_are_distinguished(donation, coordinator, heading, cell, read):
    headings, row = ["Type", "N° de série", heading], ["laptop", "A1B2C3D", cell]
    batch = check(donation, coordinator, row, headings=headings)
    device = written(batch, coordinator).rows.first().devices.get()

    values = {name: getattr(device.specification, name) for name in read}
    assert values == read


def test_a_yes_is_read_with_its_accents():
    for yes in ("oui", "Présent", "intégrée", "X"):
        assert accessories_in(f"Chargeur: {yes}") == ["charger"]
        assert read_spec("webcam", yes) == {"has_webcam": True}
    assert accessories_in("Chargeur: Absent") == []


def test_the_health_of_a_battery_is_parsed_and_other_texts_are_not():
    assert read_spec("battery", "87 %") == {"battery_percent": 87}
    assert read_spec("battery", "santé 92% - 312 cycles") == {
        "battery_percent": 92,
        "battery_cycles": 312,
    }
    assert read_spec("battery", "92") == {"battery_percent": 92}
    assert [read_spec("battery", text) for text in ("HS", "2 h", "bonne")] == [{}, {}, {}]
    assert Specification(battery_percent=87).battery_health == 87


def test_the_whole_row_fills_the_record_and_its_number_is_searched(donation, coordinator, sign_in):
    batch = written(check(donation, coordinator, ROW), coordinator)
    device = batch.rows.get().devices.get()

    assert (device.category.code, str(device.brand), str(device.model)) == (
        "laptop",
        "Dell",
        "Latitude 5490",
    )
    specs = device.specification
    assert (specs.cpu, specs.ram_gb, specs.storage_gb, specs.storage_kind) == (
        "i5-8350U",
        8,
        256,
        "ssd",
    )
    assert (specs.os, specs.os_version, specs.keyboard) == ("windows", "10 Pro", "azerty_fr")
    assert (device.donor_tag, device.donor_condition) == ("VDM 0512", "Bon état")
    assert device.collected_from == "Hôtel de Ville, 2"
    assert (device.bought_on, device.warranty_until) == (date(2018, 9, 3), date(2021, 9, 3))
    assert (device.declared_value, device.value_basis) == (Decimal("120.50"), "book")
    assert [kind.code for kind in device.came_with.all()] == ["charger"]
    assert specs.battery_health == 82
    assert "899" in device.remark
    assert DeviceModel.objects.filter(key="latitude 5490").count() == 1
    machine = Machine(ReportKind.LSHW, facts={"ram_gb": 16})
    differing = {each.name: (each.before, each.after) for each in compare(device, machine).changes}
    assert differing == {"ram_gb": ("8", "16")}
    assert list(Device.objects.matching_code("VDM 0512")) == [device]
    assert list(Device.objects.matching("vdm 0512")) == [device]
    client = sign_in(coordinator)
    page = client.get(reverse("device_detail", args=[device.pk]))
    assert "VDM 0512" in page.content.decode()
    assert device.asset_tag in client.get(reverse("find"), {"q": "vdm 05"}).content.decode()


def test_a_guess_is_refused_for_all_rows_by_one_button(donation, coordinator, sign_in):
    rows = [["", "HP ProOne 440 G9", f"SN{number}00AB"] for number in range(3)]
    headings = ["Type", "Désignation", "N° de série"]
    batch = check(donation, coordinator, *rows, headings=headings)
    client = sign_in(coordinator)
    address = reverse("import_detail", args=[batch.pk])
    before = client.get(address).content.decode()
    columns = {f"column_{index}": name for index, name in batch.mapping.items()}
    assert 'name="refuse" value="category"' in before

    client.post(reverse("import_columns", args=[batch.pk]), columns | {"refuse": "category"})

    batch.refresh_from_db()
    assert batch.options[REFUSED_GUESSES] == ["category"]
    assert {row.verdict for row in batch.rows.all()} == {"refused"}
    assert 'name="restore" value="category"' in client.get(address).content.decode()
    client.post(reverse("import_columns", args=[batch.pk]), columns | {"restore": "category"})
    batch.refresh_from_db()
    assert {row.verdict for row in batch.rows.all()} == {"good"}


def test_rows_that_repeat_count_or_write_days_otherwise(donation, coordinator):
    headings = ["Désignation", "Purchase date", "N° de série"]
    rows = [
        ["Ecran Dell P2419H x3", "03/21/2019", "N/A"],
        ["idem", "02/03/2019", "illisible"],
    ]
    batch = written(check(donation, coordinator, *rows, headings=headings), coordinator)

    assert [row.units for row in batch.rows.all()] == [3, 3]
    days = {day for (day,) in Device.objects.values_list("bought_on")}
    assert days == {date(2019, 3, 21), date(2019, 2, 3)}
    assert set(Device.objects.values_list("model__name", "serial")) == {("P2419H", None)}


def test_a_bare_size_of_a_phone_or_a_tablet_is_its_storage(donation, coordinator):
    rows = [["Tablette", "Apple iPad 6 32Go"], ["Tél", "Samsung A12 4Go RAM"]]
    batch = written(
        check(donation, coordinator, *rows, headings=["Type", "Désignation"]), coordinator
    )
    specs = [row.devices.get().specification for row in batch.rows.all()]

    assert [(each.ram_gb, each.storage_gb) for each in specs] == [(None, 32), (4, None)]


def test_the_interpreted_date_is_shown_and_applies_to_the_whole_column(
    donation, coordinator, sign_in
):
    headings = ["Désignation", "Purchase date", "N° de série"]
    rows = [
        # the row is refused, but determines the date order
        ["Dell Latitude 5490", "03/21/2019", "1,23E+14"],
        ["idem", "02/03/2019", "SN0000A1"],
        ["idem", "43500", "SN0000A2"],
        ["idem", "2019-02-03", "SN0000A3"],
    ]
    batch = check(donation, coordinator, *rows, headings=headings)
    days = [row.changes.get("purchased") for row in batch.rows.all()]
    assert days == [
        ["03/21/2019", "21/03/2019"],
        ["02/03/2019", "03/02/2019"],
        ["43500", "04/02/2019"],
        None,
    ]
    page = sign_in(coordinator).get(reverse("import_detail", args=[batch.pk])).content.decode()
    assert "<del>02/03/2019</del> → <ins>03/02/2019</ins>" in page
    assert 'name="refuse" value="purchased"' not in page

    written(batch, coordinator)

    devices = Device.objects.order_by("serial")
    assert [str(device.model) for device in devices] == ["Latitude 5490"] * 3
    assert [device.bought_on for device in devices] == [
        date(2019, 2, 3),
        date(2019, 2, 4),
        date(2019, 2, 3),
    ]


def test_a_value_of_a_lot_that_has_one_already(donation, coordinator, bind):
    headings = ["Type", "Valeur nette comptable", "N° de série"]
    rows = [["PC portable", "120,50", "SN0000A1"], ["Écran", "10", "SN0000A2"]]
    laptops = Category.objects.get(code="laptop")
    donation.lines.create(
        category=laptops,
        declared_value=400,
        declared_count=2,
        value_basis="book",
        declared_by="Awa Diop",
        declared_on=date(2026, 3, 2),
    )
    first = written(check(donation, coordinator, rows[0], headings=headings), coordinator)
    laptop = first.rows.get().devices.get()
    assert (laptop.declared_value, "120,50" in laptop.remark) == (None, True)
    batch = check(donation, coordinator, rows[1], ["Écran", "", "SN3"], headings=headings)
    assert not batch.rows.refused().exists()
    bind(Donation.objects.filter(pk=donation.pk))

    with pytest.raises(Refused):  # the paper was issued between the preview and the import
        written(batch, coordinator)
    again = check(donation, coordinator, rows[1], ["Écran", "", "SN4"], headings=headings)
    assert [bool(row.problems) for row in again.rows.all()] == [True, False]
    assert str(donation) in again.rows.first().sentences[0]


def test_unreadable_cells_join_the_remark_and_refuse_no_row(donation, coordinator):
    headings = ["Type", "RAM", "Fin de garantie", "Année d'achat"]
    batch = check(donation, coordinator, ["PC portable", "beaucoup", "bientôt", "2018"],
                  headings=headings)  # fmt: skip
    device = written(batch, coordinator).rows.get().devices.get()

    assert "beaucoup" in device.remark
    assert "bientôt" in device.remark
    assert (device.bought_on, device.bought_year) == (None, 2018)


def test_all_errors_of_a_row_are_named_at_once(donation, coordinator, sign_in):
    headings = ["Type", "Modèle", "N° de série", "Année de fabrication"]
    rows = [
        ["grille-pain", "X1", "SN00001A", "3015"],
        ["PC portable", "Latitude 5490", "sn00001a", "2018"],
        ["PC portable", "Latitude 5490", "SN00002A", "2018"],
    ]
    batch = check(donation, coordinator, *rows, headings=headings)
    first, second, third = batch.rows.all()

    assert len(first.problems) == 3  # category, year and duplicate number
    assert len(second.problems) == 1
    assert third.problems == []
    client = sign_in(coordinator)
    page = client.get(reverse("import_detail", args=[batch.pk])).content.decode()
    assert "?rows=refused" in page
    sheet = client.get(reverse("import_result", args=[batch.pk, "csv"]), {"rows": "refused"})
    lines = b"".join(sheet.streaming_content).decode("utf-8-sig").splitlines()
    assert sum("sn00001a" in line.lower() for line in lines) >= 2
    assert not any("SN00002A" in line for line in lines)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"serial": "356900000018011"}, ("", "356900000018011")),
        ({"imei": "R5CRB0001AB"}, ("R5CRB0001AB", "")),
        ({"serial": "a8:5c:2c:11:22:01"}, ("", "")),
        (
            {"serial": "SN R5CRB0001AB / IMEI 356900000018011"},
            ("R5CRB0001AB", "356900000018011"),
        ),
    ],
)
def test_a_number_in_the_column_of_another_is_moved(cells, expected):
    row = {"category": "phone", "serial": "", "imei": "", "donor_tag": ""} | cells

    moved = move_numbers([row])

    assert (row["serial"], row["imei"]) == expected
    assert moved[0].items() >= {n: [t, row[n]] for n, t in cells.items()}.items()
