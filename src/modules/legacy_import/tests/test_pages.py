"""Import of a register as a coordinator does it: sent, checked, matched, attested, undone."""

from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import Event
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device, ImportBatch
from loans.models import Loan
from people.models import Organisation, Recipient
from tests.factories import CategoryFactory, DonationFactory, OrganisationFactory, PlaceFactory
from tests.inventory.lists import workbook_of
from tests.leaks import leaks, text_of

pytestmark = pytest.mark.django_db

HEAD = "N° inventaire;Type;N° de série;Statut;Structure;Nom;Prénom;Prêté le;Date de retour prévue"
LENT = "PC-1;laptop;SN1;prêté;CCAS;Quillévéré;Zoraïde;04/03/2024;04/03/2099"
STOCK = "PC-2;laptop;SN2;en stock;;;;;"


@pytest.fixture(autouse=True)
def _house():
    CategoryFactory(code="laptop", holding_data=True)
    OrganisationFactory(approved=True, name="CCAS")


@pytest.fixture
def client(sign_in, coordinator):
    return sign_in(coordinator)


@pytest.fixture
def send(client, site):
    """Send a register of these rows; return its list."""

    def post(*rows, **values):
        content = "\n".join([HEAD, *rows]).encode()
        upload = SimpleUploadedFile("registre.csv", content, "text/csv")
        answer = client.post(reverse("takeover"), {"file": upload, "site": site.pk, **values})
        assert answer.status_code == 302, answer.context["form"].errors
        return ImportBatch.objects.get()

    return post


@pytest.fixture
def start(client):
    def post(batch, **values):
        client.post(reverse("import_start", args=[batch.pk]), values)
        batch.refresh_from_db()
        return batch

    return post


def problems(batch):
    return {row.number: row.sentences for row in batch.rows.all() if row.problems}


def test_a_legacy_list_is_uploaded_checked_attested_imported_once_and_undone(
    send, start, client, site, coordinator
):
    batch = send(LENT, STOCK)
    assert problems(batch) == {}
    answer = client.post(reverse("import_start", args=[batch.pk]), {"submission": ""})
    batch.refresh_from_db()
    assert "is_attested" in answer.context["start_form"].errors
    assert (batch.status, Device.objects.count()) == ("checked", 0)
    assert not Recipient.objects.exists()

    start(batch, is_attested="on")
    lent, stock = Device.objects.order_by("pk")
    assert batch.status == "applied"
    assert (lent.status, stock.status) == (DeviceStatus.ON_LOAN, DeviceStatus.READY)
    assert {lent.site, stock.site} == {site}
    loan = Loan.objects.get()
    assert (loan.starts_on, loan.due_on) == (date(2024, 3, 4), date(2099, 3, 4))
    assert (loan.recipient.first_name, loan.organisation.name) == ("Zoraïde", "CCAS")
    assert list(batch.rows.filter(devices=lent)) == [batch.rows.first()]
    assert lent.media.get().erasures.get().operator == coordinator
    events = " ".join(f"{event.data} {event.sentence}" for event in Event.objects.all())
    assert leaks(events) == []
    assert leaks(text_of(client.get(lent.get_absolute_url()))) == []  # without its legacy row

    content = "\n".join([HEAD, LENT, STOCK]).encode()
    upload = SimpleUploadedFile("encore.csv", content, "text/csv")
    answer = client.post(reverse("takeover"), {"file": upload, "site": site.pk})
    assert answer.status_code == 200
    assert "déjà" in text_of(answer)

    client.post(reverse("import_undo", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.status == "undone"
    assert not Device.objects.living().exists()
    assert not Recipient.objects.not_anonymised().exists()


def test_a_long_list_of_devices_in_stock_is_imported_by_a_worker_with_its_attestation(
    send, client, start, monkeypatch
):
    monkeypatch.setattr("inventory.imports.jobs.AT_ONCE", 0)
    batch = send(STOCK)
    answer = client.post(reverse("import_start", args=[batch.pk]), {"submission": ""})
    assert "is_attested" in answer.context["start_form"].errors
    assert (start(batch, is_attested="on").status, Device.objects.count()) == ("applied", 1)


def test_devices_to_check_need_no_attestation(unrendered, send, client, start):
    batch = send("PC-1;laptop;;à contrôler;;;;;")
    columns = {f"column_{index}": name for index, name in batch.mapping.items()}
    columns["site"] = batch.site_id
    client.post(
        reverse("import_columns", args=[batch.pk]), columns | {"column_7": "", "column_8": ""}
    )
    batch.refresh_from_db()
    assert start(batch).status == "applied"


def test_a_list_without_statuses_or_holders_is_accepted(send, start):
    """Our own association is the holder where the list has no holder."""
    ours = OrganisationFactory(ours=True)
    batch = send("PC-1;laptop;;;;Moal;;05/03/2024;05/03/2099", "PC-2;laptop;;;;;;;")
    start(batch, is_attested="on")
    assert [device.status for device in Device.objects.order_by("pk")] == ["on_loan", "received"]
    assert Loan.objects.get().organisation == ours


def test_each_invalid_row_has_its_reasons(send):
    batch = send(
        LENT,
        "PC-1;laptop;;prêté;CCAS;Moal;;05/03/2024;04/03/2024",
        "PC-3;laptop;;dans la nature;CCAS;Moal;;05/03/2024;31/02/2025",
        "PC-4;laptop;;prêté;Les Genêts;Moal;;05/03/2024;05/03/2025",
        "PC-5;laptop;;prêté;;;;05/03/2024;05/03/2025",
    )
    by_row = problems(batch)

    assert sorted(by_row) == [2, 3, 4, 5, 6]
    assert by_row[2] == [
        "Le numéro d’inventaire PC-1 figure deux fois\N{NO-BREAK SPACE}: voyez la ligne 3."
    ]
    assert len(by_row[3]) == 2
    assert len(by_row[4]) == 2
    assert "Les Genêts" in by_row[5][0]


def test_defaults_of_the_list_fill_empty_cells(send, client, start):
    batch = send(
        "PC-1;laptop;;prêté;Les Genêts;Moal;;;",
        "PC-2;laptop;;prêté;;Roue;;;",
    )
    assert sorted(problems(batch)) == [2, 3]

    columns = {f"column_{index}": name for index, name in batch.mapping.items()}
    columns["site"] = batch.site_id
    client.post(
        reverse("import_columns", args=[batch.pk]),
        columns
        | {
            "enters_organisations": "on",
            "organisation": Organisation.objects.get(name="CCAS").pk,
            "starts_on": "2024-01-01",
            "due_on": "2099-01-01",
        },
    )
    batch.refresh_from_db()
    assert problems(batch) == {}
    page = client.get(batch.get_absolute_url()).text
    assert 'value="2099-01-01"' in page

    start(batch, is_attested="on")
    assert {(loan.organisation.name, loan.due_on) for loan in Loan.objects.all()} == {
        ("Les Genêts", date(2099, 1, 1)),
        ("CCAS", date(2099, 1, 1)),
    }


def test_a_shelf_is_matched_by_code_or_name(send, start, client, site):
    place = PlaceFactory(site=site, code="A1", name="Étagère du fond")
    PlaceFactory(code="B1")
    batch = send("PC-1;laptop;;en stock;a1;;;;", "PC-2;laptop;;en stock;B1;;;;")
    columns = {f"column_{index}": name for index, name in batch.mapping.items()}
    columns["site"] = batch.site_id
    client.post(reverse("import_columns", args=[batch.pk]), columns | {"column_4": "place"})
    batch.refresh_from_db()

    assert sorted(problems(batch)) == [3]
    start(batch, is_attested="on", skip_refused="on")
    assert Device.objects.get().place == place


def test_dates_of_a_workbook_are_converted(client, start, site):
    rows = [
        HEAD.split(";"),
        [101, "laptop", "SN1", "prêté", "CCAS", "Moal", "", datetime(2024, 3, 4), 73050],  # noqa: DTZ001
    ]
    upload = SimpleUploadedFile("registre.xlsx", workbook_of(rows))
    client.post(reverse("takeover"), {"file": upload, "site": site.pk})
    batch = ImportBatch.objects.get()
    assert problems(batch) == {}

    start(batch, is_attested="on")
    loan = Loan.objects.get()
    assert (loan.starts_on, loan.due_on) == (date(2024, 3, 4), date(2099, 12, 31))
    assert Device.objects.matching_code("101").exists()


def test_a_coordinator_sees_the_link_to_the_import_for_their_sites(client, site):
    for name in ("home", "device_list"):
        assert reverse("migration_new") in client.get(reverse(name)).text
    answer = client.post(reverse("takeover"), {"site": site.pk + 99})
    assert "site" in answer.context["form"].errors


def test_a_list_is_under_the_tab_of_devices_and_its_start_under_that_of_loans(client, send):
    pages = {"loan_list": reverse("takeover"), "device_list": send(STOCK).get_absolute_url()}
    for tab, address in pages.items():
        sections = client.get(address).context["navigation"].sections
        assert [t.name for s in sections for t in s.tabs if t.is_current] == [tab]


def test_pages_of_imported_devices_contain_no_personal_data_and_the_list_needs_its_permission(
    send, start, sign_in, volunteer, technician, counter
):
    batch = start(send(LENT, STOCK), is_attested="on")
    for user in (volunteer, technician, counter):
        for name in ("import_detail", "import_file"):
            status = sign_in(user).get(reverse(name, args=[batch.pk])).status_code
            assert status in {403, 404}, user.role
    paths = [device.get_absolute_url() for device in Device.objects.all()]
    paths += [Loan.objects.get().get_absolute_url(), reverse("device_list"), reverse("loan_list")]
    for user in (volunteer, technician):
        visitor = sign_in(user)
        for path in paths:
            assert leaks(text_of(visitor.get(path))) == [], (user.role, path)


def test_a_donors_sheet_that_says_who_has_what_leads_to_the_move(client, site):
    donation = DonationFactory(received=True, site=site)
    content = "Nom;Prénom;Matériel;N° de série\nKerjean;Awa;HP ProBook 450 G5;5CDHL003\n"
    upload = SimpleUploadedFile("parc.csv", content.encode(), "text/csv")
    address = reverse("import_upload", args=[donation.pk])
    page = client.post(address, {"file": upload}, follow=True).content.decode()
    assert page.index('name="sheet:"') < page.index(reverse("migration_new"))
