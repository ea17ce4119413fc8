"""One slip, scanned by four counters at once."""

import pytest
from django.utils import timezone

from loans.appointments import operations as appointment_operations
from loans.base.lifecycle.loans import Purpose, RequestStatus
from loans.models import Request
from modules.referrals import operations as referral_operations
from modules.referrals.models import Referral, ReferralLine
from modules.referrals.tests.factories import ReferralLineFactory
from tests.factories import CategoryFactory, LoanFactory, OrganisationFactory, RecipientFactory
from tests.races.test_anonymisation import race_with_the_erasure
from tests.races.together import FOUR, done, race

pytestmark = pytest.mark.usefixtures("again")


@pytest.fixture
def slip(site):
    return ReferralLineFactory(referral__site=site).referral


@pytest.fixture
def loans(slip):
    return LoanFactory.create_batch(
        FOUR, site=slip.site, organisation=slip.organisation, recipient=None
    )


def test_a_slip_scanned_at_four_counters_is_used_once(slip, loans, counter):
    results = race(
        lambda n, mine: referral_operations.use_referral(loans[n], mine, by=counter), slip
    )
    assert len(done(results)) == 1
    assert Request.objects.filter(referral=slip).count() == 1


def test_a_slip_freed_while_scanned_elsewhere_is_used_once(slip, loans, counter):
    first, second, *_others = loans
    referral_operations.use_referral(first, slip, by=counter)

    def act(number, slip, first):
        if number:
            return referral_operations.use_referral(second, slip, by=counter)
        return appointment_operations.cancel_loan(first, by=counter)

    done(race(act, slip, first, count=2))
    slip.refresh_from_db()
    live = Request.objects.filter(referral=slip).exclude(status=RequestStatus.CANCELLED)
    assert live.count() == (slip.loan is not None)
    assert all(request.loans.get() == slip.loan for request in live)


def test_one_of_two_slips_scanned_at_once_is_used(loans, slip, counter):
    same = {"referral__organisation": slip.organisation, "referral__site": slip.site}
    slips = [slip, ReferralLineFactory(**same).referral]
    results = race(
        lambda n, mine: referral_operations.use_referral(mine, slips[n], by=counter),
        loans[0],
        count=2,
    )
    assert len(done(results)) == 1
    assert Referral.objects.filter(loan=loans[0]).count() == 1


def test_a_slip_and_the_anonymisation_of_its_person_exclude_each_other(coordinator, site):
    person = RecipientFactory(organisation=OrganisationFactory(approved=True))
    laptop = CategoryFactory()

    def give(number, who):
        slip = Referral(
            organisation=who.organisation,
            site=site,
            recipient=who,
            purpose=Purpose.SCHOOL,
            valid_until=timezone.localdate(),
        )
        line = ReferralLine(category=laptop, quantity=1)
        return referral_operations.issue_referral(slip, by=coordinator, lines=[line])

    is_erased = race_with_the_erasure(person, coordinator, give)
    assert is_erased != Referral.objects.filter(recipient=person).exists()
