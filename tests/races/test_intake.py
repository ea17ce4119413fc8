"""Tags and serial numbers, when four enter devices at once."""

from itertools import chain

import pytest
from django.db import transaction

from core.models import Sequence
from core.workflow.lifecycle import Refused
from inventory.devices.identifiers import is_tag
from inventory.intake.operations.intake import receive_devices
from inventory.intake.validation import DeviceDraft
from inventory.models import Device, Tag
from tests.factories import CategoryFactory, DonationFactory, TagFactory, UserFactory
from tests.races.together import FOUR, losers, race, winners

pytestmark = pytest.mark.usefixtures("again")
EACH = 5


def test_a_sequence_gives_unique_numbers():
    def take(_number):
        with transaction.atomic():
            return list(Sequence.objects.take("race", EACH))

    numbers = list(chain.from_iterable(race(FOUR, take)))

    assert sorted(numbers) == list(range(1, FOUR * EACH + 1))


@pytest.mark.parametrize("lots", [1, FOUR], ids=["one lot", "four lots"])
def test_tags_are_unique(lots):
    donations = DonationFactory.create_batch(lots, promised=True)
    user = UserFactory(volunteer=True)
    facts = [DeviceDraft(category=CategoryFactory()) for _ in range(EACH)]

    def enter(number):
        donation = type(donations[0]).objects.get(pk=donations[number % lots].pk)
        return [d.asset_tag for d in receive_devices(facts, by=user, donation=donation)]

    tags = list(chain.from_iterable(race(FOUR, enter)))

    assert len(set(tags)) == FOUR * EACH
    assert all(is_tag(tag) for tag in tags)
    assert set(Tag.objects.values_list("code", flat=True)) == set(tags)
    assert sorted(int(tag[4:-1]) for tag in tags) == list(range(1, FOUR * EACH + 1))


def test_one_serial_number_enters_once():
    donations = DonationFactory.create_batch(FOUR, received=True)
    user = UserFactory(volunteer=True)
    facts = [DeviceDraft(category=CategoryFactory(), serial="ABC1")]

    results = race(FOUR, lambda number: receive_devices(facts, by=user, donation=donations[number]))

    assert len(winners(results)) == 1
    assert all(isinstance(loser, Refused) for loser in losers(results))
    assert Device.objects.filter(serial="ABC1").count() == 1


def test_a_label_is_used_for_one_device():
    donations = DonationFactory.create_batch(FOUR, received=True)
    user = UserFactory(volunteer=True)
    TagFactory(free=True, code="RB2600001Y")
    facts = [DeviceDraft(category=CategoryFactory(), tag="RB2600001Y")]

    results = race(FOUR, lambda number: receive_devices(facts, by=user, donation=donations[number]))

    assert len(winners(results)) == 1
    assert all("RB2600001Y" in str(loser) for loser in losers(results))
    assert Device.objects.get().asset_tag == "RB2600001Y"
