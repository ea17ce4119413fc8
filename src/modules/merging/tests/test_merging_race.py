"""A merge, and a concurrently entered row that refers to the merged row."""

import pytest
from django.db import transaction

from donations.models import Donation
from modules.merging.merging import follow_merges, merge, undo_merge
from tests.factories import DonationFactory, DonorFactory, SiteFactory, UserFactory
from tests.races.together import Behind

pytestmark = pytest.mark.usefixtures("again")


@pytest.fixture
def pair():
    return DonorFactory(), DonorFactory()


def test_what_is_entered_just_before_a_merge_follows_it(pair, pool):
    loser, survivor = pair
    site, by = SiteFactory(), UserFactory(coordinator=True)
    behind = Behind(lambda: merge(loser, by=by, into=survivor), pool)
    with transaction.atomic():
        DonationFactory(donor=loser, site=site)
        behind.start()  # PostgreSQL checks a foreign key when its row is committed
    assert behind.end() is None
    follow_merges()
    assert Donation.objects.get().donor == survivor
    loser.refresh_from_db()
    undo_merge(loser, by=by)
    assert Donation.objects.get().donor == loser


def test_what_is_entered_just_after_a_merge_follows_it(pair, pool):
    loser, survivor = pair
    site, by = SiteFactory(), UserFactory(coordinator=True)
    behind = Behind(lambda: DonationFactory(donor=loser, site=site), pool)
    with transaction.atomic():
        merge(loser, by=by, into=survivor)
        assert behind.start()
    assert behind.end() is None
    follow_merges()
    assert Donation.objects.get().donor == survivor
