"""Database rules of agreements: a signature is permanent."""

import pytest
from django.db import connection
from django.utils import timezone

from loans.base.lifecycle.loans import AgreementStatus
from loans.models import Agreement
from tests.factories import (
    AgreementFactory,
    AgreementTextFactory,
    DocumentFactory,
    LoanFactory,
    SignatureFactory,
)
from tests.law import copy, delete, refused, refused_as, replace, unique_sentence, write

pytestmark = pytest.mark.django_db


def test_an_agreement_has_a_valid_status():
    with refused("loans_agreement_status_known"):
        write(AgreementFactory(), status="eaten")


def test_a_number_and_a_token_are_unique():
    for name in ("number", "token"):
        agreement = AgreementFactory()
        fresh = {"number": "A99-00001", "token": "f" * 32}
        del fresh[name]

        with refused_as(unique_sentence(Agreement, name)):
            copy(agreement, **fresh)


def test_a_number_and_a_token_do_not_change():
    for name in ("number", "token"):
        with refused("loans_agreement_frozen"):
            write(AgreementFactory(), **{name: "f" * 12})


def test_a_signed_agreement_has_its_file_hash_and_time():
    agreement = SignatureFactory().agreement
    signed = {
        "status": AgreementStatus.SIGNED,
        "document": DocumentFactory(),
        "sha256": "0" * 64,
        "signed_at": timezone.now(),
    }
    for missing in ({"signed_at": None}, {"sha256": ""}):
        with refused("loans_agreement_signed"):
            write(agreement, **signed | missing)


def new_value(field):
    """Return another value that this column could have."""
    if field.is_relation:
        return {"loan": LoanFactory, "text": AgreementTextFactory}.get(
            field.name, DocumentFactory
        )()
    if field.get_internal_type() == "DateTimeField":
        return timezone.now()
    return {"status": AgreementStatus.DECLINED}.get(field.name, "f" * min(field.max_length, 12))


SIGNED_FOR_EVER = [f for f in Agreement._meta.concrete_fields if f.name not in {"id", "purged_at"}]


def test_a_signed_agreement_is_frozen():
    agreement = AgreementFactory(signed=True)
    for field in SIGNED_FOR_EVER:
        is_of_any = field.name in {"loan", "number", "token"}

        with refused("loans_agreement_frozen" if is_of_any else "loans_agreement_signed_frozen"):
            write(agreement, **{field.name: new_value(field)})


def test_the_file_of_a_signed_agreement_may_be_purged():
    agreement = AgreementFactory(signed=True)

    assert write(agreement, purged_at=timezone.now()) == 1


def test_an_agreement_is_never_deleted_nor_reinserted():
    agreement = AgreementFactory(signed=True)

    with refused("loans_agreement_kept"):
        delete(agreement)
    # Replacing is a DELETE and an INSERT on SQLite, an UPDATE on PostgreSQL.
    rule = "kept" if connection.vendor == "sqlite" else "signed_frozen"
    with refused(f"loans_agreement_{rule}"):
        replace(agreement, sha256="f" * 64)


def test_one_agreement_of_a_loan_waits_for_a_signature():
    agreement = AgreementFactory(issued=True)

    with refused("loans_agreement_one_issued"):
        copy(agreement, number="A99-00001", token="f" * 32)


def test_a_used_text_version_is_frozen():
    text = AgreementTextFactory()

    with refused("loans_agreementtext_frozen"):
        write(text, body="Another.")
    with refused("loans_agreementtext_kept"):
        delete(text)


def test_a_text_has_one_active_version():
    text = AgreementTextFactory()

    with refused("loans_agreementtext_one_current"):
        copy(text, version=text.version + 1)
    with refused("loans_agreementtext_version"):
        copy(text, is_current=False)
