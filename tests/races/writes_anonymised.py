"""Anonymisation while another transaction writes about the same person."""

from django.utils import timezone

from tests import factories as make
from tests.law import copy, write


def anonymised(person):
    names = ["first_name", "last_name", "phone", "email", "address", "town", "reference"]
    blank = dict.fromkeys([*names, "folded_name", "folded_reference"], "")
    return write(person, birth_date=None, anonymised_at=timezone.now(), **blank)


def beside_anonymising(row, act, person=None, **changes):
    """Return a pair: anonymising a person, and `act` (write or copy) on a row about them."""
    person = person or make.RecipientFactory(organisation=row.organisation)
    return lambda: anonymised(person), lambda: act(row, **changes)


def turning_to(row, **changes):
    organisation = getattr(row, "organisation", None) or make.OrganisationFactory(approved=True)
    person = make.RecipientFactory(organisation=organisation)
    return beside_anonymising(row, write, person, recipient_id=person.pk, **changes)


def guardian():
    answers, person = make.GuardianFactory(), make.RecipientFactory()
    return beside_anonymising(answers, copy, person, recipient_id=person.pk)


def loan():
    organisation = make.OrganisationFactory(approved=True)
    lent = make.LoanFactory(organisation=organisation, recipient=None, audience="structure")
    return turning_to(lent, audience="family")


def draft():
    request = make.RequestFactory(draft=True)
    return beside_anonymising(request, write, request.recipient, status="sent")


def voucher():
    return turning_to(
        make.VoucherFactory(reserved=True), status="handed_out", handed_out_at=timezone.now()
    )


def attachment():
    paper, document = make.AttachmentFactory(), make.DocumentFactory()
    return beside_anonymising(paper, copy, paper.loan.recipient, document_id=document.pk)


def amendment():
    change, document = make.AmendmentFactory(issued=True), make.DocumentFactory()
    signed = {"status": "signed", "document": document, "sha256": document.sha256}
    return beside_anonymising(
        change, write, change.loan.recipient, **signed, signed_at=timezone.now()
    )


def incident():
    theft = make.IncidentFactory(theft=True, settled=True)
    return beside_anonymising(theft, copy, theft.item.loan.recipient, number="I99-00001")


def complaint():
    theft = make.IncidentFactory(theft=True)
    return beside_anonymising(theft, write, theft.item.loan.recipient, complaint_number="2026/2")


def follow_up():
    call = make.FollowUpFactory()
    done = {"done_at": timezone.now(), "by": make.UserFactory(), "result": "works"}
    return beside_anonymising(call, write, call.loan.recipient, note="moved", **done)


def item():
    lent = make.LoanItemFactory(open=True)
    return beside_anonymising(lent, write, lent.loan.recipient, return_note="moved")


def return_line():
    line = make.ReturnLineFactory()
    return beside_anonymising(line, write, line.item.loan.recipient, note="moved")


def message():
    words = make.RequestMessageFactory()
    return beside_anonymising(words, copy, words.request.recipient)


FORGOTTEN_RACES = {
    "people_guardian_of_somebody": guardian,
    "people_recipient_without_guardian": lambda: guardian()[::-1],
    "loans_loan_not_anonymous": loan,
    "loans_request_not_anonymous": lambda: turning_to(make.RequestFactory()),
    "loans_request_sent_for_somebody": draft,
    "loans_voucher_not_anonymous": voucher,
    "loans_attachment_not_anonymous": attachment,
    "loans_amendment_signed_by_somebody": amendment,
    "loans_incident_not_anonymous": incident,
    "loans_incident_not_anonymous: a complaint": complaint,
    "loans_followup_not_anonymous": follow_up,
    "loans_item_not_anonymous": item,
    "loans_returnline_not_anonymous": return_line,
    "loans_requestmessage_not_anonymous": message,
}
