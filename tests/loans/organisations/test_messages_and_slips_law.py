"""What the database refuses about groups of requests, messages and referral slips."""

from datetime import timedelta

import pytest
from django.utils import timezone

from loans.base.lifecycle.loans import ReferralStatus, RequestStatus
from tests.factories import (
    CategoryFactory,
    LoanFactory,
    OrganisationFactory,
    RecipientFactory,
    ReferralFactory,
    ReferralLineFactory,
    RequestFactory,
    RequestGroupFactory,
    RequestMessageFactory,
    UserFactory,
)
from tests.law import copy, delete, refused, write

pytestmark = pytest.mark.django_db


# --- Groups ---------------------------------------------------------------------------------------
def test_a_request_group_is_frozen():
    group = RequestGroupFactory()
    with refused("loans_requestgroup_frozen"):
        write(group, organisation=OrganisationFactory())
    with refused("loans_requestgroup_frozen"):
        write(group, number="F99")
    with refused("loans_requestgroup_kept"):
        delete(group)


def test_a_request_and_its_group_have_one_organisation():
    request = RequestFactory()
    with refused("loans_request_origin_same_organisation"):
        copy(request, number="R99", group=RequestGroupFactory())
    with refused("loans_request_origin_same_organisation"):
        copy(request, number="R99", referral=ReferralFactory())


def test_the_origin_of_a_request_is_frozen():
    request = RequestFactory()
    with refused("loans_request_origin_frozen"):
        write(request, group=RequestGroupFactory(organisation=request.organisation))
    with refused("loans_request_origin_frozen"):
        write(request, referral=ReferralFactory(organisation=request.organisation))


# --- Messages -------------------------------------------------------------------------------------
def test_a_message_has_a_text_until_withdrawn():
    message = RequestMessageFactory()
    with refused("loans_requestmessage_text"):
        write(message, text="")
    with refused("loans_requestmessage_text"):
        write(message, withdrawn_at=timezone.now())
    assert write(message, text="", withdrawn_at=timezone.now())


def test_a_message_is_frozen():
    message = RequestMessageFactory()
    with refused("loans_requestmessage_not_edited"):
        write(message, text="Something else")
    with refused("loans_requestmessage_frozen"):
        write(message, is_ours=True)
    with refused("loans_requestmessage_frozen"):
        write(message, request=RequestFactory())
    with refused("loans_requestmessage_kept"):
        delete(message)


def test_a_withdrawn_message_is_final():
    with refused("loans_requestmessage_stays_withdrawn"):
        write(RequestMessageFactory(withdrawn=True), withdrawn_at=None, text="")


def test_a_message_is_read_after_it_was_written():
    with refused("loans_requestmessage_read"):
        write(RequestMessageFactory(), read_at=timezone.now() - timedelta(days=1))


def test_only_the_two_sides_write():
    message = RequestMessageFactory()
    with refused("loans_requestmessage_writer"):
        copy(message, by=UserFactory(association=True))
    with refused("loans_requestmessage_writer"):
        copy(message, is_ours=True)
    with refused("loans_requestmessage_writer"):
        copy(message, by=UserFactory(coordinator=True))


# --- Slips ----------------------------------------------------------------------------------------
def test_a_slip_has_a_valid_status():
    with refused("loans_referral_status_known"):
        write(ReferralFactory(), status="eaten")


def test_only_a_used_slip_has_a_hand_over():
    slip = ReferralFactory()
    with refused("loans_referral_used_by_loan"):
        write(slip, status=ReferralStatus.USED)
    with refused("loans_referral_used_by_loan"):
        write(slip, loan=LoanFactory(organisation=slip.organisation))


def test_a_slip_is_used_once():
    slip = ReferralFactory()
    request = RequestFactory(organisation=slip.organisation, referral=slip)
    with refused("loans_request_referral_once"):
        copy(request, number="R99")
    write(request, status=RequestStatus.CANCELLED)
    assert copy(request, number="R99", status=RequestStatus.DRAFT).pk


def test_a_slip_is_used_by_its_organisation():
    slip = ReferralFactory()
    with refused("loans_referral_same_organisation"):
        write(slip, recipient=RecipientFactory())
    with refused("loans_referral_same_organisation"):
        write(slip, status=ReferralStatus.USED, loan=LoanFactory())
    with refused("loans_referral_same_organisation"):
        copy(slip, number="B99", recipient=RecipientFactory())


def test_a_slip_has_valid_fields():
    for rule, wrong in (
        ("loans_referral_audience", {"audience": "structure"}),
        ("loans_referral_purpose", {"purpose": "fun"}),
        ("loans_referral_household", {"household_size": 0}),
        ("loans_referral_frozen", {"number": "B99"}),
    ):
        with refused(rule):
            write(ReferralFactory(), **wrong)


def test_an_issued_slip_is_frozen():
    slip = ReferralFactory()
    with refused("loans_referral_frozen"):
        write(slip, valid_until=timezone.localdate() + timedelta(days=300))
    with refused("loans_referral_kept"):
        delete(slip)


def test_an_entitlement_has_exactly_one_kind():
    line = ReferralLineFactory()
    with refused("loans_referralline_one_kind"):
        copy(line, category=None)
    with refused("loans_referralline_quantity"):
        copy(line, quantity=0)


def test_an_issued_entitlement_is_frozen():
    line = ReferralLineFactory()
    with refused("loans_referralline_frozen"):
        write(line, quantity=3)
    with refused("loans_referralline_frozen"):
        write(line, category=CategoryFactory())
    with refused("loans_referralline_needs_frozen"):
        write(line, min_ram_gb=8)
    with refused("loans_referralline_needs"):
        ReferralLineFactory(of_kits=True, needs_webcam=True)
    with refused("loans_referralline_kept"):
        delete(line)
