"""Receipts and certificates say what they froze as long as accounts must be kept, and no longer."""

from datetime import timedelta

import pytest
from django.db import models
from django.urls import reverse
from django.utils import timezone

from core.models import Document, Event
from core.workflow import erasure_journal
from core.workflow.lifecycle import Refused
from desk.privacy.daily import erase_what_is_due
from donations.models import TaxReceipt
from donations.operations import anonymisation as operations
from inventory.intake.operations import papers as inventory
from inventory.models import ErasureCertificate
from loans.base.loan_terms import after_months
from tests.everywhere import in_tables
from tests.factories import (
    DonationFactory,
    DonorFactory,
    ErasureCertificateFactory,
    PaperFactory,
    TaxReceiptFactory,
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
def receipt(lot):
    return TaxReceiptFactory(donation=lot)


@pytest.fixture
def certificate(lot):
    return ErasureCertificateFactory(donation=lot, device=None)


@pytest.fixture
def coordinator():
    return UserFactory(coordinator=True)


def have_content(*rows):
    return [type(row).objects.get(pk=row.pk).content != {} for row in rows]


def test_after_the_accounting_retention_file_and_content_are_erased_and_numbers_stay(
    lot, receipt, certificate
):
    paper = PaperFactory(donation=lot, kind="agreement")
    company = DonationFactory(closed=True, donor=DonorFactory(company=True))
    papers = [receipt, certificate, TaxReceiptFactory(donation=company)]
    papers.append(ErasureCertificateFactory(donation=company, device=None))
    erase_what_is_due(today=BEFORE)
    assert have_content(*papers) == [True] * 4
    erase_what_is_due(today=TERM)
    assert have_content(*papers) == [False] * 4
    for row in (receipt, certificate, paper):
        document = Document.objects.get(pk=row.document_id)
        assert document.purged_at
        assert Event.objects.about(document).get().kind == "paper.purged"
    receipt_after = TaxReceipt.objects.get(pk=receipt.pk)
    assert (str(receipt_after), receipt_after.amount, receipt_after.donor) == (
        str(receipt),
        receipt.amount,
        lot.donor,
    )
    hashes = lot.certificates.values_list("number", "content_sha256")
    assert list(hashes) == [(certificate.number, certificate.content_sha256)]


def test_after_the_accounting_retention_no_table_names_an_individual(coordinator):
    donor = DonorFactory(individual=True, name=NAME)
    lot = DonationFactory(closed=True, donor=donor)
    TaxReceiptFactory(donation=lot)
    ErasureCertificateFactory(donation=lot, device=None)
    operations.forget_donor(donor, by=coordinator)
    assert set(in_tables()) == {"donations_taxreceipt", "inventory_erasurecertificate"}
    erase_what_is_due(today=TERM)
    assert in_tables() == {}


def test_a_receipt_without_a_file_is_erased_and_one_with_a_longer_term_is_not(
    lot, coordinator, sign_in
):
    longer = TaxReceiptFactory(donation=DonationFactory(closed=True, donor=lot.donor))
    files = Document.objects.filter(pk=longer.document_id)
    files.keep_apart(TERM + timedelta(days=365))
    receipt = TaxReceiptFactory(donation=lot, document=None)
    certificate = ErasureCertificateFactory(donation=lot, device=None, undrawn=True)
    erase_what_is_due(today=TERM)
    assert have_content(receipt, certificate, longer) == [False, False, True]
    assert not ErasureCertificate.objects.undrawn()
    visitor = sign_in(coordinator)
    for name, row in (("tax_receipt_file", receipt), ("certificate_file", certificate)):
        page = visitor.get(reverse(name, args=[row.pk]), follow=True).content.decode()
        assert "Ce document a été effacé au terme" in page


def test_an_erased_receipt_is_neither_sent_nor_cancelled(receipt, coordinator, sign_in):
    erase_what_is_due(today=TERM)
    receipt.refresh_from_db()
    with pytest.raises(Refused):
        inventory.send_receipt(receipt, by=coordinator)
    with pytest.raises(Refused):
        inventory.cancel_receipt(receipt, by=coordinator, reason="wrong")
    visitor = sign_in(coordinator)
    page = visitor.get(receipt.get_absolute_url()).content.decode()
    assert reverse("receipt_cancel", args=[receipt.pk]) not in page
    assert visitor.post(reverse("receipt_send", args=[receipt.pk])).status_code == 302


def test_the_content_is_erased_completely_or_not_at_all(receipt, certificate):
    for row, rule in (
        (receipt, "donations_taxreceipt_said"),
        (certificate, "inventory_erasurecertificate_said"),
    ):
        with refused(rule):
            write(row, content=row.content | {"lot": ""})
        write(row, content={})
        with refused(rule):
            write(row, content=row.content)


def test_a_restore_does_not_bring_the_content_back(receipt, certificate, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    before = timezone.now()
    erase_what_is_due(today=TERM)
    journal = erasure_journal.read(erasure_journal.journal())
    assert {line.table for line in journal} >= {
        "donations.TaxReceipt",
        "inventory.ErasureCertificate",
    }
    brought_back(receipt, certificate)
    again = erasure_journal.forget_again(since=before)
    assert (again["donations.TaxReceipt"], again["inventory.ErasureCertificate"]) == (1, 1)
    assert have_content(receipt, certificate) == [False, False]


def brought_back(*rows: models.Model):
    """What was erased, as an earlier backup holds it: a guard lets no word come back."""
    for row in rows:
        type(row).objects.filter(pk=row.pk).update(forgotten_at=None)


@pytest.mark.django_db(transaction=True)
def test_a_restore_repeats_erasures_in_a_transaction(settings, tmp_path):
    """A restore runs outside of any: PostgreSQL locks rows only within one."""
    settings.MEDIA_ROOT = tmp_path
    before = timezone.now()
    donor = DonorFactory(individual=True, name=NAME)
    DonationFactory(closed=True, donor=donor)
    operations.forget_donor(donor, by=UserFactory(coordinator=True))
    write(donor, name=NAME, forgotten_at=None)
    assert erasure_journal.forget_again(since=before)["donations.Donor"] == 1
    assert in_tables() == {}
