"""A device, its item and its loan match at commit, and signed agreements do not change."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core.models import Unsettled
from loans.models import LoanItem
from people.models import User
from people.privacy.operations import anonymise
from tests.factories import (
    AgreementFactory,
    DeviceFactory,
    DocumentFactory,
    GuardianFactory,
    LoanFactory,
    LoanItemFactory,
    RecipientFactory,
    SignatureFactory,
    VoucherFactory,
)
from tests.law import copy, refused, refused_at_commit, write
from tests.races.writes_anonymised import anonymised

pytestmark = pytest.mark.django_db
DISAGREE = "loans_device_as_its_item"


def test_a_device_that_is_not_out_has_no_open_item():
    device = LoanItemFactory(open=True, device__category__holds_data=False).device
    for status in ("received", "ready", "refurbishing", "lost", "stolen"):
        with refused_at_commit(DISAGREE):
            if status not in {"lost", "stolen"}:
                write(device, status="received", received_at=timezone.now())
            write(device, status=status)


def test_a_ready_device_has_no_reserved_item():
    with refused_at_commit(DISAGREE):
        write(LoanItemFactory(reserved=True).device, status="ready")


def test_an_item_is_not_created_for_a_ready_device():
    with refused_at_commit(DISAGREE):
        LoanItem.objects.create(loan=LoanFactory(), device=DeviceFactory(ready=True))


def test_a_device_on_loan_is_not_reserved():
    with refused_at_commit(DISAGREE):
        write(LoanItemFactory(reserved=True).device, status="on_loan")


def test_a_handed_over_item_does_not_become_reserved():
    item = LoanItemFactory(reserved=True)
    with refused_at_commit(DISAGREE):
        write(item, status="open", opened_at=timezone.now())


def test_a_loan_does_not_end_while_a_device_is_out():
    for status in ("closed", "cancelled"):
        item = (
            LoanItemFactory(reserved=True) if status == "cancelled" else LoanItemFactory(open=True)
        )
        with refused_at_commit(DISAGREE):
            write(item.loan, status=status)


def test_a_given_device_is_on_a_gift():
    with refused_at_commit(DISAGREE):
        write(LoanItemFactory(open=True).device, status="given")


def test_a_lent_device_is_on_a_loan():
    with refused_at_commit(DISAGREE):
        write(LoanItemFactory(open=True).loan, kind="gift", due_on=None)


def test_a_transferred_item_continues_on_another_loan():
    item = LoanItemFactory(of_accessories=True, open=True)
    with refused_at_commit("loans_item_passed_on"):
        write(item, status="transferred", ended_at=timezone.now())


def test_inconsistent_items_are_refused_at_commit():
    LoanItemFactory(open=True)
    LoanItemFactory(transferred=True)
    LoanItemFactory(returned=True)

    connection.check_constraints()
    assert not Unsettled.objects.exists()


@pytest.fixture
def signed():
    """The signed agreement of an active loan."""
    item = LoanItemFactory(open=True)
    return AgreementFactory(signed=True, loan=item.loan)


def test_the_recipient_of_a_handed_over_loan_is_frozen(signed):
    other = RecipientFactory(organisation=signed.loan.organisation)
    for changes in ({"recipient": other}, {"recipient": None, "audience": "structure"}):
        with refused("loans_loan_parties_frozen"):
            write(signed.loan, **changes)


def test_the_due_date_changes_only_with_an_amendment(signed):
    later = signed.loan.due_on + timedelta(days=30)
    with refused("loans_loan_amended"):
        write(signed.loan, due_on=later)
    with refused("loans_loan_amended"):
        write(signed.loan, kind="gift", due_on=None)


def test_a_loan_has_one_signed_agreement(signed):
    facts = {"number": "A99-00001", "token": "f" * 32}
    for status in ("signed", "issued"):
        with refused("loans_agreement_one_issued"):
            copy(signed, status=status, **facts)


def test_no_item_is_added_to_a_signed_loan(signed):
    item = LoanItemFactory(of_accessories=True, loan=LoanFactory())
    with refused("loans_item_added_when_signed"):
        copy(item, loan=signed.loan)
    with refused("loans_item_added_when_signed"):
        copy(item, loan=signed.loan, follows=item)


def test_an_item_added_to_a_signed_loan_replaces_one(signed):
    item = LoanItem.objects.get(loan=signed.loan)
    more = LoanItemFactory(of_accessories=True, open=True)
    with refused_at_commit("loans_item_in_place"):
        copy(more, loan=signed.loan, follows=item)
    write(item.device, status="lost")
    write(item, status="swapped", ended_at=timezone.now())
    with refused_at_commit("loans_item_in_place"):
        copy(more, loan=signed.loan, follows=item)
        copy(more, loan=signed.loan, follows=item)


def test_the_handed_over_quantity_is_frozen():
    with refused("loans_loanitem_quantity_frozen"):
        write(LoanItemFactory(of_accessories=True, open=True), quantity=5)


def test_signed_and_declined_agreements_accept_no_signature(signed):
    declined = AgreementFactory(declined=True)
    for agreement in (signed, declined):
        with refused("loans_signature_when_issued"):
            SignatureFactory(agreement=agreement)
    SignatureFactory(agreement=AgreementFactory(issued=True))


def test_a_signed_agreement_has_a_signature():
    agreement = AgreementFactory(issued=True)
    facts = {"sha256": "0" * 64, "signed_at": timezone.now()}
    SignatureFactory(agreement=agreement, role="ours", user=User.objects.system())
    with refused("loans_agreement_signed_by_somebody"):
        write(agreement, status="signed", **facts)
    SignatureFactory(agreement=agreement)
    write(agreement, status="signed", **facts)


def test_no_agreement_begins_as_signed_without_a_scan():
    with refused("loans_agreement_signed_by_somebody"):
        AgreementFactory(signed=True, scan=None)


def test_a_scanned_paper_counts_as_a_signature():
    facts = {"sha256": "0" * 64, "signed_at": timezone.now()}
    write(AgreementFactory(issued=True), status="signed", scan=DocumentFactory(), **facts)


def test_an_anonymised_person_has_no_guardian():
    person = GuardianFactory().recipient
    with refused("people_recipient_without_guardian"):
        anonymised(person)
    person.guardians.all().delete()
    anonymised(person)


def test_a_declined_agreement_is_not_issued_again():
    with refused("loans_agreement_declined"):
        write(AgreementFactory(declined=True), status="issued")


def test_the_file_of_a_signed_agreement_is_frozen():
    document = DocumentFactory()
    with refused("core_document_file_kept"):
        write(document, file="aa/another")
    with refused("core_document_name_kept"):
        write(document, name="X.pdf")
    with refused("core_document_frozen"):
        write(document, content_type="text/html")
    write(document, file="", purged_at=timezone.now())


def test_ended_loans_and_items_are_not_reopened():
    for status in ("prepared", "active"):
        with refused("loans_loan_over"):
            write(LoanFactory(closed=True), status=status)
        with refused("loans_loanitem_over"):
            write(LoanItemFactory(returned=True), status="open", ended_at=None)


@pytest.fixture
def gone():
    """The closed loan of an anonymised person."""
    person = RecipientFactory()
    loan = LoanFactory(closed=True, recipient=person, organisation=person.organisation)
    anonymise([person], by=User.objects.system())
    return loan


def test_no_personal_data_is_added_after_anonymisation(gone):
    guardian = GuardianFactory()
    with refused("people_guardian_of_somebody"):
        copy(guardian, recipient=gone.recipient)
    with refused("people_guardian_of_somebody"):
        write(guardian, recipient=gone.recipient)
    with refused("loans_item_not_anonymous"):
        copy(LoanItemFactory(of_accessories=True), loan=gone, return_note="Mrs Kerjean came")
    given = {"handed_out_at": timezone.now(), "organisation": gone.organisation}
    with refused("loans_voucher_not_anonymous"):
        write(VoucherFactory(reserved=True), status="handed_out", recipient=gone.recipient, **given)
    with refused("loans_loan_over"):
        write(gone, status="active")
