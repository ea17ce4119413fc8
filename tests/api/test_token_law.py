"""Database rules of tokens."""

import pytest
from django.utils import timezone

from tests.factories import TokenFactory, UserFactory
from tests.law import delete, refused, write

pytestmark = pytest.mark.django_db


def test_a_token_is_frozen_named_and_revoked_for_good():
    token = TokenFactory()
    user = UserFactory()
    for changes in ({"user": user}, {"token_hash": "0" * 64}, {"by": user}, {"ending": "0000"}):
        with refused("api_token_frozen"):
            write(token, **changes)
    with refused("api_token_named"):
        write(token, name="")
    assert write(token, revoked_at=timezone.now()) == 1
    with refused("api_token_revoked"):
        write(token, revoked_at=None)
    with refused("api_token_kept"):
        delete(token)
