"""Frozen tax receipts are kept as long as accounts must be, and no longer."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Document, Event
from core.workflow import erasure_journal
from core.workflow.lifecycle import Refused
from desk.privacy.daily import erase_what_is_due
from donations.operations import anonymisation as operations
from loans.base.loan_terms import after_months
from modules.receipts import operations as receipt_operations
from modules.receipts.models import TaxReceipt
from modules.receipts.tests.factories import TaxReceiptFactory
from tests.everywhere import in_tables
from tests.factories import (
    DonationFactory,
    DonorFactory,
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
def coordinator():
    return UserFactory(coordinator=True)


def have_content(*rows):
    return [type(row).objects.get(pk=row.pk).content != {} for row in rows]


def test_after_the_accounting_retention_file_and_content_are_erased_and_numbers_stay(lot, receipt):
    company = DonationFactory(closed=True, donor=DonorFactory(company=True))
    papers = [receipt, TaxReceiptFactory(donation=company)]
    erase_what_is_due(today=BEFORE)
    assert have_content(*papers) == [True] * 2
    erase_what_is_due(today=TERM)
    assert have_content(*papers) == [False] * 2
    document = Document.objects.get(pk=receipt.document_id)
    assert document.purged_at
    assert Event.objects.about(document).get().kind == "paper.purged"
    receipt_after = TaxReceipt.objects.get(pk=receipt.pk)
    assert (str(receipt_after), receipt_after.amount, receipt_after.donor) == (
        str(receipt),
        receipt.amount,
        lot.donor,
    )


def test_after_the_accounting_retention_no_table_names_an_individual(coordinator, lot, receipt):
    operations.forget_donor(lot.donor, by=coordinator)
    assert set(in_tables()) == {"receipts_taxreceipt"}
    erase_what_is_due(today=TERM)
    assert in_tables() == {}


def test_a_receipt_without_a_file_is_erased_and_one_with_a_longer_term_is_not(
    lot, coordinator, sign_in
):
    longer = TaxReceiptFactory(donation=DonationFactory(closed=True, donor=lot.donor))
    files = Document.objects.filter(pk=longer.document_id)
    files.keep_apart(TERM + timedelta(days=365))
    receipt = TaxReceiptFactory(donation=lot, document=None)
    erase_what_is_due(today=TERM)
    assert have_content(receipt, longer) == [False, True]
    address = reverse("tax_receipt_file", args=[receipt.pk])
    page = sign_in(coordinator).get(address, follow=True).content.decode()
    assert "Ce document a été supprimé à la fin de sa durée légale de" in page


def test_an_erased_receipt_is_neither_sent_nor_cancelled(receipt, coordinator, sign_in):
    erase_what_is_due(today=TERM)
    receipt.refresh_from_db()
    with pytest.raises(Refused):
        receipt_operations.send_receipt(receipt, by=coordinator)
    with pytest.raises(Refused):
        receipt_operations.cancel_receipt(receipt, by=coordinator, reason="wrong")
    visitor = sign_in(coordinator)
    page = visitor.get(receipt.get_absolute_url()).content.decode()
    assert reverse("receipt_cancel", args=[receipt.pk]) not in page
    assert visitor.post(reverse("receipt_send", args=[receipt.pk])).status_code == 302


def test_the_content_is_erased_completely_or_not_at_all(receipt):
    with refused("receipts_taxreceipt_said"):
        write(receipt, content=receipt.content | {"lot": ""})
    write(receipt, content={})
    with refused("receipts_taxreceipt_said"):
        write(receipt, content=receipt.content)


def test_a_restore_does_not_bring_the_content_back(receipt, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    before = timezone.now()
    erase_what_is_due(today=TERM)
    TaxReceipt.objects.update(forgotten_at=None)  # as in an earlier backup
    assert erasure_journal.forget_again(since=before)["receipts.TaxReceipt"] == 1
    assert have_content(receipt) == [False]
