"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.referrals import operations
from modules.referrals.models import Referral
from modules.referrals.tests.factories import ReferralFactory, ReferralLineFactory
from people.base.roles import Role
from tests import factories as make
from tests.access_page import C, K, Page, act
from tests.law import write
from tests.races.fixed_writes import organisation_of
from tests.races.lock_orders import of, series
from tests.races.writes_anonymised import turning_to

FACTORIES = [ReferralFactory, ReferralLineFactory]
PAGES = {
    "referral_list": Page(C, association=True),
    "referral_new": Page(K, association=True),
    "referral_detail": Page(C, "referral", association=True),
    "referral_file": Page(C, "referral", association=True, file=True),
    "referral_cancel": act(K, "referral", association=True),
}
LOWEST = {
    Role.COUNTER: [operations.use_referral],
    Role.COORDINATOR: [operations.cancel_referral, operations.issue_referral],
}
FOR_ASSOCIATIONS = [operations.cancel_referral, operations.issue_referral]
ONE_PAGE = ["referral_file"]
PICTURES = {"referrals": ("referral_detail", Referral)}
NAMES_PEOPLE = ["referral_list"]


def slip_of(person, **facts):
    return ReferralFactory(recipient=person, organisation=person.organisation, **facts)


CONTACTS = {"slip": lambda person: slip_of(person, cancelled=True)}
LIVE = {"a slip": slip_of}


def used_anew():
    """Two writes: a former request is accepted again, and its slip gets another request."""
    organisation = make.OrganisationFactory(approved=True)
    former, other = (
        make.RequestFactory(organisation=organisation, recipient=None) for _number in range(2)
    )
    slip = ReferralFactory(organisation=organisation, request=former)
    write(former, status="cancelled")
    return lambda: write(former, status="accepted"), lambda: write(slip, request_id=other.pk)


RACES = {
    "referrals_referral_not_anonymous": lambda: turning_to(ReferralFactory()),
    "referrals_referral_once": used_anew,
}
FIXED = {
    "referrals_referral_same_organisation": lambda: organisation_of(
        make.RecipientFactory(), make.LoanFactory(), make.RequestFactory()
    )
}


def giving_a_slip():
    quota = make.QuotaFactory(most=9)
    convention = quota.convention
    person = make.RecipientFactory(organisation=convention.organisation)
    sample = ReferralFactory.build(created_by=None, organisation=None, site=None)
    facts = {"organisation": person.organisation, "recipient": person, "site": make.SiteFactory()}
    slip = Referral(purpose="school", valid_until=sample.valid_until, **facts)
    lines = [ReferralLineFactory.build(referral=None, category=quota.category)]
    by = of(association=True, organisation=person.organisation)
    return [person, convention], lambda: operations.issue_referral(slip, by=by, lines=lines)


def using_a_slip():
    slip = ReferralLineFactory(referral__for_somebody=True).referral
    loan = make.LoanFactory(organisation=slip.organisation, recipient=None)
    by = of(counter=True)
    return (
        [slip.recipient, loan, slip, series("request")],
        lambda: operations.use_referral(loan, slip, by=by),
    )


LOCKS = {"a slip is given": giving_a_slip, "a slip is used": using_a_slip}


def add_to(world):
    world.referral = ReferralLineFactory(
        referral__organisation=world.organisation,
        referral__recipient=world.person,
        referral__site=world.site,
        category=world.category,
    ).referral


def leave_traces(loan, _cells, _scan):
    slip_of(loan.recipient, cancelled=True)
