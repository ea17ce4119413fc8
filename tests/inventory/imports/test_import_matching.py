"""Mappings remembered by source; results for the donor; stopping an import."""

import csv
from io import StringIO

import pytest
from django.urls import reverse
from django.utils import timezone

from core.imports.kinds import RowVerdict
from core.imports.sheets import read_list
from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.imports import apply as import_operations
from inventory.imports import check as matching_operations
from inventory.imports import jobs
from inventory.imports.lifecycle import ImportStatus
from inventory.models import Device, ImportBatch
from tests.factories import CategoryFactory, DeviceFactory, DonationFactory
from tests.inventory.lists import csv_of, source_of, verdicts, written

HEADINGS = ["Quoi", "Marque", "N° de série", "Grade", "Qté"]
ROWS = [["Hybride", "HP", "SN-1", "vert", ""], ["Écran", "Dell", "", "B", "12"]]
MAPPING = {"0": "category", "1": "brand", "2": "serial", "3": "donor_grade", "4": "quantity"}
VALUES = {"category": {"hybride": "laptop"}, "donor_grade": {"vert": "A"}}


@pytest.fixture(autouse=True)
def kinds(db):
    return [CategoryFactory(code=code) for code in ["laptop", "monitor"]]


@pytest.fixture
def donation(site):
    return DonationFactory(received=True, site=site)


@pytest.fixture
def checked(coordinator, donation):
    source = source_of(*ROWS, headings=HEADINGS)
    return matching_operations.receive_list(donation, by=coordinator, source=source)


@pytest.fixture
def client(sign_in, coordinator):
    client = sign_in(coordinator)
    client.post(reverse("language"), {"language": "en"})
    return client


def test_matched_words_and_quantities_create_devices(checked, coordinator):
    assert set(verdicts(checked)) == {RowVerdict.REFUSED}

    matching_operations.remap(checked, by=coordinator, mapping=MAPPING, values=VALUES)
    batch = written(checked, coordinator)

    assert [row.devices.count() for row in batch.rows.all()] == [1, 12]
    device = batch.rows.first().devices.get()
    assert (device.category.code, device.donor_grade, device.grade) == ("laptop", "A", "")
    assert Event.objects.about(batch)[0].data == {"count": 2}


def test_the_mapping_of_a_donors_last_list_is_reused(checked, coordinator, donation, site):
    matching_operations.remap(checked, by=coordinator, mapping=MAPPING, values=VALUES)
    of_the_donor = DonationFactory(received=True, site=site, donor=donation.donor)
    of_another = DonationFactory(received=True, site=site)
    source = source_of(["Hybride", "HP", "SN-7", "vert", ""], headings=HEADINGS)

    again = matching_operations.receive_list(of_the_donor, by=coordinator, source=source)
    other = matching_operations.receive_list(of_another, by=coordinator, source=source)

    assert (again.mapping, again.values) == (MAPPING, VALUES)
    assert verdicts(again) == [RowVerdict.GOOD]
    assert "0" not in other.mapping
    assert verdicts(other) == [RowVerdict.REFUSED]


def test_a_mapping_belongs_to_one_source_and_is_used_until_deleted(
    checked, coordinator, donation, client
):
    """A source is a set of headings in any order; columns of other lists are guessed."""
    mapping = {"0": "category", "1": "brand", "2": "donor_tag"}
    matching_operations.remap(checked, by=coordinator, mapping=mapping, values=VALUES)
    cells = dict(zip(HEADINGS, ["Hybride", "HP", "SN-8", "vert", ""], strict=True))
    turned = [*HEADINGS[2:], *HEADINGS[:2]]
    source = source_of([cells[heading] for heading in turned], headings=turned)

    again = matching_operations.receive_list(donation, by=coordinator, source=source)

    assert again.mapping == {"0": "donor_tag", "3": "category", "4": "brand"}
    page = client.get(again.get_absolute_url()).content.decode()
    assert f"{timezone.localtime(checked.created_at):%d/%m/%Y}" in page
    assert 'name="forget"' in page
    other = source_of(["SN-9", "Hybride", "X1"], headings=["N° de série", "Quoi", "Modèle"])
    of_other = matching_operations.receive_list(donation, by=coordinator, source=other)
    assert of_other.mapping == {"0": "serial", "2": "model"}

    client.post(reverse("import_columns", args=[again.pk]), {"forget": "on"})

    again.refresh_from_db()
    assert again.mapping["0"] == "serial"
    assert 'name="forget"' not in client.get(again.get_absolute_url()).content.decode()
    last = source_of(["SN-10", "vert", "", "Hybride", "HP"], headings=turned)
    last = matching_operations.receive_list(donation, by=coordinator, source=last)
    assert (last.mapping, last.values) == (again.mapping, {})


def test_words_are_matched_on_the_page(client, checked):
    page = client.get(reverse("import_detail", args=[checked.pk])).content.decode()
    assert "Hybride" in page
    data = {f"column_{index}": name for index, name in MAPPING.items()}
    data |= {"category:hybride": "laptop", "category:ecran": "-", "donor_grade:vert": "C"}

    client.post(reverse("import_columns", args=[checked.pk]), data)
    client.post(
        reverse("import_columns", args=[checked.pk]),
        data | {"category:hybride": "laptop", "category:ecran": "monitor"},
    )

    checked.refresh_from_db()
    assert checked.values["category"] == {"hybride": "laptop", "ecran": "monitor"}
    assert checked.values["donor_grade"]["vert"] == "C"
    assert verdicts(checked) == [RowVerdict.GOOD] * 2


def test_words_are_matched_to_existing_values_only(checked, coordinator):
    with pytest.raises(Refused):
        matching_operations.remap(
            checked, by=coordinator, mapping=MAPPING, values={"category": {"hybride": "nef"}}
        )


def test_the_result_report_has_the_donors_own_columns(client, coordinator, donation):
    source = source_of(
        ["PC portable", "=cmd()", "SN-1", "", ""],
        ["Chaise", "HP", "SN-2", "", ""],
        headings=["Type", *HEADINGS[1:]],
    )
    batch = written(
        matching_operations.receive_list(donation, by=coordinator, source=source), coordinator
    )
    tag = Device.objects.get().asset_tag

    response = client.get(reverse("import_result", args=[batch.pk, "csv"]))
    rows = list(csv.reader(StringIO(response.getvalue().decode("utf-8-sig"))))

    assert rows[0] == ["Type", *HEADINGS[1:], "row", "verdict", "reason", "devices"]
    assert rows[1] == ["PC portable", "'=cmd()", "SN-1", "", "", "2", "saved", "", tag]
    assert rows[2][5:] == ["3", "refused", "“Chaise” is not a known category.", ""]
    book = client.get(reverse("import_result", args=[batch.pk, "xlsx"])).getvalue()
    assert [cells[6] for _number, cells in read_list("r.xlsx", book).rows] == [
        "saved",
        "refused",
    ]
    assert client.get(reverse("import_result", args=[batch.pk, "exe"])).status_code == 404


def test_the_reasons_are_in_the_readers_language(sign_in, coordinator, checked):
    visitor = sign_in(coordinator)
    visitor.post(reverse("language"), {"language": "fr"})

    response = visitor.get(reverse("import_result", args=[checked.pk, "csv"]))

    assert "refusée" in response.getvalue().decode()


def test_a_running_import_is_stopped_and_leaves_nothing(monkeypatch, checked, coordinator):
    matching_operations.remap(checked, by=coordinator, mapping=MAPPING, values=VALUES)
    import_operations.start_import(checked, by=coordinator)
    batch = ImportBatch.objects.get(pk=checked.pk)
    writing = jobs.writing

    def stopped_meanwhile(*args, **kwargs):
        import_operations.stop_import(ImportBatch.objects.get(pk=batch.pk), by=coordinator)
        return writing(*args, **kwargs)

    monkeypatch.setattr(jobs, "writing", stopped_meanwhile)
    jobs.carry_out(batch)

    batch.refresh_from_db()
    assert batch.status == ImportStatus.CHECKED
    assert not Device.objects.exists()
    with pytest.raises(Refused):
        import_operations.stop_import(batch, by=coordinator)


def test_a_superseded_job_writes_nothing(checked, coordinator):
    matching_operations.remap(checked, by=coordinator, mapping=MAPPING, values=VALUES)
    import_operations.start_import(checked, by=coordinator)
    older = ImportBatch.objects.get(pk=checked.pk)
    import_operations.stop_import(checked, by=coordinator)
    import_operations.start_import(checked, by=coordinator)

    jobs.carry_out(older)

    assert not Device.objects.exists()
    jobs.carry_out(ImportBatch.objects.get(pk=checked.pk))
    assert Device.objects.count() == 13


def test_all_rows_are_read_and_only_good_ones_written(client, checked, coordinator):
    matching_operations.remap(checked, by=coordinator, mapping=MAPPING, values=VALUES)
    import_operations.start_import(checked, by=coordinator)
    refused, good = checked.rows.values_list("pk", flat=True)
    checked.rows.filter(pk=refused).update(verdict=RowVerdict.REFUSED)
    jobs.follow(checked, [2])

    read = client.get(reverse("import_detail", args=[checked.pk])).content.decode()
    checked.rows.filter(pk=good).update(verdict=RowVerdict.WRITTEN)
    written = client.get(reverse("import_detail", args=[checked.pk])).content.decode()

    assert '<progress id="work" max="2" value="2">' in read
    assert "2 of 2 rows read" in read
    assert '<progress id="work" max="1" value="1">' in written
    assert "1 of 1 rows saved" in written


@pytest.mark.parametrize("count", [1_000, pytest.param(10_000, marks=pytest.mark.audit)])
def test_thousands_of_wrong_rows_give_a_report(coordinator, donation, count):
    rows = [["Chaise", "HP", f"SN-{place // 2}", "", "x"] for place in range(count)]
    source = read_list("liste.csv", csv_of(["Type", *HEADINGS[1:]], *rows))

    batch = matching_operations.receive_list(donation, by=coordinator, source=source)

    assert batch.rows.refused().count() == count
    assert len(batch.rows.first().sentences) == 3


def test_the_export_contains_the_filtered_rows(client, coordinator, site):
    device = DeviceFactory(site=site, serial="=1+1", retired=True)
    DeviceFactory(site=site)
    address = reverse("device_export") + "?status=retired"

    on_the_list = {"list_act": "export", "form": "correct"}
    assert client.post("/devices/?status=retired&page=2", on_the_list).url == address
    assert "1 device" in client.get(address).content.decode()
    response = client.post(address, {"form": "csv"})
    assert 'filename="devices to correct ' in response["Content-Disposition"]
    rows = list(csv.reader(StringIO(response.getvalue().decode("utf-8-sig"))))

    assert [row[0] for row in rows] == ["tag", device.asset_tag]
    assert "'=1+1" in rows[1]
    event_data = {"list": "device_list", "filters": ["status=retired"], "count": 1, "form": "csv"}
    assert Event.objects.get(kind="list.exported").data == event_data
