"""A staff list is checked, and each valid row gets ready devices; invalid rows are named."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.models import Device, ImportBatch
from loans.allocation.operations import preparation as preparation_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.base.lifecycle.loans import LoanStatus
from loans.models import Loan, LoanItem
from modules.staff import operations as staff_operations
from modules.staff.models import StaffLine
from modules.staff.tests.lists import dealt, people, problems
from people.models import Recipient
from tests.factories import (
    DeviceFactory,
    OrganisationFactory,
    RecipientFactory,
    RequestFactory,
    RequestLineFactory,
    SiteFactory,
)
from tests.inventory.imports.test_reading_lists import book_of

pytestmark = pytest.mark.django_db
HEAD = "Nom;Prénom;E-mail;Matricule;Type d’appareil;Besoins;À rendre le"


def test_devices_are_assigned_oldest_first_and_released_when_undone(
    send, start, shelf, employer, client
):
    devices = shelf(4)
    existing = RecipientFactory(staff=True, organisation=employer, reference="A-0")
    batch = send(*people(3))
    assert not Loan.objects.exists()
    assert start(batch).status == "applied"

    assert dealt(batch) == devices[:3]
    loans = Loan.objects.order_by("staff_line__number")
    assert {loan.organisation for loan in loans} == {employer}
    assert loans[0].recipient == existing  # an existing person is not created again
    assert [loan.recipient.last_name for loan in loans[1:]] == ["Nom1", "Nom2"]
    assert Recipient.objects.beginning("nom1").get() == loans[1].recipient
    assert {(loan.status, loan.audience, loan.kind) for loan in loans} == {
        ("prepared", "staff", "loan")
    }
    assert Device.objects.filter(status="reserved").count() == 3
    assert "Nom1" not in str(list(Event.objects.values_list("data", flat=True)))

    client.post(reverse("import_undo", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.status == "undone"
    assert Device.objects.filter(status="ready").count() == 4
    assert not Loan.objects.exclude(status=LoanStatus.CANCELLED).exists()


def test_needs_are_met_hardest_first_and_unserved_employees_are_named(send, start, shelf):
    small, large = shelf(1, screen_inches=12)[0], shelf(1, screen_inches=15)[0]
    batch = send("A;;;;;;", "B;;;;;14 pouces;", "C;;;;;17 pouces, webcam;", "D;;;;;;")
    by_row = problems(batch)
    assert sorted(by_row) == [4, 5]
    assert "17 pouces ou plus" in by_row[4][0]
    assert start(batch).status == "checked"
    assert not Loan.objects.exists()

    assert start(batch, skip_refused="on").status == "applied"
    assert dealt(batch) == [small, large]


def test_promised_devices_are_not_assigned(send, shelf, site, laptop):
    shelf(3)
    promised = RequestFactory(accepted=True, site=site)
    RequestLineFactory(request=promised, category=laptop, requested=2, accepted=2)

    assert sorted(problems(send(*people(3)))) == [3, 4]


def test_a_device_reserved_meanwhile_is_not_assigned(send, start, shelf, counter, site):
    device = shelf(1)[0]
    batch = send(*people(1))
    loan = preparation_operations.prepare(
        by=counter, organisation=OrganisationFactory(approved=True), site=site
    )
    reservations_operations.reserve(loan, by=counter, devices=[device])

    assert start(batch).status == "checked"
    assert StaffLine.objects.count() == 0


HOSTILE = [
    ";;x@example.org;;;;",  # no person
    "A;B;pas-un-mail;;;;",
    "A;B;;;;un joli clavier;",  # an unknown need
    "A;B;;;;;01/02/2020",  # a past day
    "A;B;;;;;31/02/2099",  # an invalid date
    "A;B;;;soucoupe;;",  # an unknown kind
    f"{'x' * 80};;;;;;",
    "Nom0;Prénom0;p0@example.org;A-0;;;",  # a duplicate
]


def test_a_hostile_row_is_refused_with_its_reason(send, shelf):
    shelf(3)
    by_row = problems(send(*people(1), *HOSTILE))
    assert sorted(by_row) == list(range(3, 3 + len(HOSTILE)))
    assert all(sentences[0] for sentences in by_row.values())


def test_a_suspended_organisation_is_refused_before_anything_is_read(client, site):
    OrganisationFactory(suspended=True, name="Fermée")
    upload = SimpleUploadedFile("staff.csv", f"{HEAD}\nA;;;;;;".encode(), "text/csv")
    data = {"file": upload, "organisation": "Fermée", "site": site.pk}
    answer = client.post(reverse("staff_list"), data)

    assert "organisation" in answer.context["form"].errors
    assert not ImportBatch.objects.exists()


def test_five_hundred_people_take_bounded_queries(
    send, client, shelf, django_assert_max_num_queries
):
    shelf(20)
    batch = send(*people(20))
    with django_assert_max_num_queries(120):
        client.post(reverse("import_start", args=[batch.pk]))
    assert Loan.objects.count() == 20


def test_a_list_with_hand_overs_is_not_undone(send, start, shelf, coordinator):
    shelf(1)
    batch = start(send(*people(1)))
    Loan.objects.update(status="active", starts_on=timezone.localdate())
    LoanItem.objects.update(status="open", opened_at=timezone.now())
    Device.objects.update(status="on_loan")
    with pytest.raises(Refused):
        staff_operations.cancel_staff(batch, by=coordinator)


def test_people_of_two_sheets_belong_to_one_list(client, start, shelf, site, employer, laptop):
    shelf(2)
    head = HEAD.split(";")
    one, two = ([head, person.split(";")] for person in people(2))
    content = book_of(("Nord", [["Liste"], *one]), ("Sud", two))
    facts = {"file": SimpleUploadedFile("staff.xlsx", content), "organisation": employer.name}
    client.post(reverse("staff_list"), facts | {"site": site.pk, "default_category": laptop.pk})
    batch = start(ImportBatch.objects.get())

    assert batch.status == "applied"
    assert list(batch.staff_lines.values_list("number", flat=True)) == [1, 2]


def test_a_list_with_too_little_stock_here_is_served_at_another_site(
    send, client, shelf, site, laptop, employer, coordinator
):
    batch = send(*people(2))
    assert len(problems(batch)) == 2
    other = SiteFactory(name="Vitré")
    coordinator.sites.add(other)
    for _device in range(2):
        DeviceFactory(ready=True, site=other, category=laptop)
    page = client.get(batch.get_absolute_url())
    form = page.context["columns_form"]
    data = {name: form[name].value() or "" for name in form.fields}
    data |= {"site": other.pk, "organisation": employer.name}
    client.post(reverse("import_columns", args=[batch.pk]), data)
    batch.refresh_from_db()
    assert (batch.site, problems(batch)) == (other, {})
