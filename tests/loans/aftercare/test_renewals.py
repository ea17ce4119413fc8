"""Renewals: requested by an association in two presses, agreed or refused, with a letter."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from core.workflow.lifecycle import Refused
from loans.aftercare.operations import loan_changes as loan_change_operations
from loans.base.lifecycle.aftercare import AmendmentStatus, RenewalStatus
from loans.base.lifecycle.loans import LoanKind
from loans.returns import operations as return_operations
from loans.returns import receipts as receipts_operations
from people.models import Message
from tests.factories import LoanFactory, LoanItemFactory, UserFactory


@pytest.fixture
def loan(person, site):
    loan = LoanFactory(active=True, site=site, recipient=person, organisation=person.organisation)
    LoanItemFactory(open=True, loan=loan, device__site=site)
    return loan


@pytest.fixture
def asker(organisation):
    return UserFactory(association=True, organisation=organisation)


@pytest.fixture
def later(loan):
    return loan.due_on + timedelta(days=90)


def test_an_association_asks_in_two_presses_and_the_coordinators_are_notified(
    loan, asker, coordinator, sign_in
):
    visitor = sign_in(asker)
    page = visitor.get(reverse("loan_renew", args=[loan.pk]))
    day = page.context["form"]["day"].value()
    visitor.post(reverse("loan_renew", args=[loan.pk]), {"day": day.isoformat()})
    renewal = loan.renewals.get()
    assert (renewal.status, renewal.wished_on) == (RenewalStatus.PENDING, day)
    assert Message.objects.get(kind="renewal.asked").user == coordinator
    loan.refresh_from_db()
    assert loan.due_on == renewal.due_before


def test_agreed_it_is_longer_by_an_amendment_and_the_asker_is_notified(
    loan, asker, coordinator, later
):
    renewal = loan_change_operations.ask_renewal(loan, by=asker, wished_on=later)
    loan_change_operations.agree_renewal(renewal, by=coordinator, agreed_on=later)
    loan.refresh_from_db()
    assert (loan.due_on, renewal.amendment.status) == (later, AmendmentStatus.NOTED)
    assert Message.objects.get(kind="renewal.agreed").user == asker


def test_refused_it_stays_as_it_was_and_says_why(loan, asker, coordinator, later, sign_in):
    renewal = loan_change_operations.ask_renewal(loan, by=asker, wished_on=later)
    with pytest.raises(Refused):
        loan_change_operations.refuse_renewal(renewal, by=coordinator, refusal=" ")
    loan_change_operations.refuse_renewal(renewal, by=coordinator, refusal="D’autres attendent.")
    loan.refresh_from_db()
    assert loan.due_on == renewal.due_before
    assert Message.objects.get(kind="renewal.refused").user == asker
    page = sign_in(asker).get(loan.get_absolute_url()).content.decode()
    assert "D’autres attendent." in page


def test_a_coordinator_lends_for_longer_at_once_and_answers_what_was_requested(
    loan, asker, coordinator, later
):
    pending = loan_change_operations.ask_renewal(loan, by=asker, wished_on=later)
    renewal = loan_change_operations.renew(
        loan, by=coordinator, agreed_on=later + timedelta(days=1)
    )
    assert (renewal.pk, renewal.status) == (pending.pk, RenewalStatus.AGREED)


def test_another_association_asks_for_nothing_of_it(loan, later, other_association):
    with pytest.raises(PermissionDenied):
        loan_change_operations.ask_renewal(loan, by=other_association, wished_on=later)


def test_longer_is_later_than_today_and_than_now(loan, asker, coordinator):
    with pytest.raises(Refused):
        loan_change_operations.ask_renewal(loan, by=asker, wished_on=loan.due_on)
    renewal = loan_change_operations.ask_renewal(
        loan, by=asker, wished_on=loan.due_on + timedelta(days=9)
    )
    with pytest.raises(Refused):
        loan_change_operations.agree_renewal(renewal, by=coordinator, agreed_on=loan.due_on)


def test_one_is_requested_at_a_time_and_may_be_withdrawn(loan, asker, later):
    renewal = loan_change_operations.ask_renewal(loan, by=asker, wished_on=later)
    with pytest.raises(ValidationError):
        loan_change_operations.ask_renewal(loan, by=asker, wished_on=later)
    loan_change_operations.withdraw_renewal(renewal, by=asker)
    assert loan_change_operations.ask_renewal(loan, by=asker, wished_on=later)


@pytest.mark.parametrize("end", ["keep", "transfer", "return"])
def test_what_is_requested_of_a_loan_that_ends_is_withdrawn(loan, asker, coordinator, later, end):
    renewal = loan_change_operations.ask_renewal(loan, by=asker, wished_on=later)
    if end == "keep":
        loan_change_operations.keep(loan, by=coordinator)
    elif end == "transfer":
        there = UserFactory(association=True).organisation
        loan_change_operations.transfer(loan, by=coordinator, organisation=there)
    else:
        back = receipts_operations.Return(devices=dict.fromkeys(loan.items.all(), "good"))
        return_operations.take_back(loan, by=coordinator, back=back, receipt=b"%PDF-1.7")
    renewal.refresh_from_db()
    assert renewal.status == RenewalStatus.WITHDRAWN


@pytest.mark.parametrize("state", ["prepared", "closed", "cancelled"])
def test_only_what_is_out_is_lent_for_longer(state, coordinator):
    loan = LoanFactory(**{state: True})
    with pytest.raises(Refused):
        loan_change_operations.renew(
            loan, by=coordinator, agreed_on=loan.due_on + timedelta(days=9)
        )


def test_a_gift_is_not_lent_for_longer(coordinator, later):
    gift = LoanFactory(active=True, kind=LoanKind.GIFT, due_on=None)
    with pytest.raises(Refused):
        loan_change_operations.renew(gift, by=coordinator, agreed_on=later)
