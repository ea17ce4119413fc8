"""Database rules of amendments, renewals and incidents."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from loans.base.lifecycle.aftercare import AmendmentKind, AmendmentStatus, RenewalStatus
from loans.models import Amendment
from tests.factories import (
    AgreementFactory,
    AmendmentFactory,
    DocumentFactory,
    IncidentFactory,
    LoanFactory,
    RenewalFactory,
    UserFactory,
)
from tests.law import copy, delete, refused, refused_as, replace, unique_sentence, write

pytestmark = pytest.mark.django_db


def test_aftercare_rows_have_valid_statuses():
    for factory, rule in (
        (AmendmentFactory, "loans_amendment_status_known"),
        (RenewalFactory, "loans_renewal_status_known"),
        (IncidentFactory, "loans_incident_status_known"),
    ):
        with refused(rule):
            write(factory(), status="eaten")


def test_aftercare_rows_are_never_deleted_nor_reinserted():
    for factory, rule in (
        (AmendmentFactory, "loans_amendment_kept"),
        (RenewalFactory, "loans_renewal_kept"),
        (IncidentFactory, "loans_incident_kept"),
    ):
        row = factory()
        with refused(rule):
            delete(row)


# --- Amendments -----------------------------------------------------------------------------------
def test_a_loan_becomes_a_gift_once():
    amendment = AmendmentFactory(kind=AmendmentKind.KEEP)
    with refused("loans_amendment_kept_once"):
        AmendmentFactory(kind=AmendmentKind.KEEP, loan=amendment.loan)


def test_amendment_kinds_are_signed_or_noted():
    signed = {"document": DocumentFactory(), "sha256": "0" * 64, "signed_at": timezone.now()}
    for kind, status in (
        (AmendmentKind.RENEWAL, AmendmentStatus.ISSUED),
        (AmendmentKind.TRANSFER, AmendmentStatus.SIGNED),
        (AmendmentKind.SWAP, AmendmentStatus.NOTED),
        (AmendmentKind.KEEP, AmendmentStatus.NOTED),
        (AmendmentKind.CORRECTION, AmendmentStatus.NOTED),
    ):
        with refused("loans_amendment_kind"):
            AmendmentFactory(kind=kind, status=status, words="Said.", **signed)


def test_a_signed_amendment_has_its_file_hash_and_time():
    signed = {
        "status": AmendmentStatus.SIGNED,
        "document": DocumentFactory(),
        "sha256": "0" * 64,
        "signed_at": timezone.now(),
    }
    for missing in ({"signed_at": None}, {"sha256": ""}, {"document": None}):
        with refused("loans_amendment_signed"):
            write(AmendmentFactory(), **signed | missing)


def test_a_correction_has_a_text():
    with refused("loans_amendment_words"):
        AmendmentFactory(kind=AmendmentKind.CORRECTION)


def test_amendment_ranks_are_unique_in_a_loan():
    amendment = AmendmentFactory(kind=AmendmentKind.SWAP)
    with refused("loans_amendment_rank"):
        copy(amendment, number="P99-00001-A9", token="f" * 32)


def test_a_number_and_a_token_are_unique():
    for name in ("number", "token"):
        fresh = {"number": "P99-00001-A9", "token": "f" * 32, "rank": 99}
        del fresh[name]
        with refused_as(unique_sentence(Amendment, name)):
            copy(AmendmentFactory(kind=AmendmentKind.SWAP), **fresh)


def test_an_amendment_is_frozen():
    amendment = AmendmentFactory()
    for change in (
        {"kind": AmendmentKind.SWAP},
        {"loan": LoanFactory},
        {"agreement": AgreementFactory},
        {"rank": 99},
        {"number": "P99-00001-A9"},
        {"token": "f" * 32},
        {"language": "en"},
        {"data": {"until": "2099-01-01"}},
        {"by": UserFactory},
        {"at": timezone.now},
    ):
        values = {name: value() if callable(value) else value for name, value in change.items()}
        with refused("loans_amendment_frozen"):
            write(amendment, **values)


def test_a_signed_amendment_is_frozen():
    amendment = AmendmentFactory(signed=True)
    for change in (
        {"status": AmendmentStatus.DECLINED},
        {"status_since": timezone.now},
        {"document": DocumentFactory},
        {"scan": DocumentFactory},
        {"sha256": "f" * 64},
        {"signed_at": timezone.now},
    ):
        values = {name: value() if callable(value) else value for name, value in change.items()}
        with refused("loans_amendment_signed_frozen"):
            write(amendment, **values)


def test_the_file_of_a_noted_amendment_is_set_once():
    amendment = AmendmentFactory(noted=True)
    write(amendment, document=DocumentFactory(), sha256="0" * 64)
    with refused("loans_amendment_noted_frozen"):
        write(amendment, document=DocumentFactory())


def test_the_file_of_an_amendment_may_be_purged():
    amendment = AmendmentFactory(signed=True)
    assert write(amendment, purged_at=timezone.now()) == 1


def test_an_amendment_refers_to_a_signed_agreement_of_its_loan():
    for agreement in (AgreementFactory(signed=True), AgreementFactory(issued=True)):
        with refused("loans_amendment_same_loan"):
            AmendmentFactory(agreement=agreement)
    issued = AgreementFactory(issued=True)
    with refused("loans_amendment_same_loan"):
        AmendmentFactory(agreement=issued, loan=issued.loan)


def test_a_signed_amendment_is_not_replaced():
    amendment = AmendmentFactory(signed=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        replace(amendment, sha256="f" * 64)
    amendment.refresh_from_db()
    assert amendment.sha256 == amendment.document.sha256


# --- Renewals -------------------------------------------------------------------------------------
def test_a_loan_has_one_open_renewal_request():
    renewal = RenewalFactory()
    with refused("loans_renewal_one_asked"):
        RenewalFactory(loan=renewal.loan)


def test_a_renewal_has_a_later_due_date():
    loan = LoanFactory(active=True)
    for name in ("wished_on", "agreed_on"):
        with refused("loans_renewal_later"):
            RenewalFactory(loan=loan, **{name: loan.due_on})


def test_an_agreed_renewal_has_date_and_amendment():
    renewal = RenewalFactory()
    with refused("loans_renewal_agreed"):
        write(renewal, status=RenewalStatus.AGREED, agreed_on=renewal.wished_on)


def test_a_refusal_has_a_reason():
    with refused("loans_renewal_refusal"):
        write(RenewalFactory(), status=RenewalStatus.REFUSED)


def test_a_renewal_request_is_frozen():
    renewal = RenewalFactory()
    values = {
        "loan": LoanFactory,
        "by": UserFactory,
        "at": timezone.now,
        "due_before": lambda: renewal.due_before - timedelta(days=1),
        "wished_on": lambda: renewal.wished_on + timedelta(days=1),
    }
    for name in ("loan", "due_before", "wished_on", "by", "at"):
        with refused("loans_renewal_frozen"):
            write(renewal, **{name: values[name]()})


def test_the_answer_to_a_renewal_request_is_frozen():
    renewal = RenewalFactory(refused=True)
    for change in (
        {"agreed_on": renewal.wished_on},
        {"amendment": AmendmentFactory(noted=True, loan=renewal.loan)},
    ):
        with refused("loans_renewal_answered_frozen"):
            write(renewal, **change)


def test_the_amendment_of_a_renewal_is_of_its_loan():
    renewal = RenewalFactory()
    with refused("loans_renewal_same_loan"):
        write(renewal, amendment=AmendmentFactory(noted=True))
