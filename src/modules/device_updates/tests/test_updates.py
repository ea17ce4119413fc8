"""Round trip of devices in a spreadsheet."""

from datetime import date

import pytest
from django.utils import translation

from catalogue.names import key_of
from core.imports.kinds import RowVerdict
from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.imports import apply as import_operations
from inventory.imports.check import settle_conflicts
from inventory.imports.device_export import export_cells
from inventory.models import Device
from modules.device_updates.tests.updates import exported, sent, sheet
from tests.factories import (
    BrandFactory,
    CategoryFactory,
    DeviceFactory,
    DeviceModelFactory,
    LoanItemFactory,
    PlaceFactory,
    SpecificationFactory,
)
from tests.inventory.lists import csv_of, verdicts, written


@pytest.fixture
def laptop(db):
    return CategoryFactory(code="laptop", names__fr="Ordinateur portable", names__en="Laptop")


@pytest.fixture
def device(laptop, site):
    return DeviceFactory(
        category=laptop, site=site, serial="SN1", model=None, brand=None, remark="sacoche"
    )


def test_our_own_export_changes_nothing(english, coordinator, site, laptop):
    model = DeviceModelFactory(brand=BrandFactory(name="HP"), name="Écran")
    declared = {"donor_tag": "VDM 12", "bought_year": 2018, "warranty_until": date(2021, 9, 3)}
    DeviceFactory(category=laptop, donor_condition="Bon", collected_from="Salle 2", **declared)
    odd = {"remark": "=1+1\r\n  deux\tlignes ", "fault": '@panne;  "vue"', "known_limits": "'x"}
    DeviceFactory(category=laptop, site=site, model=model, brand=model.brand, **odd)
    DeviceFactory(category=laptop, age_years="2.5", year_made=2015, donor_grade="B", serial="-1E5")
    DeviceFactory(ready=True, imei="356938035643809", imei2="352099001761481", place=PlaceFactory())
    DeviceFactory(withdrawn=True)
    LoanItemFactory(open=True)

    batch = sent(coordinator, exported())

    assert set(verdicts(batch)) == {RowVerdict.SAME}
    assert batch.rows.count() == Device.objects.count()
    with pytest.raises(Refused):
        import_operations.start_import(batch, by=coordinator)


@pytest.mark.parametrize(("there", "back"), [("fr", "en"), ("en", "fr")])
def test_our_export_in_the_other_language_changes_nothing(coordinator, device, there, back):
    Device.objects.update(age_years="2.5")
    with translation.override(there):
        content = exported()
    with translation.override(back):
        batch = sent(coordinator, content)

    assert verdicts(batch) == [RowVerdict.SAME]


def test_only_different_cells_are_changed(english, coordinator, device):
    other = DeviceFactory(serial="SN2", remark="")
    batch = sent(
        coordinator,
        sheet([device.asset_tag, "sn 9", "sacoche"], [other.asset_tag, "SN2", "chargeur"]),
    )

    assert [row.changes for row in batch.rows.all()] == [
        {"serial": ["SN1", "SN9", "SN1"]},
        {"remark": ["", "chargeur", ""]},
    ]
    written(batch, coordinator)

    device.refresh_from_db()
    other.refresh_from_db()
    assert (device.serial, device.remark) == ("SN9", "sacoche")
    assert (other.serial, other.remark) == ("SN2", "chargeur")
    newest = Event.objects.about(device)[0]
    assert (newest.kind, newest.by, newest.data) == (
        "device.changed",
        coordinator,
        {"import": batch.pk},
    )


def test_a_corrected_memory_of_our_export_is_listed_and_written(english, coordinator, device):
    SpecificationFactory(device=device, ram_gb=24)
    heads, cells = list(export_cells(Device.objects.filter(pk=device.pk)))
    named = dict(zip(heads, cells, strict=True)) | {"memory (GB)": 16, "remark": "barrette ôtée"}
    assert list(named) == heads
    batch = sent(coordinator, csv_of(heads, [str(cell) for cell in named.values()]))

    row = batch.rows.get()
    assert {name: change[1] for name, change in row.changes.items()} == {
        "ram_gb": "16",
        "remark": "barrette ôtée",
    }
    written(batch, coordinator)
    device.refresh_from_db()
    assert (device.specification.ram_gb, device.remark) == (16, "barrette ôtée")


def test_unmapped_columns_change_nothing(english, coordinator, device):
    content = sheet(
        [device.asset_tag, "ready", "A", "X9"], headings=["tag", "status", "grade", "shelf"]
    )
    batch = sent(coordinator, content)

    assert verdicts(batch) == [RowVerdict.SAME]


@pytest.mark.parametrize(("clears", "remark"), [(False, "sacoche"), (True, "")])
def test_an_empty_cell_clears_the_field_only_on_request(
    english, coordinator, device, clears, remark
):
    batch = sent(coordinator, sheet([device.asset_tag, "SN9", ""]), clears=clears)
    written(batch, coordinator)

    device.refresh_from_db()
    assert (device.serial, device.remark) == ("SN9", remark)


def test_a_brand_and_a_model_are_made_if_missing(english, coordinator, device):
    content = sheet([device.asset_tag, "Acme", "X 1"], headings=["tag", "brand", "model"])
    written(sent(coordinator, content), coordinator)

    device.refresh_from_db()
    assert (str(device.brand), str(device.model)) == ("Acme", "X 1")
    assert device.model.brand == device.brand


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (["", "SN9", ""], "None of our devices has the number SN9."),
        (["RB2600001Y", "SN9", ""], "RB2600001Y is not one of our devices."),
        (
            ["{tag}", "1.2E+15", ""],
            "The spreadsheet has shortened a number to “1.2E+15”: format this column as text.",
        ),
        (["{tag}", "SN2", ""], "Serial number SN2 is already in the register: {other}."),
    ],
)
def test_a_wrong_row_is_an_error(english, coordinator, device, cells, sentence):
    other = DeviceFactory(serial="SN2", model=None, donation=None)
    cells = [cell.format(tag=device.asset_tag) for cell in cells]

    [row] = sent(coordinator, sheet(cells)).rows.all()

    assert row.verdict == RowVerdict.REFUSED
    assert row.sentences == [sentence.format(other=other.asset_tag)]


def test_two_rows_of_one_device_are_refused_both(english, coordinator, device):
    batch = sent(coordinator, sheet([device.asset_tag, "A", ""], [device.asset_tag, "B", ""]))

    sentence = f"Rows 2, 3 are about the same device, {device.asset_tag}: keep one of them."
    assert [row.sentences for row in batch.rows.all()] == [[sentence], [sentence]]


def test_withdrawn_devices_are_not_updated(english, coordinator):
    device = DeviceFactory(withdrawn=True, serial="SN1")

    [row] = sent(coordinator, sheet([device.asset_tag, "SN9", ""])).rows.all()

    assert row.sentences == [
        f"{device.asset_tag} was entered in error: it can no longer be changed."
    ]


def test_the_category_of_a_device_on_loan_is_not_changed(english, coordinator, laptop):
    device = LoanItemFactory(open=True).device
    content = sheet([device.asset_tag, "Laptop"], headings=["tag", "category"])

    [row] = sent(coordinator, content).rows.all()

    assert row.sentences == [
        f"{device.asset_tag} is out: you can change its category once it has been returned."
    ]


def test_a_category_with_storage_needs_erasure(english, coordinator, laptop):
    device = DeviceFactory(category=CategoryFactory(holds_data=False), needs_erasure=False)
    content = sheet([device.asset_tag, "Laptop"], headings=["tag", "category"])
    answers = {key_of(device.model.name) if device.model else "": "laptop"}
    written(sent(coordinator, content, categories_of_models=answers), coordinator)

    device.refresh_from_db()
    assert (device.category, device.needs_erasure) == (laptop, True)
    assert device.media.count() == 1


def test_a_ready_device_is_not_moved_to_a_category_with_storage(english, coordinator, laptop):
    device = DeviceFactory(
        category=CategoryFactory(holds_data=False), needs_erasure=False, ready=True
    )
    content = sheet([device.asset_tag, "Laptop"], headings=["tag", "category"])

    [row] = sent(coordinator, content).rows.all()

    assert row.sentences == [
        f"{device.asset_tag} is in use, and devices of this category contain data: take it to"
        " the workshop first."
    ]


def test_read_only_columns_of_our_export_are_named(english, coordinator, device, sign_in):
    heads = ["tag", "memory (GB)", "status", "serial number"]
    batch = sent(coordinator, sheet([device.asset_tag, "32", "ready", "SN7"], headings=heads))
    coordinator.language = "en"
    coordinator.save()
    page = sign_in(coordinator).get(batch.get_absolute_url())
    assert page.context["ignored_columns"] == ["status"]
    content = page.content.decode()
    assert "not imported: status. Change the status" in content
    assert "These columns contain data and are not imported:" not in content


def test_an_unusual_memory_waits_for_a_decision(english, coordinator, device):
    batch = sent(coordinator, sheet([device.asset_tag, "160"], headings=["tag", "memory (GB)"]))

    row = batch.rows.get()
    assert row.verdict == "conflict"
    assert row.sentences[0].startswith("160 GB is an unusual memory size: check it.")
    settle_conflicts(batch, by=coordinator)
    assert batch.rows.get().verdict == "good"


def test_the_page_of_an_update_opens_on_its_changed_rows(english, coordinator, device, sign_in):
    other = DeviceFactory(site=device.site)
    heads, rows = ["tag", "memory (GB)"], [[device.asset_tag, "32"], [other.asset_tag, ""]]
    batch = sent(coordinator, sheet(*rows, headings=heads))
    page = sign_in(coordinator).get(batch.get_absolute_url())

    assert [row.record.number for row in page.context["table"].rows] == [2]
    fold = page.content.decode().partition('id="rows"')[0].rpartition("<details")[2]
    assert " open>" in fold


def test_a_withheld_cell_of_a_correction_clears_nothing(site, coordinator, english):
    device = DeviceFactory(site=site, remark="Rendu par Mme Petit", fault="")

    batch = sent(coordinator, exported(Device.objects.filter(pk=device.pk)), clears=True)

    row = batch.rows.get()
    assert "Rendu par Mme Petit" in row.withheld.values()
    assert row.verdict == "same"
