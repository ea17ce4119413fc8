"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.receipts import operations
from modules.receipts.models import TaxReceipt
from modules.receipts.tests.factories import TaxReceiptFactory
from people.base.roles import Role
from tests.access_page import K, Page, act
from tests.factories import DonationFactory
from tests.law import copy

FACTORIES = [TaxReceiptFactory]
PAGES = {
    "receipt_issue": Page(K, "donation"),
    "receipt_list": Page(K),
    "receipt_detail": Page(K, "tax_receipt"),
    "tax_receipt_file": Page(K, "tax_receipt", file=True),
    "receipt_send": act(K, "tax_receipt"),
    "receipt_cancel": Page(K, "tax_receipt"),
}
SEARCHED = [("en", "tax receipt", "receipt_list"), ("fr", "reçu fiscal", "receipt_list")]
LOWEST = {
    Role.COORDINATOR: [
        operations.cancel_receipt,
        operations.issue_receipt,
        operations.keep_receipt_file,
        operations.send_receipt,
    ]
}
PICTURES = {"receipts": ("receipt_detail", TaxReceipt)}


def two_tax_receipts_of_a_lot():
    receipt = TaxReceiptFactory(year=2025)
    donation = DonationFactory(received=True, donor=receipt.donor)

    def another(year):
        facts = {"donation_id": donation.pk, "document_id": None, "year": year, "number": 1}
        return lambda: copy(receipt, **facts)

    return another(2023), another(2024)


def two_next_tax_receipts():
    receipt = TaxReceiptFactory(year=2031)
    lots = DonationFactory.create_batch(2, received=True, donor=receipt.donor)

    def another(lot):
        return lambda: copy(receipt, donation_id=lot.pk, document_id=None, number=2)

    return another(lots[0]), another(lots[1])


def two_cancellings_of_a_tax_receipt():
    receipt = TaxReceiptFactory(year=2032)

    def cancel(year):
        facts = {"cancels_id": receipt.pk, "document_id": None}
        return lambda: copy(receipt, **facts, year=year, number=1)

    return cancel(2033), cancel(2034)


RACES = {
    "receipts_taxreceipt_one_stands": two_tax_receipts_of_a_lot,
    "receipts_taxreceipt_no_gap": two_next_tax_receipts,
    "receipts_taxreceipt_cancels_whole": two_cancellings_of_a_tax_receipt,
}
INDEXES = {
    "receipts_taxreceipt_no_gap": "receipts_taxreceipt_number",
    "receipts_taxreceipt_cancels_whole": "cancels_id",
}


def add_to(world):
    world.tax_receipt = TaxReceiptFactory(donation=world.donation)
