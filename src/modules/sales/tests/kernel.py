"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.sales import operations
from modules.sales.models import SaleTerms
from modules.sales.tests.factories import SaleReceiptFactory, SaleTermsFactory
from people.base.roles import Role
from tests.access_page import A, C, K, Page, act
from tests.factories import LoanFactory
from tests.law import copy, write

FACTORIES = [SaleReceiptFactory, SaleTermsFactory]
PAGES = {
    "sale_terms_edit": Page(A),
    "sale_receipt_file": Page(C, "sale_receipt", file=True),
    "sale_receipt_cancel": act(K, "sale_receipt"),
    "sale_receipt_again": act(K, "given"),
}
LOWEST = {
    Role.COUNTER: [operations.keep_sale_receipt_paper],
    Role.COORDINATOR: [operations.cancel_sale_receipt, operations.reissue_sale_receipt],
    Role.ADMIN: [operations.save_terms],
}
PICTURES = {"sales": ("sale_terms_edit",)}
ONE_PAGE = ["sale_receipt_file"]


def end_beside_receipt():
    receipt = SaleReceiptFactory(year=2031)
    loan = LoanFactory(active=True, gift=True, sale_price=20, paid_by="cash")
    return (
        lambda: write(loan, status="closed"),
        lambda: copy(receipt, loan_id=loan.pk, number=2, document_id=None),
    )


def two_receipts_of_a_loan():
    receipt = SaleReceiptFactory(year=2032)
    loan = LoanFactory(active=True, gift=True, sale_price=20, paid_by="cash")

    def another(year):
        facts = {"loan_id": loan.pk, "document_id": None, "year": year, "number": 1}
        return lambda: copy(receipt, **facts)

    return another(2033), another(2034)


def two_next_receipts():
    receipt = SaleReceiptFactory(year=2035)
    loans = LoanFactory.create_batch(2, active=True, gift=True, sale_price=20, paid_by="cash")

    def another(loan):
        facts = {"loan_id": loan.pk, "document_id": None, "number": 2}
        return lambda: copy(receipt, **facts)

    return another(loans[0]), another(loans[1])


def two_cancellings_of_a_receipt():
    receipt = SaleReceiptFactory(year=2036)

    def cancel(year):
        facts = {"cancels_id": receipt.pk, "why": "refunded", "document_id": None}
        return lambda: copy(receipt, **facts, year=year, number=1)

    return cancel(2037), cancel(2038)


RACES = {
    "sales_salereceipt_as_agreed": end_beside_receipt,
    "sales_salereceipt_one_stands": two_receipts_of_a_loan,
    "sales_salereceipt_no_gap": two_next_receipts,
    "sales_salereceipt_cancels_whole": two_cancellings_of_a_receipt,
}
INDEXES = {
    "sales_salereceipt_no_gap": "sales_salereceipt_number",
    "sales_salereceipt_cancels_whole": "cancels_id",
}


def add_to(world):
    SaleTermsFactory()
    SaleTerms.clear_cache()
    world.sale_receipt = SaleReceiptFactory(loan=world.given)
