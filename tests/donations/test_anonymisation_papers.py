"""Certificates keep their stored content for the retention of accounting records, and no longer."""

from datetime import timedelta

import pytest
from django.db import models
from django.urls import reverse
from django.utils import timezone

from core.models import Document, Event
from core.workflow import erasure_journal
from desk.privacy.daily import erase_what_is_due
from donations.operations import anonymisation as operations
from inventory.models import ErasureCertificate
from loans.base.loan_terms import after_months
from tests.everywhere import in_tables
from tests.factories import (
    DonationFactory,
    DonorFactory,
    ErasureCertificateFactory,
    PaperFactory,
    UserFactory,
)
from tests.law import refused, write

pytestmark = pytest.mark.django_db
NAME = "Wilhelmine Troadec"
TODAY = timezone.localdate()
TERM = after_months(TODAY, 120)
BEFORE = TERM - timedelta(days=1)


@pytest.fixture
def donor(db):
    return DonorFactory(individual=True, name=NAME)


@pytest.fixture
def lot(donor):
    return DonationFactory(closed=True, donor=donor)


@pytest.fixture
def certificate(lot):
    return ErasureCertificateFactory(donation=lot, device=None)


@pytest.fixture
def coordinator():
    return UserFactory(coordinator=True)


def have_content(*rows):
    return [type(row).objects.get(pk=row.pk).content != {} for row in rows]


def test_after_the_accounting_retention_file_and_content_are_erased_and_numbers_stay(
    lot, certificate
):
    paper = PaperFactory(donation=lot, kind="agreement")
    company = DonationFactory(closed=True, donor=DonorFactory(company=True))
    papers = [certificate, ErasureCertificateFactory(donation=company, device=None)]
    erase_what_is_due(today=BEFORE)
    assert have_content(*papers) == [True] * 2
    erase_what_is_due(today=TERM)
    assert have_content(*papers) == [False] * 2
    for row in (certificate, paper):
        document = Document.objects.get(pk=row.document_id)
        assert document.purged_at
        assert Event.objects.about(document).get().kind == "paper.purged"
    hashes = lot.certificates.values_list("number", "content_sha256")
    assert list(hashes) == [(certificate.number, certificate.content_sha256)]


def test_after_the_accounting_retention_no_table_names_an_individual(coordinator):
    donor = DonorFactory(individual=True, name=NAME)
    lot = DonationFactory(closed=True, donor=donor)
    ErasureCertificateFactory(donation=lot, device=None)
    operations.forget_donor(donor, by=coordinator)
    assert set(in_tables()) == {"inventory_erasurecertificate"}
    erase_what_is_due(today=TERM)
    assert in_tables() == {}


def test_a_certificate_without_a_file_is_erased_and_one_with_a_longer_term_is_not(
    lot, coordinator, sign_in
):
    other = DonationFactory(closed=True, donor=lot.donor)
    longer = ErasureCertificateFactory(donation=other, device=None)
    files = Document.objects.filter(pk=longer.document_id)
    files.keep_apart(TERM + timedelta(days=365))
    certificate = ErasureCertificateFactory(donation=lot, device=None, undrawn=True)
    erase_what_is_due(today=TERM)
    assert have_content(certificate, longer) == [False, True]
    assert not ErasureCertificate.objects.undrawn()
    address = reverse("certificate_file", args=[certificate.pk])
    page = sign_in(coordinator).get(address, follow=True).content.decode()
    assert "Ce document a été supprimé à la fin de sa durée légale de" in page


def test_the_content_is_erased_completely_or_not_at_all(certificate):
    with refused("inventory_erasurecertificate_said"):
        write(certificate, content=certificate.content | {"lot": ""})
    write(certificate, content={})
    with refused("inventory_erasurecertificate_said"):
        write(certificate, content=certificate.content)


def test_a_restore_does_not_bring_the_content_back(certificate, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    before = timezone.now()
    erase_what_is_due(today=TERM)
    journal = erasure_journal.read(erasure_journal.journal())
    assert "inventory.ErasureCertificate" in {line.table for line in journal}
    brought_back(certificate)
    again = erasure_journal.forget_again(since=before)
    assert again["inventory.ErasureCertificate"] == 1
    assert have_content(certificate) == [False]


def brought_back(*rows: models.Model):
    """Simulate the restore of erased content, which a guard prevents from being written back."""
    for row in rows:
        type(row).objects.filter(pk=row.pk).update(forgotten_at=None)


@pytest.mark.django_db(transaction=True)
def test_a_restore_repeats_erasures_in_a_transaction(settings, tmp_path):
    """A restore runs without a transaction, but PostgreSQL only locks rows inside a transaction."""
    settings.MEDIA_ROOT = tmp_path
    before = timezone.now()
    donor = DonorFactory(individual=True, name=NAME)
    DonationFactory(closed=True, donor=donor)
    operations.forget_donor(donor, by=UserFactory(coordinator=True))
    write(donor, name=NAME, forgotten_at=None)
    assert erasure_journal.forget_again(since=before)["donations.Donor"] == 1
    assert in_tables() == {}
