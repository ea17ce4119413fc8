"""The agreements of a staff list are one PDF, and each scan assigns a machine to its person."""

from datetime import timedelta

import pytest
from django.urls import reverse

from desk.models import ScanLine, ScanSession
from inventory.models import Device
from loans.agreements.operations import agreements as agreement_operations
from loans.models import Agreement, Loan
from modules.staff import operations as staff_operations
from modules.staff.models import StaffLine, StaffRun
from modules.staff.tests.lists import dealt
from people.models import Recipient
from tests.factories import CategoryFactory
from tests.leaks import text_of, words_of

pytestmark = pytest.mark.django_db


@pytest.mark.audit
def test_the_agreements_are_one_pdf_in_list_order_and_drawn_again_only_where_they_changed(
    run, client, coordinator
):
    client.post(reverse("staff_print", args=[run.pk]))
    words = words_of(client.get(reverse("staff_stack", args=[run.pk])).content)
    names = [words.index(f"Prénom{n} Nom{n}") for n in range(3)]
    assert names == sorted(names)
    assert Agreement.objects.filter(status="issued").count() == 3
    numbers = set(Agreement.objects.values_list("number", flat=True))
    assert all(number in words for number in numbers)

    staff_operations.draw_stack(StaffRun.objects.get(), by=coordinator)
    assert set(Agreement.objects.values_list("number", flat=True)) == numbers
    loan, other = Loan.objects.order_by("pk")[:2]
    agreement = agreement_operations.issue(other, by=coordinator)
    assert agreement.number in numbers
    agreement_operations.draw_agreement(agreement, by=coordinator)
    assert agreement.document.read().startswith(b"%PDF")

    Loan.objects.filter(pk=loan.pk).update(due_on=loan.due_on - timedelta(days=30))
    staff_operations.draw_stack(StaffRun.objects.get(), by=coordinator)
    assert Agreement.objects.filter(status="declined").count() == 1
    assert loan.agreements.filter(status="issued").count() == 1


def test_many_agreements_are_drawn_by_a_worker(run, client, monkeypatch):
    monkeypatch.setattr("modules.staff.jobs.MAX_DRAWN_AT_ONCE", 1)
    client.post(reverse("staff_print", args=[run.pk]))
    run.refresh_from_db()

    assert run.stack
    assert run.offered_at is None


# --- The scan run ---------------------------------------------------------------------------------
@pytest.fixture
def scan(run, client):
    client.post(reverse("run_new", args=["tie"]), {"batch": run.batch_id})
    scanned_to = reverse("run_scan", args=[ScanSession.objects.latest("pk").pk])

    def post(code):
        return text_of(client.post(scanned_to, {"code": code}, headers={"HX-Request": "true"}))

    return post


def test_each_scan_ties_a_device_to_an_employee_and_is_undone(run, scan, shelf, client):
    line = run.batch.staff_lines.all()[1]
    device = dealt(run.batch)[1]
    assert "Prénom1 Nom1" in scan(device.asset_tag)
    line.refresh_from_db()
    tied_at = line.tied_at
    assert tied_at
    assert StaffLine.objects.filter(tied_at=None).count() == 2
    assert "Nom1" not in str(ScanLine.objects.values_list("data", "code"))

    assert "déjà" in scan(device.asset_tag)
    line.refresh_from_db()
    assert line.tied_at == tied_at

    monitor = shelf(1, category=CategoryFactory())[0]
    assert "Personne dans cette liste n’attend plus de matériel de ce" in scan(monitor.asset_tag)
    monitor.refresh_from_db()
    assert monitor.status == "ready"

    tied = ScanLine.objects.filter(code=device.asset_tag).earliest("pk")
    client.post(reverse("line_undo", args=[tied.pk]))
    assert not StaffLine.objects.exclude(tied_at=None).exists()


def test_an_equivalent_device_is_assigned_to_the_next_person(
    run, scan, employer, client, django_assert_max_num_queries
):
    spare = Device.objects.get(status="ready")
    former = dealt(run.batch)[0]
    page = scan(spare.asset_tag)
    assert "Prénom0 Nom0" in page
    assert str(former) in page
    assert dealt(run.batch)[0] == spare
    former.refresh_from_db()
    assert former.status == "ready"

    assert Recipient.objects.filter(organisation=employer, kind="staff").count() == 3
    client.get(run.get_absolute_url())
    with django_assert_max_num_queries(20):
        page = text_of(client.get(run.get_absolute_url()))
    assert page.index("Nom0") < page.index("Nom1") < page.index("Nom2")
