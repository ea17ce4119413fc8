"""Tags and serial numbers entered concurrently by four users."""

from itertools import chain

import pytest

from core.workflow.lifecycle import Refused
from inventory.devices.identifiers import is_tag
from inventory.intake.operations.intake import receive_devices
from inventory.intake.validation import DeviceDraft
from inventory.models import Device, Tag
from tests.factories import CategoryFactory, DonationFactory, TagFactory
from tests.races.together import FOUR, done, race

pytestmark = pytest.mark.usefixtures("again")
EACH = 5


def enter_at_once(lots, volunteer, facts):
    """Let four users enter these devices in the lots concurrently; return the results."""
    facts = [DeviceDraft(category=CategoryFactory(), **one) for one in facts]

    def enter(number, *mine):
        return receive_devices(facts, by=volunteer, donation=mine[number % len(mine)])

    return race(enter, *lots)


def test_tags_are_unique_and_follow_each_other(volunteer):
    lots = DonationFactory.create_batch(2, promised=True)
    entered = chain.from_iterable(done(enter_at_once(lots, volunteer, [{}] * EACH)))
    tags = [device.asset_tag for device in entered]
    assert all(is_tag(tag) for tag in tags)
    assert set(Tag.objects.values_list("code", flat=True)) == set(tags)
    assert sorted(int(tag[4:-1]) for tag in tags) == list(range(1, FOUR * EACH + 1))


def test_one_serial_number_and_one_label_enter_once(volunteer):
    lots = DonationFactory.create_batch(FOUR, received=True)
    TagFactory(free=True, code="RB2500001O")
    assert len(done(enter_at_once(lots, volunteer, [{"serial": "ABC1"}]))) == 1
    results = enter_at_once(lots, volunteer, [{"tag": "RB2500001O"}])
    assert len(done(results)) == 1
    refusals = [str(result) for result in results if isinstance(result, Refused)]
    assert all("RB2500001O" in refusal for refusal in refusals)
    assert set(Device.objects.values_list("serial", flat=True)) == {"ABC1", None}
    assert Device.objects.filter(asset_tag="RB2500001O").count() == 1
