"""A loan whose person was anonymised goes on living; nothing that may name them is added to it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.lives import Refused
from core.models import Document
from loans import operations
from loans.lifecycle.afterwards import AmendmentStatus, Declarer, IncidentKind
from loans.lifecycle.answers import PaperKind
from loans.models import Incident
from tests.factories import (
    AmendmentFactory,
    AttachmentFactory,
    DocumentFactory,
    IncidentFactory,
    LoanFactory,
    LoanItemFactory,
)
from tests.law import copy, refused, write

pytestmark = pytest.mark.django_db
PDF = {"content_type": "application/pdf"}


@pytest.fixture
def item(person, site):
    """A device that was given, whose person is known so far."""
    whose = {"recipient": person, "organisation": person.organisation}
    loan = LoanFactory(gift=True, active=True, site=site, due_on=None, **whose)
    return LoanItemFactory(open=True, loan=loan, device__site=site)


@pytest.fixture
def forget(person):
    """Past the operations, as in the instant between a check and a write."""

    def forget():
        gone = {"first_name": "", "last_name": "", "phone": "", "anonymised_at": timezone.now()}
        write(person, **gone, address="", email="", birth_date=None, town="", reference="")

    return forget


def theft(item, **said):
    said = {"happened_on": timezone.localdate(), "declared_by": Declarer.PERSON} | said
    return Incident(item=item, kind=IncidentKind.THEFT, **said)


def test_no_paper_is_attached_any_more(item, counter, forget):
    earlier = AttachmentFactory(loan=item.loan)
    forget()
    with pytest.raises(Refused, match="anonymis"):
        operations.attach(item.loan, by=counter, kind=PaperKind.MANDATE, content=b"%PDF-", **PDF)
    assert not Document.objects.filter(kind="attachment").exclude(pk=earlier.document_id).exists()
    with refused("loans_attachment_not_anonymous"):
        copy(earlier, document=DocumentFactory())


def test_no_complaint_is_attached_any_more(item, counter, forget):
    incident = IncidentFactory(item=item, kind=IncidentKind.THEFT)
    forget()
    with pytest.raises(Refused, match="anonymis"):
        operations.attach_complaint(incident, by=counter, number="26/7", scan=b"%PDF-", **PDF)
    for said in ({"complaint": DocumentFactory()}, {"complaint_number": "26/7"}):
        with refused("loans_incident_not_anonymous"):
            write(incident, **said)


@pytest.mark.parametrize(
    ("said", "paper"),
    [({"note": "Ada says"}, {}), ({"complaint_number": "26/7"}, {}), ({}, {"paper": b"%PDF-"})],
)
def test_what_happened_is_said_by_the_lists_alone(item, counter, forget, said, paper):
    forget()
    with pytest.raises(Refused, match="anonymis"):
        operations.report_incident(theft(item, **said), by=counter, **paper)
    assert operations.report_incident(theft(item), by=counter).pk


def test_the_pages_do_not_ask_for_it(item, counter, forget, sign_in):
    visitor = sign_in(counter)
    form = visitor.get(reverse("incident_new", args=[item.pk])).context["form"]
    assert {"note", "scan"} <= set(form.fields)
    forget()
    new = reverse("incident_new", args=[item.pk])
    form = visitor.get(new).context["form"]
    assert not {"note", "complaint_number", "scan"} & set(form.fields)
    said = {"kind": "theft", "happened_on": timezone.localdate().isoformat()}
    visitor.post(new, said | {"declared_by": "person"})
    incident = Incident.objects.get()
    assert visitor.get(incident.get_absolute_url()).context["complaint"] is None


def test_an_amendment_is_not_signed_by_nobody(item, counter, forget):
    amendment = AmendmentFactory(loan=item.loan, status=AmendmentStatus.ISSUED)
    forget()
    signed = {"by": counter, "pdf": b"%PDF-", "signed_at": timezone.now()}
    with pytest.raises(Refused, match="anonymis"):
        operations.sign_amendment(amendment, **signed)
    paper = DocumentFactory()
    with refused("loans_amendment_signed_by_somebody"):
        write(
            amendment,
            status=AmendmentStatus.SIGNED,
            document=paper,
            sha256=paper.sha256,
            signed_at=timezone.now(),
        )
