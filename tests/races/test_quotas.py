"""The last of a quota asked for twice at once, and one machine scanned twice for a staff list."""

import pytest

from core.workflow.lifecycle import Refused
from loans.models import Request, RequestLine
from loans.requests.operations import requests as request_operations
from people.accounts import operations as people
from people.models import User
from tests.factories import OrganisationFactory, QuotaFactory, SiteFactory, UserFactory
from tests.races.together import FOUR, losers, race, winners

pytestmark = pytest.mark.usefixtures("again")


def test_the_last_of_a_quota_is_requested_once():
    quota, site = QuotaFactory(most=3), SiteFactory()
    organisation = quota.convention.organisation
    members = UserFactory.create_batch(FOUR, association=True, organisation=organisation)

    def ask(number):
        request = Request(organisation=organisation, site=site, purpose="school")
        lines = [RequestLine(category=quota.category, requested=2)]
        return request_operations.write_request(request, by=members[number], lines=lines, send=True)

    results = race(FOUR, ask)

    assert len(winners(results)) == 1
    assert all(isinstance(loser, Refused) for loser in losers(results))
    assert Request.objects.count() == 1


def test_managers_closed_concurrently_leave_one(coordinator):
    organisation = OrganisationFactory(approved=True)
    UserFactory(association=True, organisation=organisation)
    managers = UserFactory.create_batch(
        2, association=True, organisation=organisation, is_manager=True
    )

    def close(number):
        return people.disable_user(User.objects.get(pk=managers[number].pk), by=coordinator)

    results = race(2, close)

    assert len(winners(results)) == 1
    assert User.objects.filter(is_manager=True, is_active=True).count() == 1
