"""The last administrator, and an invitation that four open at once."""

import pytest

from core.workflow.lifecycle import Refused
from people.accounts import operations
from people.models import User
from tests.factories import UserFactory
from tests.races.together import FOUR, losers, race, winners

pytestmark = pytest.mark.usefixtures("again")


def test_administrators_closing_each_other_leave_one():
    admins = UserFactory.create_batch(2, admin=True)

    def close_the_other(number):
        other = User.objects.get(pk=admins[1 - number].pk)
        return operations.disable_user(other, by=admins[number])

    results = race(2, close_the_other)

    assert len(winners(results)) == 1
    assert isinstance(losers(results)[0], Refused)
    assert User.objects.filter(is_active=True).count() == 1


def test_an_invitation_is_accepted_once():
    user = UserFactory(invited=True, name="")

    def accept(number):
        me = User.objects.get(pk=user.pk)
        return operations.join(me, name=f"Ada {number}", password="correct horse battery")

    results = race(FOUR, accept)

    assert len(winners(results)) == 1
    assert all(isinstance(loser, Refused) for loser in losers(results))
    user.refresh_from_db()
    assert user.name == winners(results)[0].name
