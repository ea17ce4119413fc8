"""The agreements of a staff list are one paper, and each scan ties a machine to its person."""

from datetime import timedelta

import pytest
from django.urls import reverse

from desk.models import ScanLine, ScanSession
from inventory.models import Device
from loans.agreements.operations import agreements as agreement_operations
from loans.models import Agreement, Loan, StaffLine, StaffRun
from loans.staff import operations as staff_operations
from people.models import Recipient
from tests.factories import CategoryFactory
from tests.leaks import text_of, words_of
from tests.loans.staff.lists import dealt

pytestmark = pytest.mark.django_db


# --- Agreements -----------------------------------------------------------------------------------
def test_the_agreements_are_one_pdf_in_list_order(run, client, coordinator):
    client.post(reverse("staff_print", args=[run.pk]))
    answer = client.get(reverse("staff_stack", args=[run.pk]))
    words = words_of(answer.content)

    names = [words.index(f"Prénom{n} Nom{n}") for n in range(3)]
    assert names == sorted(names)
    assert Agreement.objects.filter(status="issued").count() == 3
    numbers = set(Agreement.objects.values_list("number", flat=True))
    assert all(number in words for number in numbers)

    staff_operations.draw_stack(StaffRun.objects.get(), by=coordinator)
    assert set(Agreement.objects.values_list("number", flat=True)) == numbers


def test_a_change_makes_a_new_agreement_for_that_person_alone(run, coordinator):
    staff_operations.draw_stack(run, by=coordinator)
    loan = Loan.objects.order_by("pk")[0]
    Loan.objects.filter(pk=loan.pk).update(due_on=loan.due_on - timedelta(days=30))
    staff_operations.draw_stack(StaffRun.objects.get(), by=coordinator)

    assert Agreement.objects.filter(status="declined").count() == 1
    assert loan.agreements.filter(status="issued").count() == 1


def test_each_agreement_gets_its_file_when_opened(run, coordinator):
    staff_operations.draw_stack(run, by=coordinator)
    loan = Loan.objects.order_by("pk")[0]
    number = loan.agreements.get().number
    agreement = agreement_operations.issue(loan, by=coordinator)

    assert agreement.number == number
    agreement_operations.draw_agreement(agreement, by=coordinator)
    assert agreement.document.read().startswith(b"%PDF")


def test_many_agreements_are_drawn_by_a_worker(run, client, monkeypatch):
    monkeypatch.setattr("loans.staff.jobs.AT_ONCE", 1)
    client.post(reverse("staff_print", args=[run.pk]))
    run.refresh_from_db()

    assert run.stack
    assert run.offered_at is None


# --- The scan run ---------------------------------------------------------------------------------
@pytest.fixture
def scan(run, client):
    client.post(reverse("run_new", args=["tie"]), {"staff": run.pk})
    scanned_to = reverse("run_scan", args=[ScanSession.objects.latest("pk").pk])

    def post(code):
        return text_of(client.post(scanned_to, {"code": code}, follow=True))

    return post


def test_a_scan_shows_the_employee(run, scan):
    line = run.batch.staff_lines.all()[1]
    device = dealt(run.batch)[1]
    page = scan(device.asset_tag)

    assert "Prénom1 Nom1" in page
    line.refresh_from_db()
    assert line.tied_at
    assert StaffLine.objects.filter(tied_at=None).count() == 2


def test_an_equivalent_device_is_assigned_to_the_next_person(run, scan):
    spare = Device.objects.get(status="ready")
    former = dealt(run.batch)[0]
    page = scan(spare.asset_tag)

    assert "Prénom0 Nom0" in page
    assert str(former) in page
    assert dealt(run.batch)[0] == spare
    former.refresh_from_db()
    assert former.status == "ready"


def test_a_device_of_another_kind_is_refused(run, scan, shelf):
    monitor = shelf(1, category=CategoryFactory())[0]
    page = scan(monitor.asset_tag)

    assert "Personne de cette liste" in page
    monitor.refresh_from_db()
    assert monitor.status == "ready"


def test_a_second_scan_is_reported_and_changes_nothing(run, scan):
    device = dealt(run.batch)[0]
    scan(device.asset_tag)
    tied_at = run.batch.staff_lines.first().tied_at

    assert "déjà" in scan(device.asset_tag)
    assert run.batch.staff_lines.first().tied_at == tied_at


def test_a_scan_is_undone(run, scan, client):
    scan(dealt(run.batch)[0].asset_tag)
    client.post(reverse("line_undo", args=[ScanLine.objects.latest("pk").pk]))

    assert not StaffLine.objects.exclude(tied_at=None).exists()


def test_the_list_of_scans_contains_no_name(run, scan):
    scan(dealt(run.batch)[0].asset_tag)

    assert "Nom0" not in str(ScanLine.objects.values_list("data", "code"))


def test_the_page_shows_list_order(run, client, django_assert_max_num_queries):
    client.get(run.get_absolute_url())
    with django_assert_max_num_queries(20):
        page = text_of(client.get(run.get_absolute_url()))

    assert page.index("Nom0") < page.index("Nom1") < page.index("Nom2")


def test_new_people_belong_to_the_organisation(run, employer):
    assert Recipient.objects.filter(organisation=employer, kind="staff").count() == 3
