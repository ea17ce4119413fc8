"""Incidents are reported, settled by later operations, and undone if the device is found."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import DeviceStatus
from loans.aftercare.operations import incidents as incident_operations
from loans.aftercare.operations import loan_changes as loan_change_operations
from loans.base.lifecycle.aftercare import Declarer, IncidentKind, IncidentStatus, Settlement
from loans.models import Incident
from loans.returns import operations as return_operations
from loans.returns import receipts as receipts_operations
from people.models import Message
from tests.factories import (
    DeviceFactory,
    FaultTypeFactory,
    IncidentFactory,
    LoanFactory,
    LoanItemFactory,
    UserFactory,
)
from tests.visits import undone


@pytest.fixture
def item(person, site):
    loan = LoanFactory(active=True, site=site, recipient=person, organisation=person.organisation)
    return LoanItemFactory(open=True, loan=loan, device__site=site)


@pytest.fixture
def asker(organisation):
    return UserFactory(association=True, organisation=organisation)


def incident(item, kind=IncidentKind.BREAKDOWN, **values):
    values = {"happened_on": timezone.localdate(), "declared_by": Declarer.PERSON} | values
    return Incident(item=item, kind=kind, **values)


def test_an_association_reports_an_incident_of_its_own_loan(
    item, asker, coordinator, sign_in, other_association
):
    with pytest.raises(PermissionDenied):
        incident_operations.report_incident(incident(item), by=other_association)
    visitor, path = sign_in(asker), reverse("incident_new", args=[item.pk])
    page = visitor.get(reverse("loan_report", args=[item.loan_id]), follow=True)
    assert page.redirect_chain[0][0] == path
    data = {
        "kind": "loss",
        "happened_on": timezone.localdate().isoformat(),
        "declared_by": "person",
        "complaint_number": "2026/0012",
    }
    page = visitor.post(path, data)  # only a theft needs a complaint
    assert page.context["form"].errors["complaint_number"]
    assert "2026/0012" in page.content.decode()
    assert not Incident.objects.exists()
    scan = SimpleUploadedFile("plainte.pdf", b"%PDF-1.7\n%%EOF")
    visitor.post(path, data | {"kind": "theft", "scan": scan})
    reported = Incident.objects.get()
    assert (reported.status, reported.complaint_number) == (IncidentStatus.OPEN, "2026/0012")
    assert reported.complaint.read().startswith(b"%PDF")
    assert Message.objects.get(kind="incident.reported").user == coordinator
    item.device.refresh_from_db()
    assert item.device.status == DeviceStatus.ON_LOAN


def test_a_fault_is_reported_with_a_photo(item, asker, sign_in, picture):
    visitor, path = sign_in(asker), reverse("incident_new", args=[item.pk])
    today = timezone.localdate().isoformat()
    photo = SimpleUploadedFile("crack.jpg", picture, content_type="image/jpeg")
    facts = {"kind": "breakdown", "happened_on": today, "declared_by": "person", "scan": photo}
    page = visitor.post(path, facts, follow=True)
    assert "<dt>Photo</dt>" in page.content.decode()
    assert Incident.objects.get().complaint.content_type == "image/jpeg"


def test_an_association_reads_what_to_do_for_each_kind_of_incident(item, asker, sign_in):
    visitor = sign_in(asker)
    for kind, sentence in (
        (IncidentKind.BREAKDOWN, "gardez ensemble l’appareil"),
        (IncidentKind.LOSS, "Si vous retrouvez l’appareil"),
        (IncidentKind.THEFT, "Déposez plainte et joignez le récépissé ici. Nous vous rappelons."),
    ):
        with undone():
            reported = incident_operations.report_incident(incident(item, kind), by=asker)
            page = visitor.get(reported.get_absolute_url()).content.decode()
        assert sentence in page
        assert ("gardez ensemble" in page) == (kind == IncidentKind.BREAKDOWN)


def test_an_impossible_date_or_an_item_not_on_loan_is_refused(item, counter):
    today = timezone.localdate()
    cases = [incident(item, happened_on=today + timedelta(days=days)) for days in (1, -400)]
    for state in ("reserved", "returned", "lost", "swapped"):
        cases += [incident(LoanItemFactory(**{state: True}))]
    for case in cases:
        with pytest.raises(Refused):
            incident_operations.report_incident(case, by=counter)


def test_loss_and_theft_are_declared_on_the_incident_page_then_found(item, counter, sign_in):
    LoanItemFactory(open=True, loan=item.loan)
    visitor = sign_in(counter)
    for kind, status, outcome in (
        (IncidentKind.LOSS, DeviceStatus.LOST, Settlement.LOST),
        (IncidentKind.THEFT, DeviceStatus.STOLEN, Settlement.STOLEN),
    ):
        with undone():
            reported = incident_operations.report_incident(incident(item, kind), by=counter)
            visitor.post(reverse("incident_lose", args=[reported.pk]))
            for row in (reported, item, item.device):
                row.refresh_from_db()
            assert (item.device.status, reported.outcome) == (status, outcome)
            assert reported.status == IncidentStatus.SETTLED
            visitor.post(reverse("loanitem_found", args=[item.pk]))
            reported.refresh_from_db()
            item.device.refresh_from_db()
            found = (IncidentStatus.FOUND, DeviceStatus.ON_LOAN)
            assert (reported.status, item.device.status) == found
        item.refresh_from_db()


def test_a_swap_settles_the_incident_and_links_to_it(item, counter, site):
    reported = incident_operations.report_incident(incident(item), by=counter)
    spare = DeviceFactory(ready=True, site=site, category=item.device.category)
    loan_change_operations.swap(item, by=counter, device=spare, fault=FaultTypeFactory())
    reported.refresh_from_db()
    assert (reported.outcome, reported.amendment) == (
        Settlement.SWAPPED,
        item.loan.amendments.get(),
    )
    assert reported.fault is not None


def test_an_unreported_swap_creates_a_breakdown_incident(item, counter, site):
    spare = DeviceFactory(ready=True, site=site, category=item.device.category)
    loan_change_operations.swap(
        item, by=counter, device=spare, fault=FaultTypeFactory(), note="No sound"
    )
    reported = Incident.objects.get()
    assert (reported.kind, reported.outcome, reported.note) == ("breakdown", "swapped", "No sound")


def test_a_return_settles_an_incident(item, counter):
    reported = incident_operations.report_incident(incident(item), by=counter)
    back = receipts_operations.Return(devices={item: "broken"})
    return_operations.take_back(item.loan, by=counter, back=back, receipt=b"%PDF-1.7")
    reported.refresh_from_db()
    assert reported.outcome == Settlement.RETURNED


def test_an_incident_is_settled_as_working_or_as_an_error_and_no_other_way(item, counter):
    first = incident_operations.report_incident(incident(item), by=counter)
    for outcome in (Settlement.SWAPPED, Settlement.RETURNED, Settlement.LOST):
        with pytest.raises(Refused):
            incident_operations.settle_incident(first, by=counter, outcome=outcome)
    incident_operations.settle_incident(first, by=counter, outcome=Settlement.WORKS)
    second = incident_operations.report_incident(incident(item), by=counter)
    incident_operations.cancel_incident(second, by=counter)
    assert (first.status, second.status) == (IncidentStatus.SETTLED, IncidentStatus.CANCELLED)
    with pytest.raises(Refused):
        incident_operations.settle_incident(second, by=counter, outcome=Settlement.KEPT)


def test_replacing_a_complaint_deletes_its_old_file(item, counter):
    reported = incident_operations.report_incident(incident(item, IncidentKind.THEFT), by=counter)
    first, second = (
        incident_operations.attach_complaint(
            reported, by=counter, scan=b"%PDF-1.7\n%%EOF", content_type="application/pdf"
        ).complaint
        for _time in range(2)
    )
    first.refresh_from_db()
    assert (first.purged_at is None, second.purged_at) == (False, None)


def test_a_complaint_is_sent_as_an_attachment(item, counter, asker, sign_in, volunteer):
    paper = {"paper": b"%PDF-1.7\n%%EOF", "content_type": "application/pdf"}
    theft = incident(item, IncidentKind.THEFT)
    reported = incident_operations.report_incident(theft, by=counter, **paper)
    path = reverse("incident_file", args=[reported.pk])
    answer = sign_in(asker).get(path)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert sign_in(volunteer).get(path).status_code == 403


def test_an_association_sees_its_own_incidents_only(item, asker, sign_in):
    mine, theirs = IncidentFactory(item=item), IncidentFactory()
    page = sign_in(asker).get(reverse("incident_list")).content.decode()
    assert mine.number in page
    assert theirs.number not in page
    assert sign_in(asker).get(theirs.get_absolute_url()).status_code == 404
