"""Database rules of loans of an earlier register."""

import pytest
from django.utils import timezone

from loans.base.lifecycle.loans import ItemStatus, LoanStatus
from tests.factories import LoanFactory, LoanItemFactory
from tests.law import refused, write

pytestmark = pytest.mark.django_db


def test_the_legacy_flag_of_a_loan_is_frozen():
    with refused("loans_loan_taken_over_once"):
        write(LoanFactory(active=True), taken_over_at=timezone.now())
    with refused("loans_loan_former_agreement_kept"):
        write(LoanFactory(active=True, taken_over_at=timezone.now()), former_agreement="X")


def test_only_a_legacy_loan_has_an_earlier_agreement():
    with refused("loans_loan_former_agreement"):
        LoanFactory(former_agreement="CONV 12")


def test_a_handed_over_loan_is_not_cancelled():
    with refused("loans_loan_left_is_closed"):
        write(LoanFactory(active=True), status=LoanStatus.CANCELLED)


def test_a_legacy_loan_may_be_cancelled():
    loan = LoanFactory(active=True, taken_over_at=timezone.now())

    assert write(loan, status=LoanStatus.CANCELLED) == 1


def test_a_loan_that_ended_is_cancelled_only_of_an_earlier_register():
    ours = LoanItemFactory(returned=True)
    theirs = LoanItemFactory(
        returned=True, loan=LoanFactory(closed=True, taken_over_at=timezone.now())
    )

    with refused("loans_item_left_ends_otherwise"):
        write(theirs, status=ItemStatus.CANCELLED)
    with refused("loans_loan_left_is_closed"):
        write(LoanFactory(closed=True), status=LoanStatus.CANCELLED)
    assert write(theirs.loan, status=LoanStatus.CANCELLED) == 1
    assert write(theirs, status=ItemStatus.CANCELLED) == 1
    with refused("loans_item_left_ends_otherwise"):
        write(ours, status=ItemStatus.CANCELLED)


def test_a_handed_over_item_is_cancelled_only_with_its_loan():
    item = LoanItemFactory(transferred=True)
    live = LoanItemFactory(open=True, of_voucher=True)

    with refused("loans_item_left_ends_otherwise"):
        write(live, status=ItemStatus.CANCELLED, ended_at=timezone.now())
    with refused("loans_loanitem_over"):
        write(item, status=ItemStatus.CANCELLED)
