"""Guards of erasure certificates in the database."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inventory.models import CertifiedErasure
from tests.cases import tried
from tests.factories import (
    DeviceFactory,
    DonationFactory,
    ErasureCertificateFactory,
    ErasureFactory,
    MediumFactory,
    UserFactory,
)
from tests.law import copy, delete, refused, refused_as, run, unique_sentence, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate():
    return ErasureCertificateFactory()


def another(certificate, **changes):
    fresh = {"number": "CE00-9999", "token": "Z" * 26, "document_id": None}
    return copy(certificate, **fresh | changes)


def test_a_certificate_is_of_one_device_or_of_one_lot(certificate):
    with refused("inventory_erasurecertificate_subject"):
        another(certificate, device_id=None)
    with refused("inventory_erasurecertificate_subject"):
        another(certificate, donation_id=DonationFactory().pk)


def test_certificate_number_and_code_are_unique(certificate):
    for name in ("number", "token"):
        with refused_as(unique_sentence(type(certificate), name)):
            another(certificate, **{name: getattr(certificate, name)})


def test_a_certificate_code_has_128_random_bits(certificate):
    for token in ("", "CE26-0001", "A" * 25):
        with tried(token), refused("inventory_erasurecertificate_token"):
            another(certificate, token=token)


def test_a_certificate_is_frozen(certificate):
    for changes in (
        {"number": "CE00-1111"},
        {"token": "Z" * 26},
        {"language": "en"},
        {"content": {"lot": ""}},
        {"content_sha256": "0" * 64},
        {"at": timezone.now()},
    ):
        with tried(changes), refused("inventory_erasurecertificate_frozen"):
            write(certificate, **changes)


def test_the_subject_and_issuer_of_a_certificate_are_frozen(certificate):
    with refused("inventory_erasurecertificate_frozen"):
        write(certificate, device=None, donation=DonationFactory())
    with refused("inventory_erasurecertificate_frozen"):
        write(certificate, by=UserFactory())
    with refused("inventory_erasurecertificate_kept"):
        delete(certificate)


def test_the_file_of_a_certificate_is_set_once(certificate):
    waiting = ErasureCertificateFactory(undrawn=True)

    assert write(waiting, document=ErasureCertificateFactory(undrawn=True).document) == 1
    with refused("inventory_erasurecertificate_document"):
        write(certificate, document=None)


def test_a_revocation_has_time_user_reason_and_is_final(certificate):
    whole = {"revoked_at": timezone.now(), "revoked_by": UserFactory(), "revoked_why": "wrong disk"}
    for name, nothing in (("revoked_at", None), ("revoked_by", None), ("revoked_why", "")):
        with refused("inventory_erasurecertificate_revoked"):
            write(certificate, **whole | {name: nothing})

    assert write(certificate, **whole) == 1
    with refused("inventory_erasurecertificate_revoked_once"):
        write(certificate, revoked_at=None, revoked_by=None, revoked_why="")


def test_a_certificate_lists_no_failure(certificate):
    for result in ("failed", "unknown"):
        with tried(result):
            medium = MediumFactory(device=DeviceFactory())
            erasure = ErasureFactory(medium=medium, result=result)

            with refused("inventory_certifiederasure_proof"):
                CertifiedErasure.objects.create(certificate=certificate, erasure=erasure)


def test_a_certificate_lists_no_attestation():
    now = timezone.now()
    device = DeviceFactory(taken_over_at=now, received_at=now - timedelta(days=9))
    erasure = ErasureFactory(
        medium=device.media.get(), attested=True, standard="", ended_at=now, started_at=now
    )
    certificate = ErasureCertificateFactory(device=device)

    with refused("inventory_certifiederasure_proof"):
        CertifiedErasure.objects.create(certificate=certificate, erasure=erasure)


def test_a_certificate_lists_no_proof_of_another_device_or_lot(certificate):
    erasure = DeviceFactory(erased=True).media.get().erasures.get()
    of_lot = ErasureCertificateFactory(device=None, donation=DonationFactory())

    for made in (certificate, of_lot):
        with refused("inventory_certifiederasure_proof"):
            CertifiedErasure.objects.create(certificate=made, erasure=erasure)


def test_the_entries_of_a_certificate_are_unique_and_frozen(certificate):
    proof = certificate.proofs.get()

    with refused("inventory_certifiederasure_once"):
        copy(proof)
    with refused("inventory_certifiederasure_append_only"):
        delete(proof)
    with refused("inventory_certifiederasure_append_only"):
        write(proof, erasure_id=proof.erasure_id)
    with refused("inventory_certifiederasure_append_only"):
        run("DELETE FROM inventory_certifiederasure")
    assert certificate.proofs.count() == 1
