import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.formatting import day
from core.models import Document
from core.workflow.guards import FORGOTTEN
from inventory.imports import apply as import_operations
from inventory.imports import check as matching_operations
from inventory.imports import jobs
from inventory.imports.lifecycle import ImportStatus
from inventory.imports.results import ImportRowTable
from inventory.models import Device, ImportBatch
from inventory.workshop.operations import bench as bench_operations
from tests.factories import CategoryFactory, DonationFactory, ImportBatchFactory
from tests.inventory.lists import HEADINGS, ROWS, csv_of, source, source_of

BAD = ["grille-pain", "HP", "", "SN-9", "", "", ""]


@pytest.fixture(autouse=True)
def laptop(db):
    CategoryFactory(code="phone")
    return CategoryFactory(code="laptop")


@pytest.fixture
def donation(site):
    return DonationFactory(received=True, site=site)


@pytest.fixture
def client(sign_in, coordinator):
    client = sign_in(coordinator)
    client.post(reverse("language"), {"language": "en"})
    return client


@pytest.fixture
def checked(coordinator, donation):
    return matching_operations.receive_list(
        donation, by=coordinator, source=source_of(ROWS[0], BAD, ROWS[1])
    )


def upload(client, donation, content=None, name="liste.csv", **facts):
    content = csv_of(HEADINGS, *ROWS) if content is None else content
    file = SimpleUploadedFile(name, content)
    return client.post(
        reverse("import_upload", args=[donation.pk]), {"file": file, **facts}, follow=True
    )


def page_of(client, batch, **query):
    return client.get(reverse("import_detail", args=[batch.pk]), query).content.decode()


def test_a_list_is_uploaded_previewed_and_imported(client, donation):
    page = upload(client, donation).content.decode()

    batch = ImportBatch.objects.get()
    assert "3 valid rows." in page
    assert "N° de série" in page
    page = client.post(reverse("import_start", args=[batch.pk]), follow=True).content.decode()
    assert Device.objects.count() == 3
    for name in ("import_upload", "import_detail", "import_file"):
        assert client.get(reverse(name, args=[0])).status_code == 404
    for device in Device.objects.all():
        assert device.asset_tag in page
    assert "Undo the import of 3 rows" in page


def test_the_upload_page_shows_accepted_formats_and_refuses_on_its_form(client, donation, laptop):
    page = client.get(reverse("import_upload", args=[donation.pk])).content.decode()

    assert 'enctype="multipart/form-data"' in page
    assert "20,000 rows" in page
    assert client.post(reverse("import_upload", args=[donation.pk]), {}).status_code == 200
    page = upload(client, donation, b"<html></html>", default_category=laptop.pk).content.decode()
    assert "This is a web page, not a table" in page
    assert f'<option value="{laptop.pk}" selected>' in page
    assert not ImportBatch.objects.exists()


def test_an_upload_sent_twice_creates_one_import(client, donation):
    key = "9d6c4a0e-0f5e-4c57-9d4b-4b7a1f1f7f01"

    upload(client, donation, submission=key)
    upload(client, donation, submission=key)

    assert ImportBatch.objects.count() == 1


def test_refused_rows_have_a_reason_and_a_filter(client, checked):
    [refused] = checked.rows.refused()
    assert refused.problems == [["“%(text)s” is not a known category.", {"text": "grille-pain"}]]
    page = page_of(client, checked, verdict="refused")

    assert "“grille-pain” is not a known category." in page
    assert "SN-9" in page
    assert "Écran fêlé" not in page.split('<h2 id="rows">')[1]
    assert '<details class="disclosure import-part" open>' in page
    assert "open>" not in page_of(client, checked)  # questions come first, and the rest is folded


def test_a_reason_filters_its_rows_and_leaves_them_out(client, coordinator, donation):
    rows = [
        ["laptop", "HP", "", "SN-1", "", "", ""],
        ["grille-pain", "HP", "", "SN-2", "", "", ""],
        ["laptop", "HP", "", "1E+9", "", "", ""],
    ]
    batch = matching_operations.receive_list(donation, by=coordinator, source=source_of(*rows))
    first, second = page_reasons(client, batch)
    columns = {f"column_{index}": name for index, name in batch.mapping.items()}

    listed = page_of(client, batch, reason=first.key).split('<h2 id="rows">')[1]
    assert ("SN-2" in listed, "1E+9</dd>" in listed) == (True, False)
    for reason in (first, second):
        client.post(reverse("import_columns", args=[batch.pk]), columns | {"leave_out": reason.key})
        if reason is first:
            client.post(reverse("import_start", args=[batch.pk]))
            batch.refresh_from_db()
            assert batch.status == "checked"
    assert [reason.is_left_out for reason in page_reasons(client, batch)] == [True, True]
    client.post(reverse("import_start", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.status == "applied"
    assert Device.objects.count() == 1


def test_refused_rows_are_pointed_to_if_there_are_no_questions(client, coordinator, donation):
    refused = ["laptop", "HP", "", "1E+9", "", "", ""]
    both = source_of(ROWS[0], refused)
    batch = matching_operations.receive_list(donation, by=coordinator, source=both)
    page = " ".join(page_of(client, batch).split())
    assert (
        'No questions. 1 row is refused: <a href="?verdict=refused#table">view the reasons</a>'
        in page
    )

    batch = matching_operations.receive_list(donation, by=coordinator, source=source_of(ROWS[0]))
    assert "No questions: check the columns and words below." in page_of(client, batch)


@pytest.mark.parametrize(("status", "has_notice"), [("promised", True), ("received", False)])
def test_an_expected_lot_arrives_with_a_notice_before_writing(
    client, coordinator, site, status, has_notice
):
    lot = DonationFactory(site=site, **{status: True})
    batch = matching_operations.receive_list(lot, by=coordinator, source=source_of(ROWS[0]))
    assert ("The donation becomes “received” today." in page_of(client, batch)) == has_notice
    client.post(reverse("import_start", args=[batch.pk]))
    lot.refresh_from_db()
    assert lot.status == "received"
    page = page_of(client, batch)
    assert ">Yes, undo the import</button>" in page


def test_leaving_out_a_repeated_number_names_the_devices_lost(client, coordinator, donation):
    numbers = [("SN-1", ""), ("SN-1", "red"), ("SN-2", ""), ("SN-2", "blue")]
    rows = [["laptop", "HP", "", serial, "", "", remark] for serial, remark in numbers]
    batch = matching_operations.receive_list(donation, by=coordinator, source=source_of(*rows))

    assert "If you skip them, 2 devices are not imported at all." in page_of(client, batch)


def page_reasons(client, batch):
    return client.get(reverse("import_detail", args=[batch.pk])).context["reasons"]


def test_rows_come_twenty_a_page_and_htmx_gets_them_alone(client, coordinator, donation):
    rows = [["laptop", "HP", "", f"SN-{number:03}", "", "", ""] for number in range(21)]
    batch = matching_operations.receive_list(donation, by=coordinator, source=source_of(*rows))

    htmx = {"HX-Target": "table"}
    first = client.get(batch.get_absolute_url(), headers=htmx).content.decode()
    assert first.lstrip().startswith('<div id="table"')
    second = page_of(client, batch, page=2)

    assert "SN-019" in first
    assert "SN-020" not in first
    assert "SN-020" in second


def test_columns_are_remapped(client, checked, laptop):
    client.post(
        reverse("import_columns", args=[checked.pk]),
        {"column_1": "brand", "column_3": "serial", "default_category": laptop.pk},
    )

    checked.refresh_from_db()
    assert checked.mapping == {"1": "brand", "3": "serial"}
    assert checked.default_category == laptop
    assert not checked.rows.refused().exists()


def test_two_columns_of_one_field_are_refused_and_the_choice_stays(client, checked):
    page = client.post(
        reverse("import_columns", args=[checked.pk]),
        {"column_1": "serial", "column_3": "serial"},
    ).content.decode()

    assert "Two columns are matched to “serial number”" in page
    assert page.count('<option value="serial" selected>') == 2
    mapping = checked.mapping
    checked.refresh_from_db()
    assert checked.mapping == mapping


def test_refused_rows_are_skipped_only_on_request(client, checked):
    url = reverse("import_start", args=[checked.pk])

    page = client.post(url).content.decode()

    assert "1 row is refused" in page
    assert not Device.objects.exists()
    client.post(url, {"skip_refused": "on"})
    assert Device.objects.count() == 2


def test_an_import_applied_twice_is_applied_once(client, coordinator, donation):
    batch = matching_operations.receive_list(donation, by=coordinator, source=source())
    url, key = reverse("import_start", args=[batch.pk]), "9d6c4a0e-0f5e-4c57-9d4b-4b7a1f1f7f02"

    for _press in range(2):
        assert client.post(url, {"submission": key}).status_code == 302
    assert "already" in client.post(url).content.decode()
    columns = client.post(reverse("import_columns", args=[batch.pk])).content.decode()
    assert "already" in columns

    assert Device.objects.count() == 3


def test_the_page_polls_the_progress_of_an_import(client, coordinator, donation):
    batch = matching_operations.receive_list(donation, by=coordinator, source=source())
    import_operations.start_import(batch, by=coordinator)

    page = page_of(client, batch)

    assert 'hx-trigger="every 1s"' in page
    assert "Refresh" in page
    jobs.apply_import_job.enqueue(batch.pk)
    assert "every 1s" not in page_of(client, batch)


def test_an_import_is_undone(client, coordinator, donation):
    batch = matching_operations.receive_list(donation, by=coordinator, source=source())
    jobs.write_import(import_operations.start_import(batch, by=coordinator))

    page = client.post(reverse("import_undo", args=[batch.pk]), follow=True).content.decode()

    assert "The import of “liste.csv” is undone. " in page
    assert "You can import the same file again" in page
    assert not Device.objects.living().exists()


def test_an_undo_refused_says_why(client, coordinator, donation):
    batch = matching_operations.receive_list(donation, by=coordinator, source=source())
    jobs.write_import(import_operations.start_import(batch, by=coordinator))
    bench_operations.refurbish(Device.objects.first(), by=coordinator)

    page = client.post(reverse("import_undo", args=[batch.pk])).content.decode()

    assert "has been worked on since it arrived: it can no longer be" in page
    batch.refresh_from_db()
    assert batch.status == ImportStatus.APPLIED


def sum_of(page):
    """Return (number of rows, {label: count}) as shown on the page."""
    [rows] = re.findall(r"<dt>Rows</dt><dd>(\d+)</dd>", page)
    counts = re.findall(r'<dt class="import-sum">([^<]+)</dt>\s+<dd><a [^>]+>(\d+)</a>', page)
    return int(rows), {label: int(count) for label, count in counts}


def test_the_counts_of_a_page_add_up_and_name_the_rows_left_out(client, coordinator, donation):
    odd = [["grille-pain", "HP", "", "1E+9", "", "", ""], ["laptop", "HP", "", "1E+9", "", "", ""]]
    batch = matching_operations.receive_list(
        donation, by=coordinator, source=source_of(ROWS[0], BAD, *odd)
    )
    page = page_of(client, batch)
    assert sum_of(page) == (4, {"Good": 1, "Refused": 3})
    assert "A row with several reasons is counted under each." in page
    category = next(each for each in page_reasons(client, batch) if "category" in str(each.example))
    columns = {f"column_{index}": name for index, name in batch.mapping.items()}
    data = columns | {"leave_out": category.key}
    client.post(reverse("import_columns", args=[batch.pk]), data)
    assert sum_of(page_of(client, batch)) == (4, {"Good": 1, "Refused": 1, "Left out": 2})

    client.post(reverse("import_start", args=[batch.pk]), {"skip_refused": "on"})

    page = page_of(client, batch)
    assert sum_of(page) == (4, {"Saved": 1, "Left out": 3})
    assert "Skipped rows</h2>" in page
    assert "is not a known category." in page
    assert "How the file was read" in page


def test_discarding_a_list_asks_first(client, checked):
    page = page_of(client, checked)
    assert "Nothing was imported. To import it later, send the file again." in page
    assert "Yes, discard it</button>" in page


@pytest.mark.parametrize(
    ("status", "name"), [("undone", "undone"), ("dropped", "discarded"), ("applied", "imported")]
)
def test_a_list_whose_file_name_is_erased_has_a_readable_name(client, donation, status, name):
    batch = ImportBatchFactory(
        donation=donation, document__name="jean.dupont.csv", **{status: True}
    )
    batch.document.purge()
    Document.objects.filter(pk=batch.document_id).update(name=FORGOTTEN)

    page = page_of(client, batch)

    assert f"list {name} on {day(timezone.now())}" in page.split("</title>")[0]
    assert FORGOTTEN not in page


def test_the_page_of_imports_names_every_list(client, checked):
    page = client.get(reverse("import_list")).content.decode()

    assert reverse("donor_import") in page
    assert reverse("place_import") in page
    assert checked.get_absolute_url() in page


def test_the_donors_file_is_downloaded_unchanged(client, checked):
    response = client.get(reverse("import_file", args=[checked.pk]))

    assert response.content == checked.document.read()
    assert response.headers["Content-Disposition"] == 'attachment; filename="liste.csv"'
    assert "no-store" in response.headers["Cache-Control"]


def test_cells_are_escaped(client, coordinator, donation):
    row = ["<b>x</b>", "<script>alert(1)</script>", "", "", "", "", ""]
    batch = matching_operations.receive_list(donation, by=coordinator, source=source_of(row))

    assert "<script>alert" not in page_of(client, batch)


def test_the_devices_of_a_row_are_headed_in_the_readers_language(sign_in, coordinator, donation):
    batch = matching_operations.receive_list(donation, by=coordinator, source=source())
    jobs.write_import(import_operations.start_import(batch, by=coordinator))
    headings = ImportRowTable(batch.rows.all(), batch).columns
    assert headings["devices"].header == "appareils"


def test_the_list_of_a_module_that_was_removed_is_not_found(client):
    batch = ImportBatchFactory(kind="of_a_module", donation=None)
    assert client.get(batch.get_absolute_url()).status_code == 404
