"""Rules of the database about receipts and terms of sales."""

import pytest

from modules.sales.models import SaleTerms
from modules.sales.tests.factories import SaleReceiptFactory, SaleTermsFactory
from tests.factories import DocumentFactory, LoanFactory
from tests.law import delete, refused, write

pytestmark = pytest.mark.django_db


def sold(**more):
    return LoanFactory(active=True, gift=True, sale_price=20, paid_by="cash", **more)


def test_sale_receipt_numbers_have_no_gap():
    SaleReceiptFactory()
    with refused("sales_salereceipt_no_gap"):
        SaleReceiptFactory(number=3)


def test_a_sale_receipt_number_is_unique():
    SaleReceiptFactory()
    second = SaleReceiptFactory(number=2)
    with refused("sales_salereceipt_frozen"):
        write(second, number=3)
    with refused("sales_salereceipt_no_gap"):
        SaleReceiptFactory(number=2)


def test_a_sale_is_positive():
    with refused("sales_salereceipt_as_agreed"):
        SaleReceiptFactory(amount=0)


def test_a_receipt_matches_the_sale_of_its_loan():
    facts = {"gift": True, "sale_price": 20, "paid_by": "cash"}
    for values in ({"prepared": True}, {"amount": 21}):
        loan = (
            LoanFactory(prepared=True, **facts)
            if "prepared" in values
            else LoanFactory(active=True, **facts)
        )
        with refused("sales_salereceipt_as_agreed"):
            SaleReceiptFactory(loan=loan, amount=values.get("amount", 20))


def test_the_file_of_a_receipt_is_set_once():
    receipt = SaleReceiptFactory()
    write(receipt, document=DocumentFactory())
    with refused("sales_salereceipt_document"):
        write(receipt, document=DocumentFactory())


def test_a_receipt_matches_the_means_of_payment_of_its_loan():
    with refused("sales_salereceipt_says_how"):
        SaleReceiptFactory(loan__paid_by="")
    with refused("sales_salereceipt_as_agreed"):
        SaleReceiptFactory(loan=sold(), paid_by="card")
    receipt = SaleReceiptFactory()
    for change in ({"paid_by": "card"}, {"why": "refunded"}):
        with refused("sales_salereceipt_said_frozen"):
            write(receipt, **change)
    names = [constraint.name for constraint in receipt._meta.constraints]
    assert "sales_salereceipt_paid_by" in names


def test_a_counter_document_cancels_one_receipt_completely():
    receipt = SaleReceiptFactory()
    for values in ({"amount": 19}, {"paid_by": "card"}):
        with refused("sales_salereceipt_cancels_whole"):
            SaleReceiptFactory(cancelling=True, cancels=receipt, **values)
    counter = SaleReceiptFactory(cancelling=True, cancels=receipt)
    with refused("sales_salereceipt_cancels_whole"):
        SaleReceiptFactory(cancelling=True, cancels=counter, number=2)


def test_only_a_counter_document_has_a_reason():
    receipt = SaleReceiptFactory()
    with refused("sales_salereceipt_why"):
        SaleReceiptFactory(cancelling=True, cancels=receipt, why="")
    with refused("sales_salereceipt_why"):
        SaleReceiptFactory(number=2, why="refunded")


def test_a_sale_has_one_valid_receipt():
    receipt = SaleReceiptFactory()
    with refused("sales_salereceipt_one_stands"):
        SaleReceiptFactory(loan=receipt.loan, number=2)
    SaleReceiptFactory(cancelling=True, cancels=receipt)
    assert SaleReceiptFactory(loan=receipt.loan, number=2).pk


def test_a_sale_receipt_is_not_deleted():
    with refused("sales_salereceipt_kept"):
        delete(SaleReceiptFactory())


def test_a_number_is_unique_below_the_guard():
    """If two receipts are inserted at once, the guard accepts both, but the index only one."""
    receipt = SaleReceiptFactory()
    names = [constraint.name for constraint in receipt._meta.constraints]
    assert {"sales_salereceipt_number", "sales_salereceipt_cancellation"} <= set(names)


def test_an_amount_is_positive_below_the_guard():
    receipt = SaleReceiptFactory()
    names = [constraint.name for constraint in receipt._meta.constraints]
    assert "sales_salereceipt_amount" in names


def test_terms_name_a_mediator_with_an_address_or_a_reason():
    terms = SaleTermsFactory()
    for wrong in ({"mediator_address": ""}, {"no_mediator_because": "conseil du 3 mai"}):
        with refused("sales_saleterms_mediator"):
            write(terms, **wrong)
    for wrong in ({"vat": "subject"}, {"vat_rate": 20}):
        with refused("sales_saleterms_vat_rate"):
            write(terms, **wrong)
    with refused("sales_saleterms_vat"):
        write(terms, vat="margin")
    with refused("sales_saleterms_only_one"):
        SaleTerms.objects.bulk_create([SaleTerms(pk=2)])
