"""A loan of an anonymised person continues, but no identifying data may be added."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Document
from core.workflow.lifecycle import Refused
from loans.aftercare.lifecycle import CallResult
from loans.aftercare.operations import followups as followup_operations
from loans.aftercare.operations import incidents as incident_operations
from loans.agreements.operations import amendments as amendment_operations
from loans.base.lifecycle.aftercare import AmendmentStatus, Declarer, IncidentKind
from loans.base.lifecycle.agreements import PaperKind
from loans.base.lifecycle.loans import Condition
from loans.handovers import operations as handover_operations
from loans.models import Incident
from loans.requests.operations import messages as message_operations
from loans.returns import operations as return_operations
from tests.factories import (
    AmendmentFactory,
    AttachmentFactory,
    DocumentFactory,
    FollowUpFactory,
    IncidentFactory,
    LoanFactory,
    LoanItemFactory,
    RequestFactory,
    RequestMessageFactory,
    ReturnLineFactory,
)
from tests.law import copy, refused, write

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
PDF = {"content_type": "application/pdf"}


@pytest.fixture
def item(person, site):
    """A device that was given to a person who is not anonymised yet."""
    whose = {"recipient": person, "organisation": person.organisation}
    loan = LoanFactory(gift=True, active=True, site=site, due_on=None, **whose)
    return LoanItemFactory(given=True, loan=loan, device__site=site)


@pytest.fixture
def forget(person):
    """Factory for a function that anonymises without operations, as between check and write."""

    def forget():
        gone = {"first_name": "", "last_name": "", "phone": "", "anonymised_at": timezone.now()}
        write(person, **gone, address="", email="", birth_date=None, town="", reference="")

    return forget


def theft(item, **values):
    values = {"happened_on": timezone.localdate(), "declared_by": Declarer.PERSON} | values
    return Incident(item=item, kind=IncidentKind.THEFT, **values)


def test_no_attachment_after_anonymisation(item, counter, forget):
    earlier = AttachmentFactory(loan=item.loan)
    forget()
    with pytest.raises(Refused, match="anonymis"):
        handover_operations.attach(
            item.loan, by=counter, kind=PaperKind.MANDATE, content=b"%PDF-", **PDF
        )
    assert not Document.objects.filter(kind="attachment").exclude(pk=earlier.document_id).exists()
    with refused("loans_attachment_not_anonymous"):
        copy(earlier, document=DocumentFactory())


def test_no_complaint_after_anonymisation(item, counter, forget):
    incident = IncidentFactory(item=item, kind=IncidentKind.THEFT)
    forget()
    with pytest.raises(Refused, match="anonymis"):
        incident_operations.attach_complaint(
            incident, by=counter, number="26/7", scan=b"%PDF-", **PDF
        )
    for complaint in ({"complaint": DocumentFactory()}, {"complaint_number": "26/7"}):
        with refused("loans_incident_not_anonymous"):
            write(incident, **complaint)


def test_incidents_after_anonymisation_use_closed_lists_only(item, counter, forget):
    forget()
    for values, paper in (
        ({"note": "Ada says"}, {}),
        ({"complaint_number": "26/7"}, {}),
        ({}, {"paper": b"%PDF-"}),
    ):
        with pytest.raises(Refused, match="anonymis"):
            incident_operations.report_incident(theft(item, **values), by=counter, **paper)
    assert incident_operations.report_incident(theft(item), by=counter).pk


def test_pages_of_an_anonymised_person_have_no_free_text_fields(item, counter, forget, sign_in):
    visitor = sign_in(counter)
    form = visitor.get(reverse("incident_new", args=[item.pk])).context["form"]
    assert {"note", "scan"} <= set(form.fields)
    forget()
    new = reverse("incident_new", args=[item.pk])
    form = visitor.get(new).context["form"]
    assert not {"note", "complaint_number", "scan"} & set(form.fields)
    data = {"kind": "theft", "happened_on": timezone.localdate().isoformat()}
    data |= {"declared_by": "person"}
    assert "anonymis" in visitor.post(new, data | {"note": "Ada says"}).content.decode()
    visitor.post(new, data)
    incident = Incident.objects.get()
    assert visitor.get(incident.get_absolute_url()).context["complaint"] is None


def test_an_amendment_of_an_anonymised_person_is_not_signed(item, counter, forget):
    amendment = AmendmentFactory(loan=item.loan, status=AmendmentStatus.ISSUED)
    forget()
    signed = {"by": counter, "pdf": b"%PDF-", "signed_at": timezone.now()}
    with pytest.raises(Refused, match="anonymis"):
        amendment_operations.sign_amendment(amendment, **signed)
    paper = DocumentFactory()
    with refused("loans_amendment_signed_by_somebody"):
        write(
            amendment,
            status=AmendmentStatus.SIGNED,
            document=paper,
            sha256=paper.sha256,
            signed_at=timezone.now(),
        )


def test_no_text_of_a_call_after_anonymisation(item, coordinator, forget):
    call = FollowUpFactory(loan=item.loan)
    forget()
    data = {"by": coordinator, "result": CallResult.WORKS}
    with pytest.raises(Refused, match="anonymis"):
        followup_operations.record_calls([call], note="Ada says", **data)
    with refused("loans_followup_not_anonymous"):
        write(call, done_at=timezone.now(), note="Ada says", **data)
    assert followup_operations.record_calls([call], **data) == 1


def test_no_message_on_the_request_of_an_anonymised_person(person, coordinator, sign_in, forget):
    loan_request = RequestFactory(closed=True, organisation=person.organisation, recipient=person)
    earlier = RequestMessageFactory(request=loan_request)
    visitor = sign_in(coordinator)
    address = reverse("requestmessage_write", args=[loan_request.pk])
    assert address in visitor.get(loan_request.get_absolute_url()).content.decode()
    forget()
    assert address not in visitor.get(loan_request.get_absolute_url()).content.decode()
    assert "anonymis" in visitor.post(address, {"text": "Ada says"}).content.decode()
    assert list(loan_request.messages.all()) == [earlier]
    with refused("loans_requestmessage_not_anonymous"):
        copy(earlier)


def test_no_message_on_a_request_whose_loan_person_was_anonymised(item, coordinator, forget):
    loan_request = RequestFactory(closed=True, organisation=item.loan.organisation, recipient=None)
    write(item.loan, request=loan_request)
    forget()
    with pytest.raises(Refused, match="anonymis"):
        message_operations.write_message(loan_request, by=coordinator, text="Ada says")


def test_returns_after_anonymisation_use_closed_lists_only(item, counter, forget):
    line = ReturnLineFactory(item=item, session__owner=counter)
    forget()
    with pytest.raises(Refused, match="anonymis"):
        return_operations.record_return_condition(
            line, by=counter, condition=Condition.GOOD, note="Ada says"
        )
    with refused("loans_returnline_not_anonymous"):
        write(line, note="Ada says")
    with refused("loans_item_not_anonymous"):
        write(item, return_note="Ada says")
    assert return_operations.record_return_condition(line, by=counter, condition=Condition.GOOD).pk
