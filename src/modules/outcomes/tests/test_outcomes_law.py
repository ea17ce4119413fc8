"""Database rules of public links to outcomes."""

from datetime import date

import pytest
from django.utils import timezone

from modules.outcomes.tests.factories import OutcomeLinkFactory
from tests.factories import DonorFactory
from tests.law import delete, refused, write

pytestmark = pytest.mark.django_db


def test_an_outcome_link_is_frozen():
    link = OutcomeLinkFactory()
    for changes in (
        {"donor": DonorFactory()},
        {"token_hash": "0" * 64},
        {"expires_on": date(2100, 1, 1)},
    ):
        with refused("outcomes_outcomelink_frozen"):
            write(link, **changes)
    with refused("outcomes_outcomelink_kept"):
        delete(link)


def test_a_revoked_link_stays_revoked():
    link = OutcomeLinkFactory()
    assert write(link, revoked_at=timezone.now()) == 1
    with refused("outcomes_outcomelink_revoked"):
        write(link, revoked_at=None)
