"""Eligible organisations are approved, within their convention, and not too late."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Identity
from core.workflow.lifecycle import Refused
from loans.allocation.operations import preparation as preparation_operations
from loans.models import Loan, Request, RequestLine, Rules
from loans.organisations import operations as organisation_operations
from loans.organisations.eligibility import may_ask
from loans.requests.operations import requests as request_operations
from people.models import Organisation
from tests.factories import (
    CategoryFactory,
    ConventionFactory,
    LateExemptionFactory,
    LoanFactory,
    OrganisationFactory,
    QuotaFactory,
    RequestFactory,
    RequestLineFactory,
    UserFactory,
)
from tests.leaks import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
TODAY = timezone.localdate
DAY = timedelta(days=1)


def late(organisation, count):
    for _ in range(count):
        LoanFactory(overdue=True, organisation=organisation, recipient=None)


def test_an_organisation_asks_if_it_is_approved_and_in_its_convention():
    for case, organisation, may in (
        ("approved", OrganisationFactory(approved=True), True),
        ("asked", OrganisationFactory(asked=True), False),
        ("suspended", OrganisationFactory(suspended=True), False),
        ("expired", OrganisationFactory(expired=True), False),
        ("in its convention", ConventionFactory().organisation, True),
        ("on the last day", ConventionFactory(ends_on=TODAY()).organisation, True),
        ("past it", ConventionFactory(past=True).organisation, False),
        ("before it", ConventionFactory(to_come=True).organisation, False),
        ("after an ended one", ConventionFactory(ended=True).organisation, False),
    ):
        assert bool(may_ask(organisation, TODAY())) is may, case


def test_too_many_late_loans_block_new_requests_until_one_is_returned():
    organisation = OrganisationFactory(approved=True)
    LoanFactory(active=True, organisation=organisation, recipient=None)
    late(organisation, 2)
    assert may_ask(organisation, TODAY())
    for _more in range(2):
        late(organisation, 1)
        assert not may_ask(organisation, TODAY())
    assert "4 loans of" in may_ask(organisation, TODAY()).reason
    returned = Loan.objects.filter(due_on__lt=TODAY()).values_list("pk")[:2]
    Loan.objects.filter(pk__in=[pk for (pk,) in returned]).update(status="closed")
    assert may_ask(organisation, TODAY())


def test_the_limit_of_late_loans_is_a_setting():
    organisation = OrganisationFactory(approved=True)
    late(organisation, 1)
    Rules.objects.create(pk=1, late_limit=1)
    Rules.clear_cache()
    assert not may_ask(organisation, TODAY())

    Rules.objects.update(late_limit=0)
    Rules.clear_cache()
    assert may_ask(organisation, TODAY())


def test_our_own_association_is_never_blocked():
    ours = OrganisationFactory(ours=True)
    late(ours, 5)

    assert may_ask(ours, TODAY())


def test_an_exemption_counts_until_its_last_day():
    LateExemptionFactory.create_batch(2)  # so that numbers are not equal by chance
    for facts, may in (({}, True), ({"past": True}, False), ({"ended": True}, False)):
        organisation = OrganisationFactory.create_batch(4, approved=True)[-1]
        late(organisation, 3)
        LateExemptionFactory(organisation=organisation, **facts)
        assert bool(may_ask(organisation, TODAY())) is may, facts


def test_an_exemption_is_granted_with_a_reason_and_ended(coordinator):
    organisation = OrganisationFactory(approved=True)
    late(organisation, 3)
    with pytest.raises(Refused, match="Give the reason"):
        organisation_operations.grant_exemption(
            organisation, by=coordinator, until=TODAY(), reason=" "
        )
    with pytest.raises(Refused, match="has passed"):
        organisation_operations.grant_exemption(
            organisation, by=coordinator, until=TODAY() - DAY, reason="Soon"
        )

    organisation_operations.grant_exemption(
        organisation, by=coordinator, until=TODAY(), reason="They come tomorrow"
    )
    assert may_ask(organisation, TODAY())
    organisation_operations.end_exemption(organisation, by=coordinator)
    assert not may_ask(organisation, TODAY())
    with pytest.raises(Refused, match="already"):
        organisation_operations.end_exemption(organisation, by=coordinator)


def test_lateness_takes_one_query(django_assert_num_queries):
    organisation = OrganisationFactory(approved=True)
    late(organisation, 2)
    Rules.cached()
    Identity.cached()

    with django_assert_num_queries(2):  # queries for conventions and late loans
        assert may_ask(organisation, TODAY())


# --- Effects of a block ---------------------------------------------------------------------------
@pytest.fixture
def suspended(site):
    """A user of a suspended organisation, and an earlier request."""
    organisation = OrganisationFactory(approved=True)
    member = UserFactory(association=True, organisation=organisation)
    request = RequestFactory(
        sent=True, organisation=organisation, recipient=None, site=site, created_by=member
    )
    RequestLineFactory(request=request)
    Organisation.objects.filter(pk=organisation.pk).update(status="suspended")
    return member, request


def lines():
    return [RequestLine(category=CategoryFactory(), requested=1)]


def test_a_suspended_association_may_read_but_not_request(suspended, sign_in, site):
    member, request = suspended
    new = Request(organisation=request.organisation, site=site, purpose="school")
    with pytest.raises(Refused, match="suspended"):
        request_operations.write_request(new, by=member, lines=lines())
    assert Request.objects.count() == 1

    client = sign_in(member)
    assert client.get(request.get_absolute_url()).status_code == 200
    assert "Structure suspendue" in text_of(client.get(reverse("home")))


def test_a_suspended_association_cannot_change_sent_requests(suspended):
    member, request = suspended
    loan_request = Request.objects.get(pk=request.pk)
    with pytest.raises(Refused, match="suspended"):
        request_operations.write_request(loan_request, by=member, lines=lines())

    assert request_operations.cancel_request(loan_request, by=member).status == "cancelled"


def test_a_late_association_keeps_a_draft_and_does_not_send_it(site):
    member = UserFactory(association=True)
    late(member.organisation, 3)
    new = Request(organisation=member.organisation, site=site, purpose="school")
    draft = request_operations.write_request(new, by=member, lines=lines())
    with pytest.raises(Refused, match="3 loans"):
        request_operations.send_request(draft, by=member)

    draft.refresh_from_db()
    assert draft.status == "draft"


def test_lateness_has_no_other_effect(site, counter):
    member = UserFactory(association=True)
    sent = RequestFactory(
        sent=True, organisation=member.organisation, recipient=None, site=site, created_by=member
    )
    accepted = RequestFactory(
        accepted=True, organisation=member.organisation, recipient=None, site=site
    )
    late(member.organisation, 3)

    assert request_operations.write_request(sent, by=member, lines=lines()).status == "sent"
    assert preparation_operations.prepare_for(accepted, by=counter).status == "prepared"


def test_a_walk_in_is_blocked_too(site, counter):
    organisation = OrganisationFactory(suspended=True)
    with pytest.raises(Refused, match="suspended"):
        preparation_operations.prepare(by=counter, organisation=organisation, site=site)

    assert not Loan.objects.exists()


def test_the_form_shows_the_block_at_once(sign_in):
    member = UserFactory(association=True)
    late(member.organisation, 3)
    client = sign_in(member)

    for name in ("home", "request_new"):
        assert "3 prêts" in text_of(client.get(reverse(name))), name


def test_values_over_the_limit_are_kept_in_the_form(sign_in, site):
    quota = QuotaFactory(most=2)
    member = UserFactory(association=True, organisation=quota.convention.organisation)
    data = {
        "audience": "family",
        "household_size": 4,
        "purpose": "school",
        "site": site.pk,
        "reference": "DOSSIER-12",
        f"category_{quota.category_id}": 3,
        "send": "on",
    }
    answer = sign_in(member).post(reverse("request_new"), data)

    assert answer.status_code == 200
    assert "en laisse 2 sur 2" in text_of(answer)
    assert "DOSSIER-12" in answer.text
    assert not Request.objects.exists()
