"""One slip, and four counters that scan it at once."""

import pytest

from core.workflow.lifecycle import Refused
from loans.appointments import operations as appointment_operations
from loans.base.lifecycle.loans import RequestStatus
from loans.models import Loan, Referral, Request
from loans.requests.operations import referrals as referral_operations
from tests.factories import LoanFactory, ReferralLineFactory, UserFactory
from tests.races.together import FOUR, losers, race, winners

pytestmark = pytest.mark.usefixtures("again")


@pytest.fixture
def slip(again):
    return ReferralLineFactory().referral


@pytest.fixture
def counter(slip):
    return UserFactory(counter=True, sites=[slip.site])


@pytest.fixture
def loans(slip):
    return LoanFactory.create_batch(
        FOUR, site=slip.site, organisation=slip.organisation, recipient=None
    )


def use(slip, loan, counter):
    return referral_operations.use_referral(
        Loan.objects.get(pk=loan.pk), Referral.objects.get(pk=slip.pk), by=counter
    )


def test_a_slip_scanned_at_four_counters_is_used_once(slip, loans, counter):
    results = race(FOUR, lambda number: use(slip, loans[number], counter))
    assert len(winners(results)) == 1
    assert all(isinstance(loser, Refused) for loser in losers(results))
    assert Request.objects.filter(referral=slip).count() == 1


def test_a_slip_freed_while_scanned_elsewhere_is_used_once(slip, loans, counter):
    use(slip, loans[0], counter)

    def act(number):
        if number:
            return use(slip, loans[number], counter)
        return appointment_operations.cancel_loan(Loan.objects.get(pk=loans[0].pk), by=counter)

    race(2, act)
    slip.refresh_from_db()
    live = Request.objects.filter(referral=slip).exclude(status=RequestStatus.CANCELLED)
    assert live.count() == (slip.loan is not None)
    assert all(request.loans.get() == slip.loan for request in live)


def test_one_of_two_slips_scanned_at_once_is_used(loans, slip, counter):
    other = ReferralLineFactory(
        referral__organisation=slip.organisation, referral__site=slip.site
    ).referral
    slips = [slip, other]
    results = race(2, lambda number: use(slips[number], loans[0], counter))
    assert len(winners(results)) == 1
    assert Referral.objects.filter(loan=loans[0]).count() == 1
