"""The last administrator, manager or quota unit, and an invitation accepted by four users."""

import pytest

from loans.models import Request, RequestLine
from loans.requests.operations import requests as request_operations
from people.accounts import operations
from people.models import User
from tests.factories import OrganisationFactory, QuotaFactory, UserFactory
from tests.races.together import FOUR, done, race

pytestmark = pytest.mark.usefixtures("again")


def test_administrators_closing_each_other_leave_one_active():
    admins = UserFactory.create_batch(2, admin=True)
    results = race(
        lambda n, *both: operations.disable_user(both[1 - n], by=admins[n]), *admins, count=2
    )
    assert len(done(results)) == 1
    assert User.objects.filter(is_active=True).count() == 1


def test_managers_closed_concurrently_leave_one(coordinator):
    organisation = OrganisationFactory(approved=True)
    UserFactory(association=True, organisation=organisation)
    managers = UserFactory.create_batch(
        2, association=True, organisation=organisation, is_manager=True
    )
    results = race(
        lambda n, *both: operations.disable_user(both[n], by=coordinator), *managers, count=2
    )
    assert len(done(results)) == 1
    assert User.objects.filter(is_manager=True, is_active=True).count() == 1


def test_an_invitation_is_accepted_once():
    user = UserFactory(invited=True, name="")
    secret = {"password": "correct horse battery"}
    [joined] = done(race(lambda n, mine: operations.join(mine, name=f"Ada {n}", **secret), user))
    user.refresh_from_db()
    assert user.name == joined.name


def test_the_last_of_a_quota_is_requested_once(site):
    quota = QuotaFactory(most=3)
    organisation = quota.convention.organisation
    members = UserFactory.create_batch(FOUR, association=True, organisation=organisation)

    def ask(number):
        request = Request(organisation=organisation, site=site, purpose="school")
        lines = [RequestLine(category=quota.category, requested=2)]
        return request_operations.write_request(request, by=members[number], lines=lines, send=True)

    assert len(done(race(ask))) == 1
    assert Request.objects.count() == 1
