"""A device is lent to a family and returned, and the remaining traces name nobody."""

import json
import logging
import re
from itertools import chain

import pytest
from django.apps import apps
from django.core import mail, serializers
from django.urls import reverse

from core.models import Event
from loans.base.lifecycle.loans import AgreementStatus, ItemStatus, RequestStatus
from loans.models import Agreement, Loan, Request
from tests.factories import (
    AgreementTextFactory,
    DeviceFactory,
    LabelFormatFactory,
    OrganisationFactory,
    UserFactory,
    VoucherFactory,
)
from tests.leaks import leaks, text_of, words_of
from tests.loans.conftest import drawing

pytestmark = [pytest.mark.django_db, pytest.mark.engine, pytest.mark.papers]
PERSON = {
    "kind": "family",
    "first_name": "Zoraïde",
    "last_name": "Quillévéré",
    "phone": "06 39 98 77 66",
    "email": "zoraide@example.org",
    "address": "7 venelle des Pluviers",
    "town": "Locquirec",
    "reference": "DOSSIER-4471",
    "household_size": 3,
    "birth_date": "2014-03-01",
    "guardian1_name": "Hervé Tanguy-Roudaut",
    "guardian1_relationship": "father",
    "guardian1_phone": "06 39 98 55 44",
    "guardian1_address": "1 sente du Moulin",
    "language": "fr",
}


class Road:
    """Request, acceptance, hand-over and return of a family's device, page by page."""

    def __init__(self, site, sign_in, person=PERSON):
        self.site, self.person = site, person
        self.addresses = []
        self.device = DeviceFactory(ready=True, site=site)
        self.voucher = VoucherFactory(batch__site=site)
        AgreementTextFactory(body="## Objet\n\nPour {borrower}, {borrower_address}.")
        organisation = OrganisationFactory(approved=True)
        self.association = sign_in(UserFactory(association=True, organisation=organisation))
        self.coordinator = sign_in(UserFactory(coordinator=True, sites=[site]))
        self.counter = sign_in(UserFactory(counter=True, sites=[site]))

    def post(self, client, name, pk=None, **typed):
        answer = client.post(reverse(name, args=[pk] if pk else []), typed, follow=True)
        assert answer.status_code == 200
        assert answer.redirect_chain, name
        self.addresses += [path for path, _ in answer.redirect_chain]
        self.addresses += re.findall(r'(?:href|action)="([^"]*)"', answer.content.decode())

    def ask(self):
        loan_request = {
            "audience": "family",
            "household_size": 3,
            "purpose": "school",
            "site": self.site.pk,
            f"category_{self.device.category_id}": 1,
            f"product_{self.voucher.batch.product_id}": 1,
            "send": 1,
        }
        self.post(self.association, "request_new", **loan_request)
        loan_request = Request.objects.get()
        accepted = {f"line_{line.pk}": 1 for line in loan_request.lines.all()}
        self.post(self.coordinator, "request_accept", loan_request.pk, **accepted)
        loan_request.refresh_from_db()
        assert loan_request.status == RequestStatus.ACCEPTED
        self.post(self.counter, "request_prepare", loan_request.pk)
        return Loan.objects.get()

    def hand_over(self, loan):
        self.post(self.counter, "loan_recipient", loan.pk, **self.person)
        self.post(self.counter, "loan_scan", loan.pk, code=self.device.asset_tag)
        voucher = {"product": self.voucher.batch.product_id, "quantity": 1}
        self.post(self.counter, "loan_voucher", loan.pk, **voucher)
        self.post(self.counter, "loan_explained", loan.pk, training="declined")
        self.post(self.counter, "agreement_issue", loan.pk)
        self.post(self.counter, "agreement_sign", Agreement.objects.get().pk, signature=drawing())
        assert Agreement.objects.get().status == AgreementStatus.SIGNED

    def bring_back(self, loan):
        self.post(self.counter, "return_put", code=self.device.asset_tag)
        page = self.counter.get(reverse("return_finish"))
        self.post(self.counter, "return_finish", shown=page.context["form"]["shown"].value())
        assert loan.items.get(device=self.device).status == ItemStatus.RETURNED


@pytest.mark.audit
def test_traces_of_a_loan_name_nobody(
    site, sign_in, admin, caplog, django_capture_on_commit_callbacks
):
    """All steps from request to return are taken, and every logger is captured."""
    road = Road(site, sign_in)
    with caplog.at_level(logging.DEBUG), django_capture_on_commit_callbacks(execute=True):
        loan = road.ask()
        road.hand_over(loan)
        road.bring_back(loan)
    log = caplog.text

    # Names are only in rows of recipients and guardians, not in events, document names or
    # submissions.
    personal = {"recipient", "guardian", "session"}
    models = [model for model in apps.get_models() if model._meta.model_name not in personal]
    rows = serializers.serialize("json", chain(*(model.objects.all() for model in models)))
    assert leaks(json.dumps(json.loads(rows), ensure_ascii=False)) == []
    assert [leak for event in Event.objects.all() for leak in leaks(str(event.sentence))] == []
    # The search finds names: the signed paper contains them.
    assert "Quillévéré" in words_of(Agreement.objects.get().document.read())
    # No name is in a log, URL or mail.
    assert "DEBUG" in log
    assert leaks(log) == []
    assert leaks(" ".join(road.addresses)) == []
    theirs = [letter for letter in mail.outbox if letter.to == [PERSON["email"]]]
    others = [letter for letter in mail.outbox if letter not in theirs]
    assert (len(theirs), len(others)) == (1, 3)
    assert leaks("\n".join(letter.subject + letter.body for letter in others)) == []
    assert [name for letter in mail.outbox for name, *_ in letter.attachments if leaks(name)] == []
    # No name is on the page of the device or its label, for any visitor.
    LabelFormatFactory(code="L7160")
    office = sign_in(admin)
    assert leaks(text_of(office.get(reverse("device_detail", args=[road.device.pk])))) == []
    label = text_of(
        office.post(f"{reverse('label_print')}?device={road.device.pk}", {"fmt": "L7160"})
    )
    assert road.device.asset_tag in label.replace(" ", "")  # PDFium may separate a narrow 1
    assert leaks(label) == []
