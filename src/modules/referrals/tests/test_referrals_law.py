"""Database rules of referral slips."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.db.transaction import atomic
from django.utils import timezone

from loans.base.lifecycle.loans import RequestStatus
from modules.referrals.lifecycle import ReferralStatus
from modules.referrals.tests.factories import ReferralFactory, ReferralLineFactory
from tests.factories import (
    CategoryFactory,
    LoanFactory,
    OrganisationFactory,
    RecipientFactory,
    RequestFactory,
)
from tests.law import copy, delete, refused, write

pytestmark = pytest.mark.django_db


def test_a_slip_has_a_valid_status():
    with refused("referrals_referral_status_known"):
        write(ReferralFactory(), status="eaten")


def test_only_a_used_slip_has_a_hand_over():
    slip = ReferralFactory()
    with refused("referrals_referral_used_by_loan"):
        write(slip, status=ReferralStatus.USED)
    with refused("referrals_referral_used_by_loan"):
        write(slip, loan=LoanFactory(organisation=slip.organisation))


def test_a_used_slip_keeps_its_request():
    slip = ReferralFactory(used=True)
    write(slip.request, status=RequestStatus.CANCELLED)

    with refused("referrals_referral_request_frozen"):
        write(slip, request=RequestFactory(organisation=slip.organisation, recipient=None))


def test_a_slip_is_used_again_only_when_its_request_was_cancelled():
    organisation = OrganisationFactory(approved=True)
    former, other = RequestFactory.create_batch(2, organisation=organisation, recipient=None)
    slip = ReferralFactory(organisation=organisation, request=former)
    with refused("referrals_referral_once"):
        write(slip, request=other)

    write(former, status=RequestStatus.CANCELLED)

    assert write(slip, request=other)


def test_a_request_is_created_from_one_slip():
    slip = ReferralFactory(used=True)
    with pytest.raises(IntegrityError), atomic():
        write(ReferralFactory(organisation=slip.organisation), request=slip.request)


def test_a_slip_is_used_by_its_organisation():
    slip = ReferralFactory()
    with refused("referrals_referral_same_organisation"):
        write(slip, recipient=RecipientFactory())
    with refused("referrals_referral_same_organisation"):
        write(slip, loan=LoanFactory())
    with refused("referrals_referral_same_organisation"):
        write(slip, request=RequestFactory())
    with refused("referrals_referral_same_organisation"):
        copy(slip, number="B99", recipient=RecipientFactory())


def test_a_slip_has_valid_fields():
    for rule, wrong in (
        ("referrals_referral_audience", {"audience": "structure"}),
        ("referrals_referral_purpose", {"purpose": "fun"}),
        ("referrals_referral_household", {"household_size": 0}),
        ("referrals_referral_frozen", {"number": "B99"}),
    ):
        with refused(rule):
            write(ReferralFactory(), **wrong)


def test_an_issued_slip_is_frozen():
    slip = ReferralFactory()
    with refused("referrals_referral_frozen"):
        write(slip, valid_until=timezone.localdate() + timedelta(days=300))
    with refused("referrals_referral_kept"):
        delete(slip)


def test_an_entitlement_has_exactly_one_kind():
    line = ReferralLineFactory()
    with refused("referrals_referralline_one_kind"):
        copy(line, category=None)
    with refused("referrals_referralline_quantity"):
        copy(line, quantity=0)


def test_an_issued_entitlement_is_frozen():
    line = ReferralLineFactory()
    with refused("referrals_referralline_frozen"):
        write(line, quantity=3)
    with refused("referrals_referralline_frozen"):
        write(line, category=CategoryFactory())
    with refused("referrals_referralline_needs_frozen"):
        write(line, min_ram_gb=8)
    with refused("referrals_referralline_needs"):
        ReferralLineFactory(of_kits=True, needs_webcam=True)
    with refused("referrals_referralline_kept"):
        delete(line)


def test_no_slip_is_given_to_an_anonymised_person():
    slip = ReferralFactory()
    with refused("referrals_referral_not_anonymous"):
        write(slip, recipient=RecipientFactory(anonymised=True, organisation=slip.organisation))
