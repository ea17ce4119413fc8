"""Database rules of tax receipts."""

from datetime import date

import pytest
from django.db import IntegrityError, connection

from core.workflow import triggers
from modules.receipts.guards import GUARDS
from modules.receipts.models import TaxReceipt
from modules.receipts.tests.factories import TaxReceiptFactory
from tests.cases import tried
from tests.factories import (
    DocumentFactory,
    DonationFactory,
)
from tests.law import copy, delete, refused, write

pytestmark = pytest.mark.django_db


def test_a_receipt_number_is_unique():
    first = TaxReceiptFactory()
    with refused("receipts_taxreceipt_number"):
        # On both engines the guard against gaps comes first, unless the number is the next number.
        write_number_past_the_guards(first)


def write_number_past_the_guards(receipt, **facts):
    """Write the same year and number with the guards of the table removed."""
    pairs = [(guard, None) for guard in GUARDS]
    triggers.lift(connection, pairs)
    copy(receipt, document=None, **{"donation": DonationFactory(received=True)} | facts)


def test_a_number_of_a_cancellation_is_given_once():
    first, second = TaxReceiptFactory.create_batch(2)
    counter = TaxReceiptFactory(donation=first.donation, cancels=first)
    with refused("receipts_taxreceipt_cancellation"):
        write_number_past_the_guards(counter, donation=second.donation, cancels=second)


def test_receipt_numbers_have_no_gap():
    for number in (3, 1, 0, 7):
        with tried(number):
            first = TaxReceiptFactory()
            assert first.number == 1
            with refused("receipts_taxreceipt_no_gap"):
                copy(first, number=number, document=None, donation=DonationFactory(received=True))


def test_receipt_numbers_restart_every_year():
    TaxReceiptFactory(year=2026)
    assert TaxReceiptFactory(year=2027).number == 1
    assert TaxReceiptFactory(year=2026).number == 2


def test_a_lot_has_one_valid_receipt():
    first = TaxReceiptFactory()
    with refused("receipts_taxreceipt_one_stands"):
        copy(first, number=2, document=None)
    counter = TaxReceiptFactory(donation=first.donation, cancels=first)
    assert counter.number == 1
    assert TaxReceiptFactory(donation=first.donation).number == 2
    assert TaxReceipt.objects.standing().count() == 1


def test_a_counter_document_cancels_one_receipt_completely():
    for wrong in ("amount", "donation", "of a counter-document"):
        with tried(wrong):
            first = TaxReceiptFactory()
            facts = {"donation": first.donation, "cancels": first}
            if wrong == "amount":
                facts["amount"] = 10
            elif wrong == "donation":
                facts["donation"] = DonationFactory(received=True)
            else:
                facts["cancels"] = TaxReceiptFactory(**facts)
            with refused("receipts_taxreceipt_cancels_whole"):
                TaxReceiptFactory(**facts)


def test_a_receipt_is_cancelled_once():
    first = TaxReceiptFactory()
    facts = {"donation": first.donation, "cancels": first}
    TaxReceiptFactory(**facts)
    with pytest.raises(IntegrityError, match="cancels_id"):
        TaxReceiptFactory(**facts)


def test_a_receipt_is_of_an_official_model_and_for_something():
    for rule, wrong in (
        ("receipts_taxreceipt_form", {"form": "1"}),
        ("receipts_taxreceipt_amount", {"amount": 0}),
    ):
        with tried(rule, wrong), refused(rule):
            TaxReceiptFactory(**wrong)


def test_a_receipt_never_changes():
    for change in (
        {"number": 9},
        {"year": 2030},
        {"form": "11580"},
        {"amount": 2},
        {"issued_on": date(2020, 1, 1)},
        {"content": {"words": "more"}},
    ):
        with tried(change):
            receipt = TaxReceiptFactory()
            with refused("receipts_taxreceipt_frozen"):
                write(receipt, **change)


def test_the_file_of_a_receipt_is_set_once():
    receipt = TaxReceiptFactory(document=None)
    write(receipt, document=DocumentFactory())
    with refused("receipts_taxreceipt_document"):
        write(receipt, document=DocumentFactory())


def test_a_receipt_is_never_deleted():
    with refused("receipts_taxreceipt_kept"):
        delete(TaxReceiptFactory())
