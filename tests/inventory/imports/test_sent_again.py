"""A list sent again, changed a little: nothing comes in twice, and no correction is lost."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.imports.sheets import read_list
from core.workflow.lifecycle import Refused
from inventory.imports import check as checks
from inventory.models import Device, ImportBatch
from tests.factories import CategoryFactory, DonationFactory
from tests.inventory.imports.test_doubts import answered, page_of
from tests.inventory.imports.test_reading_lists import book_of
from tests.inventory.lists import csv_of, undo_import, verdicts, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "categories")]

PHONES = [["Type", "Model", "IMEI", "Remark"]] + [
    ["Phone", "Galaxy A5", imei, "ok"]
    for imei in ("356938035643809", "35 bad 1", "35 bad 2", "", "")
]
LAPTOPS = [
    ["Type", "Make", "Model", "Serial number", "RAM", "Remark"],
    ["Laptop", "Dell", "Latitude 5490", "A1B2C3D", "8 GB", ""],
    ["Laptop", "Dell", "Latitude 5490", "A1B2C3E", "8 GB", ""],
    ["Laptop", "Dell", "Latitude 5490", "A1B2C3F", "8 GB", "scratched"],
]


@pytest.fixture
def categories():
    for code, name in {"laptop": "Laptop", "phone": "Phone"}.items():
        CategoryFactory(code=code, names__en=name)


@pytest.fixture
def donation(site):
    return DonationFactory(received=True, site=site)


@pytest.fixture
def client(sign_in, coordinator):
    client = sign_in(coordinator)
    client.post(reverse("language"), {"language": "en"})
    return client


def changed(rows, row, column, text):
    return [
        [text if (i, c) == (row, column) else cell for c, cell in enumerate(cells)]
        for i, cells in enumerate(rows)
    ]


def send(donation, by, rows, name="phones.csv"):
    return checks.receive_list(donation, by=by, source=read_list(name, csv_of(*rows)))


def test_rows_without_a_number_of_an_earlier_list_wait_for_an_answer(client, coordinator, donation):
    first = written(send(donation, coordinator, PHONES), coordinator)
    again = send(donation, coordinator, changed(PHONES, 3, 3, "broken"))

    assert verdicts(again) == ["same", *["refused"] * 4]
    day = timezone.localtime(first.created_at).strftime("%d/%m/%Y")
    question = f"Some rows look like rows in “phones.csv” from {day}, same lot (4): have they"
    assert question in page_of(client, again)

    again = answered(client, again, **{f"repeat:{first.pk}": "-"})
    assert set(verdicts(again)) == {"same", "refused"}
    page = page_of(client, again)
    assert "Every row is refused" not in page
    assert "Nothing to import: 1 row changes nothing, and the others are refused or skipped" in page
    assert "Coordinators and administrators can download the original file until" in page
    assert checks.undecided(again) == []
    assert question in page_of(client, again)

    again = answered(client, again, **{f"repeat:{first.pk}": "import"})
    assert verdicts(again) == ["same", *["good"] * 4]
    written(again, coordinator)
    assert Device.objects.count() == 9


def test_more_rows_than_before_and_other_lots_bring_devices(coordinator, donation, site):
    written(send(donation, coordinator, PHONES), coordinator)
    more = [*changed(PHONES, 1, 3, "broken"), PHONES[-1]]
    other = DonationFactory(received=True, site=site, donor=donation.donor)
    strange = DonationFactory(received=True, site=site)

    assert verdicts(send(donation, coordinator, more)).count("good") == 1
    # an invalid number tells a device, no number does not
    assert verdicts(send(other, coordinator, more))[1:] == ["refused"] * 2 + ["good"] * 3
    assert verdicts(send(strange, coordinator, more)).count("good") == 5


def test_a_corrected_list_says_which_rows_differ_from_the_register(client, coordinator, donation):
    written(send(donation, coordinator, LAPTOPS, "laptops.csv"), coordinator)
    rows = changed(changed(LAPTOPS, 1, 4, "32 GB"), 2, 5, "no charger")
    again = send(donation, coordinator, rows, "laptops.csv")

    assert verdicts(again) == ["conflict", "conflict", "same"]
    page = page_of(client, again)
    assert "Rows that differ from the register: 2" in page
    assert "There is nothing to import: everything is already in the" not in page
    assert ": memory." in again.rows.first().sentences[0]


def test_an_undone_list_is_imported_again_with_its_mapping_and_answers(
    client, coordinator, donation
):
    batch = send(donation, coordinator, LAPTOPS, "laptops.csv")
    mapping = batch.mapping | {"5": "fault"}
    values = {"category": {"laptop": "phone"}}
    checks.remap(batch, by=coordinator, mapping=mapping, values=values, options={"answered": ["x"]})
    written(batch, coordinator)
    undo_import(batch, by=coordinator)
    address = reverse("import_again", args=[batch.pk])
    assert address in page_of(client, batch)

    again = client.post(address, follow=True).context["batch"]

    assert again.pk != batch.pk
    assert (again.mapping, again.values, again.donation) == (mapping, values, donation)
    assert again.options["answered"] == ["x"]
    assert verdicts(again) == ["good"] * 3


def test_a_file_read_with_hidden_rows_is_known_when_it_is_sent_again(coordinator, donation):
    def hide(book):
        book.active.row_dimensions[3].hidden = True

    content = book_of(("Parc", LAPTOPS), change=hide)
    whole = read_list("parc.xlsx", content, with_hidden=True)
    written(checks.receive_list(donation, by=coordinator, source=whole), coordinator)

    with pytest.raises(Refused, match=r"already been imported: parc\.xlsx"):
        checks.receive_list(donation, by=coordinator, source=read_list("parc.xlsx", content))
    assert ImportBatch.objects.count() == 1


def test_the_filter_of_invalid_imeis_has_a_name(client, coordinator, donation):
    batch = send(donation, coordinator, PHONES)
    filters = client.get(batch.get_absolute_url()).context["filters"]

    assert "Invalid IMEIs" in [label for _key, label in filters.form.fields["reason"].choices]


def test_a_device_sent_again_changes_nothing_and_says_where_it_is(donation, coordinator, site):
    head = ["Type", "Marque", "Désignation", "N° de série", "Remarque"]
    rows = [["Laptop", "dell", "Dell Latitude 5490", f"9HL000{n}", "red"] for n in (1, 2)]
    source = read_list("list.csv", csv_of(head, *rows))
    batch = written(checks.receive_list(donation, by=coordinator, source=source), coordinator)
    device = batch.donation.devices.order_by("pk").first()

    source = read_list("again.csv", csv_of(head, *rows, ["Laptop", "", "", "NEW0001"], rows[0]))
    again = checks.receive_list(batch.donation, by=coordinator, source=source)
    place = f"{device.asset_tag}, lot {batch.donation.reference}."
    assert [row.verdict for row in again.rows.all()] == ["same", "same", "good", "same"]
    assert again.rows.first().sentences == [
        f"Serial number 9HL0001 is already in the register: {place}"
    ]
    assert again.rows.first().sentences == again.rows.last().sentences

    new = ["Laptop", "", "", "NEW0002", ""]
    rows = [new, new, [*new[:3], "NEW0003", ""], [*new[:3], "NEW0003", "x"]]
    source = read_list("twice.csv", csv_of(head, *rows))
    other = DonationFactory(received=True, site=site)
    twice = checks.receive_list(other, by=coordinator, source=source)
    assert [row.verdict for row in twice.rows.all()] == ["good", "same", "refused", "refused"]
    assert {row.sentences[0] for row in twice.rows.all()[1:]} == {
        "Serial number NEW0002 appears twice: rows 2, 3.",
        "Serial number NEW0003 appears twice: rows 4, 5.",
    }
