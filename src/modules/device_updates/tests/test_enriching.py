"""Update of recorded devices by a list, by tag, serial number or IMEI."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from core.imports.kinds import RowVerdict
from core.imports.sheets import read_list
from core.lists import spreadsheets
from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.imports import apply as import_operations
from inventory.imports import check as matching_operations
from inventory.imports.device_export import export_cells
from inventory.models import Device, Specification
from inventory.workshop.operations.specifications import specify, take_report
from modules.device_updates.tests.updates import exported, sent
from tests.factories import (
    BrandFactory,
    CategoryFactory,
    DeviceFactory,
    DeviceModelFactory,
    DonationFactory,
    ExitBatchFactory,
    SpecificationFactory,
)
from tests.inventory.lists import (
    apply_import,
    csv_of,
    read_workbooks_here,
    undo_import,
    verdicts,
    written,
)
from tests.inventory.workshop.test_machine_reports import THINKPAD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

GLPI = [
    *("Nom", "Statut", "Fabricant", "Numéro de série", "Type", "Modèle", "Usager"),
    *("Système d'exploitation - Nom", "Composants - Processeur", "Composants - Mémoire"),
    *("Composants - Disque dur - Capacité", "Date d'achat", "Date d'expiration de la garantie"),
    *("Numéro d'inventaire", "Commentaires"),
]
SNIPE_IT = [
    *("ID", "Asset Tag", "Serial", "Model", "Category", "Manufacturer", "Status", "Purchase Date"),
    *("Purchase Cost", "Warranty Expires", "RAM", "CPU", "Hard drive", "Notes"),
]
OCS = [
    *("Last inventory", "Computer", "Serial number", "Operating system", "RAM (MB)"),
    *("CPU (MHz)", "CPU type", "Disk size (MB)", "Manufacturer", "Model"),
]


@pytest.fixture
def laptop():
    return CategoryFactory(code="laptop", names__fr="Ordinateur portable", names__en="Laptop")


@pytest.fixture
def device(laptop, site):
    model = DeviceModelFactory(name="Latitude 5490", brand=BrandFactory(name="Dell"))
    plain = {"brand": model.brand, "model": model, "remark": "sacoche"}
    return DeviceFactory(category=laptop, site=site, serial="5CG0001AA1", **plain)


def listed(*rows):
    return csv_of(*rows, delimiter=",")


def made_of(device):
    return Specification.objects.get(device=device)


def changes_in(batch):
    return [{name: change[:2] for name, change in row.changes.items()} for row in batch.rows.all()]


def test_a_list_with_serial_numbers_completes_its_devices(coordinator, device):
    Specification.objects.create(device=device, ram_gb=4, cpu="i5")
    rows = [["5cg0001aa1", "2x4 GB", "SSD 256 Go", "Windows 10 Pro", "15,6", "350 €", "03/09/2027"]]
    heads = ["Serial", "RAM", "Disk", "OS", "Screen", "Price", "End of warranty"]

    batch = sent(coordinator, listed(heads, *rows))

    [changes] = changes_in(batch)
    assert changes == {
        "ram_gb": ["4", "8"],
        "storage_gb": ["", "256"],
        "storage_kind": ["", "ssd"],
        "os": ["", "windows"],
        "os_version": ["", "10 Pro"],
        "screen_inches": ["", "15.6"],
        "warranty_until": ["", "2027-09-03"],
        "remark": ["sacoche", "sacoche\nprix d’achat, tel que déclaré\u00a0: 350 €"],
    }
    written(batch, coordinator)
    row = made_of(device)
    assert (row.ram_gb, row.storage_gb, row.storage_kind, row.os) == (8, 256, "ssd", "windows")
    assert (row.screen_inches, row.cpu) == (Decimal("15.6"), "i5")
    device.refresh_from_db()
    assert device.warranty_until == date(2027, 9, 3)
    events = {event.kind: event.data for event in Event.objects.about(device)[:2]}
    fields = ["os", "os_version", "ram_gb", "screen_inches", "storage_gb", "storage_kind"]
    assert events == {
        "device.changed": {"import": batch.pk},
        "device.specified": {"import": batch.pk, "count": 6, "fields": fields},
    }
    again = [[*heads, "Zz"], [*rows[0], "2"]]
    assert verdicts(sent(coordinator, listed(*again))) == [RowVerdict.SAME]


@pytest.mark.parametrize(
    ("heads", "row", "facts", "own"),
    [
        (
            GLPI,
            [
                *("PC-012", "En service", "Dell Inc.", "5CG0001AA1", "Portable", "Latitude 5490"),
                *("", "Windows 11 Pro", "Intel Core i5-8350U @ 1.70GHz", "8192", "244198"),
                *("2019-03-04", "2022-03-04", "VDM-0012", "vu le 3"),
            ],
            ("Intel Core i5-8350U @ 1.70GHz", 8, 256, "windows"),
            ("VDM-0012", date(2019, 3, 4), date(2022, 3, 4)),
        ),
        (
            SNIPE_IT,
            [
                *("12", "0012", "5CG0001AA1", "Latitude 5490", "Laptop", "Dell", "Ready"),
                *("2019-03-04", "849.00", "2022-03-04", "8 GB", "i5-8350U", "256GB SSD", ""),
            ],
            ("i5-8350U", 8, 256, ""),
            ("0012", date(2019, 3, 4), date(2022, 3, 4)),
        ),
        (
            OCS,
            [
                *("2026-01-04 08:00:00", "PC-012", "5CG0001AA1", "Microsoft Windows 10 Pro"),
                *("8192", "1700", "Intel(R) Core(TM) i5-8350U", "244198", "Dell Inc.", "Latitude"),
            ],
            ("Intel Core i5-8350U", 8, 256, "windows"),
            ("", None, None),
        ),
    ],
    ids=["GLPI", "Snipe-IT", "OCS"],
)
def test_the_export_of_another_tool_works_at_once(coordinator, device, heads, row, facts, own):
    lot = DonationFactory(received=True, site=device.site)
    Device.objects.update(donation=lot)
    same = {"site": device.site, "category": device.category, "donation": lot}
    others = [DeviceFactory(serial=f"5CG0001AA{n}", **same) for n in (2, 3, 4)]
    rows = [row]
    for n, other in enumerate(others, 13):
        of_other = {"5CG0001AA1": other.serial, "0012": f"00{n}", "VDM-0012": f"VDM-00{n}"}
        rows.append([of_other.get(cell, cell) for cell in row])

    batch = sent(coordinator, listed(heads, *rows))
    batch = written(batch, coordinator)

    assert verdicts(batch) == [RowVerdict.WRITTEN] * 4
    spec = made_of(device)
    assert (spec.cpu, spec.ram_gb, spec.storage_gb, spec.os) == facts
    device.refresh_from_db()
    assert (device.donor_tag, device.bought_on, device.warranty_until) == own
    assert str(device.model) == "Latitude 5490"
    assert device.status == DeviceStatus.RECEIVED
    assert device.remark.startswith("sacoche")


def test_a_list_is_written_in_another_language_than_it_was_checked(coordinator, device):
    heads = ["Serial", "RAM", "Disk", "Webcam", "Price"]
    row = [device.serial, "8 Go", "SSD 256 Go", "oui", "350 €"]
    with translation.override("fr"):
        batch = sent(coordinator, listed(heads, row))

    written(batch, coordinator)

    assert made_of(device).has_webcam


def test_a_device_is_found_by_its_imei(coordinator, site):
    phone = DeviceFactory(site=site, category=CategoryFactory(phone=True), imei="356938035643809")
    content = listed(["IMEI", "Storage"], ["35 693803 564380 9", "128 Go"])

    batch = sent(coordinator, content)
    written(batch, coordinator)

    assert made_of(phone).storage_gb == 128


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (["", "SN404", "8 Go"], "None of our devices has the number SN404."),
        (
            ["", "", "8 Go"],
            "No tag, serial number or IMEI: we cannot tell which device this row is about.",
        ),
        (["RB2600001Y", "", "8 Go"], "RB2600001Y is not one of our devices."),
        (
            ["", "5CG0001AA1", "beaucoup"],
            "“beaucoup” cannot be read: enter a number, for example 8 or 8 GB.",
        ),
    ],
)
def test_a_row_of_no_device_is_refused_with_its_reason(coordinator, device, row, sentence):
    [row] = sent(coordinator, listed(["tag", "serial number", "memory (GB)"], row)).rows.all()

    assert (row.verdict, row.sentences) == (RowVerdict.REFUSED, [sentence])


def test_a_row_that_matches_two_devices_is_a_question(coordinator, device, sign_in):
    phone = DeviceFactory(site=device.site, imei="356938035643809", serial="SN2")
    rows = [["5CG0001AA1", "356938035643809", "64 Go"], ["SN404", "", "8 Go"]]
    batch = sent(coordinator, listed(["Serial", "IMEI", "Storage"], *rows))
    assert verdicts(batch) == [RowVerdict.REFUSED] * 2
    coordinator.language = "en"
    coordinator.save()
    desk = sign_in(coordinator)
    page = desk.get(batch.get_absolute_url())
    assert "Which device is row 2 about?" in page.text
    assert f"{phone.asset_tag} · {phone.designation}" in page.text
    form = page.context["columns_form"]
    answers = {name: form[name].value() or "" for name in form.fields if name != "forget"}
    answers["device:2"] = phone.asset_tag

    desk.post(reverse("import_columns", args=[batch.pk]), answers)

    batch.refresh_from_db()
    first, second = batch.rows.all()
    assert (first.verdict, second.verdict) == (RowVerdict.GOOD, RowVerdict.REFUSED)
    assert set(first.changes) == {"storage_gb"}  # the number of the other device is not changed
    written(batch, coordinator)
    assert made_of(phone).storage_gb == 64


def test_a_second_imei_is_added_beside_the_first(coordinator, site):
    phone = DeviceFactory(site=site, category=CategoryFactory(phone=True), imei="356938035643809")
    heads, row = ["tag", "second IMEI"], [phone.asset_tag, "352099001761481"]

    written(sent(coordinator, listed(heads, row)), coordinator)

    phone.refresh_from_db()
    assert (phone.imei, phone.imei2) == ("356938035643809", "352099001761481")


def test_numbers_of_two_devices_are_a_question_even_if_one_left(coordinator, device):
    gone = DeviceFactory(site=device.site, serial="SN2", retired=True)
    DeviceFactory(site=device.site, serial="SN3", imei="356938035643809")
    rows = ["SN2", "356938035643809", "64 Go"]

    [row] = sent(coordinator, listed(["Serial", "IMEI", "Storage"], rows)).rows.all()

    assert row.verdict == RowVerdict.REFUSED
    assert gone.asset_tag in row.sentences[0]


def test_the_device_that_is_chosen_is_changed_and_no_other(coordinator, device):
    coordinator_says = coordinator
    twin = DeviceFactory(
        site=device.site, serial=device.serial, serial_shared_by=coordinator_says, remark=""
    )
    batch = sent(coordinator, listed(["Serial", "RAM"], [device.serial, "8 Go"]))
    assert batch.rows.get().sentences == [
        f"The numbers in this row belong to several devices, {device.asset_tag},"
        f" {twin.asset_tag}: choose one above, or enter its tag in the list."
    ]

    options = {"devices_of_rows": {"2": twin.asset_tag}}
    matching_operations.remap(batch, by=coordinator, mapping=batch.mapping, options=options)
    written(batch, coordinator)

    assert made_of(twin).ram_gb == 8
    assert not Specification.objects.filter(device=device).exists()


def test_a_returned_device_takes_precedence_over_its_earlier_record(coordinator, device):
    former = DeviceFactory(site=device.site, retired=True)
    Device.objects.filter(pk=former.pk).update(serial=device.serial)

    written(sent(coordinator, listed(["Serial", "RAM"], [device.serial, "8 Go"])), coordinator)

    assert made_of(device).ram_gb == 8


def test_without_our_tag_names_and_remarks_only_fill_what_is_empty(coordinator, device, laptop):
    bare = DeviceFactory(
        category=laptop, site=device.site, serial="SN2", brand=None, model=None, remark=""
    )
    rows = [[d.serial, "Lenovo", "T490", "old", "8 Go"] for d in (device, bare)]
    batch = sent(coordinator, listed(["Serial", "Brand", "Model", "Remark", "RAM"], *rows))

    row = batch.rows.first()
    assert row.sentences == ["Already known, not changed: brand, model, remark."]
    with translation.override("fr"):
        assert row.sentences[0].endswith(": marque, modèle, remarque.")
    written(batch, coordinator)

    device.refresh_from_db()
    bare.refresh_from_db()
    assert (str(device.model), device.remark) == ("Latitude 5490", "sacoche")
    assert (str(bare.brand), str(bare.model), bare.remark) == ("Lenovo", "T490", "old")
    assert made_of(device).ram_gb == made_of(bare).ram_gb == 8


def test_values_confirmed_by_a_machine_report_are_not_overwritten_silently(coordinator, device):
    Device.objects.update(serial=None, brand=None, model=None)
    take_report(device, by=coordinator, content=THINKPAD)
    reported = made_of(device).ram_gb
    other = DeviceFactory(site=device.site, serial="SN2")
    rows = [[device.asset_tag, "64 Go"], [other.asset_tag, "64 Go"]]

    batch = sent(coordinator, listed(["tag", "memory (GB)"], *rows))

    assert verdicts(batch) == [RowVerdict.CONFLICT, RowVerdict.GOOD]
    [sentence] = batch.rows.first().sentences
    assert sentence.startswith("This comes from a hardware report: memory (GB).")
    written(batch, coordinator)
    assert (made_of(device).ram_gb, made_of(other).ram_gb) == (reported, 64)

    batch = sent(coordinator, listed(["tag", "memory (GB)"], rows[0]))
    matching_operations.settle_conflicts(batch, by=coordinator)
    written(batch, coordinator)
    assert made_of(device).ram_gb == 64


def test_a_specification_noted_since_the_export_is_a_conflict(coordinator, device):
    SpecificationFactory(device=device, ram_gb=4)
    content = exported().replace(b"sacoche", b"chargeur")
    specify(device, by=coordinator, ram_gb=16)

    assert verdicts(sent(coordinator, content)) == [RowVerdict.CONFLICT]


def test_a_specification_noted_after_the_check_is_not_overwritten(coordinator, device):
    batch = sent(coordinator, listed(["tag", "memory (GB)"], [device.asset_tag, "8"]))
    import_operations.start_import(batch, by=coordinator)
    specify(device, by=coordinator, ram_gb=16)

    with pytest.raises(Refused, match="row can no longer be saved: the reason is below"):
        apply_import(batch, by=coordinator)

    assert made_of(device).ram_gb == 16


def test_an_update_is_undone(coordinator, device):
    SpecificationFactory(device=device, ram_gb=4, keyboard="azerty_fr", has_webcam=False)
    heads = ["tag", "memory (GB)", "keyboard", "webcam", "screen (inches)", "warranty end"]
    row = [device.asset_tag, "8", "QWERTZ, German", "yes", "14", "2027-01-02"]
    before = Specification.objects.values().get(device=device)
    batch = written(sent(coordinator, listed(heads, row)), coordinator)
    after = made_of(device)
    assert (after.keyboard, after.has_webcam) == ("qwertz_de", True)

    undo_import(batch, by=coordinator)

    assert Specification.objects.values().get(device=device) == before
    device.refresh_from_db()
    assert device.warranty_until is None


def test_an_update_is_not_undone_after_manual_specification(coordinator, device):
    batch = written(sent(coordinator, listed(["Serial", "RAM"], [device.serial, "8"])), coordinator)
    specify(device, by=coordinator, ram_gb=16)

    with pytest.raises(Refused, match="has changed since then: this import cannot be undone"):
        undo_import(batch, by=coordinator)


@pytest.mark.parametrize(("clears", "ram"), [(False, 4), (True, None)])
def test_an_empty_cell_clears_a_specification_only_on_request(coordinator, device, clears, ram):
    SpecificationFactory(device=device, ram_gb=4, cpu="i5")
    heads = ["tag", "processor", "memory (GB)"]
    content = listed(heads, [device.asset_tag, "i7-8550U", ""])

    written(sent(coordinator, content, clears=clears), coordinator)

    assert (made_of(device).cpu, made_of(device).ram_gb) == ("i7-8550U", ram)


@pytest.mark.parametrize(
    ("heads", "cells", "words"),
    [
        (["screen width (pixels)"], ["1920"], "Enter both the width and the height of the screen."),
        (
            ["battery capacity when new (mWh)", "battery capacity today (mWh)"],
            ["50000", "90000"],
            "cannot hold more than one and a half times its original capacity",
        ),
    ],
)
def test_figures_that_do_not_go_together_refuse_their_row(coordinator, device, heads, cells, words):
    [row] = sent(coordinator, listed(["tag", *heads], [device.asset_tag, *cells])).rows.all()

    assert row.verdict == RowVerdict.REFUSED
    assert words in row.sentences[0]


def test_devices_that_left_keep_the_data_of_their_slip(coordinator, device):
    left = ExitBatchFactory(sent=True)
    gone = Device.objects.filter(left_with=left).first()
    content = listed(["tag", "serial number"], [gone.asset_tag, "SN9"])

    [row] = sent(coordinator, content).rows.all()

    assert "it cannot come back" in row.sentences[0]


def test_without_a_donor_the_year_of_purchase_is_noted(coordinator, site):
    found = DeviceFactory(site=site, donation=None, serial="SN7")
    content = listed(["Serial", "Purchase date"], ["SN7", "04/03/2019"])

    [row] = sent(coordinator, content).rows.all()

    assert row.sentences == [
        f"{found.asset_tag} has no known donor: only the year of purchase is recorded."
    ]
    assert {name: change[:2] for name, change in row.changes.items()} == {
        "bought_year": ["", "2019"]
    }


@pytest.mark.parametrize(("text", "bought"), [("2019", (None, 2019)), ("4/3/2019", "day")])
def test_a_purchase_is_a_day_or_a_year(coordinator, device, text, bought):
    lot = DonationFactory(received=True, site=device.site)
    Device.objects.update(donation=lot)
    content = listed(["Serial", "Purchase date"], [device.serial, text])

    written(sent(coordinator, content), coordinator)

    device.refresh_from_db()
    expected = (date(2019, 3, 4), None) if bought == "day" else bought
    assert (device.bought_on, device.bought_year) == expected


@pytest.mark.parametrize(("there", "back"), [("fr", "en"), ("en", "fr"), ("fr", "fr")])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_sheet_with_specifications_changes_nothing(
    coordinator, device, there, back, form, monkeypatch
):
    """Typed cells: numbers and dates."""
    read_workbooks_here(monkeypatch)
    full = {
        "cores": 4,
        "ram_gb": 512,
        "storage_gb": 2000,
        "screen_inches": "15.6",
        "screen_width": 1920,
        "screen_height": 1080,
        "battery_design_mwh": 50000,
        "battery_cycles": 312,
        "battery_percent": 87,
        "has_cellular": False,
        "tpm": "none",
        "firmware": "bios",
        "os": "none",
        "os_version": "",
        "licence": "none",
        "keyboard": "other",
        "storage_kind": "embedded",
        "coa_number": "X15391",
    }
    SpecificationFactory(device=device, **full)
    days = {"bought_on": date(2019, 3, 4), "warranty_until": date(2021, 9, 3)}
    Device.objects.filter(pk=device.pk).update(**days, age_years="2.5", year_made=2018)
    DeviceFactory(site=device.site)
    with translation.override(there):
        cells = list(export_cells(Device.objects.order_by("pk")))
        named = dict(zip(cells[0], cells[1], strict=True))
        write = spreadsheets.csv_of if form == "csv" else spreadsheets.xlsx_of
        content = b"".join(write(cells))
    typed = {date(2019, 3, 4), date(2021, 9, 3), Decimal("2.5"), Decimal("15.6"), 2000, 2018}
    assert typed <= set(named.values())

    with translation.override(back):
        source = read_list(f"parc.{form}", content)
        batch = matching_operations.receive_list(None, by=coordinator, source=source, kind="update")

    assert verdicts(batch) == [RowVerdict.SAME] * 2
    assert set(batch.mapping.values()) >= full.keys() | days.keys() | {"tag", "revision"}


def test_completing_takes_constant_queries(
    coordinator, laptop, site, django_assert_max_num_queries
):
    devices = DeviceFactory.create_batch(40, category=laptop, site=site)
    SpecificationFactory(device=devices[0], ram_gb=4)
    rows = [[device.serial, "8 Go", "i5"] for device in devices]

    with django_assert_max_num_queries(45):
        batch = sent(coordinator, listed(["Serial", "RAM", "CPU"], *rows))
    with django_assert_max_num_queries(65):
        written(batch, coordinator)

    assert Specification.objects.filter(ram_gb=8).count() == 40
