"""One unused label, one code of a donor: of four who want it, one has it."""

import pytest

from core.workflow.lifecycle import Refused
from inventory.models import Device, Tag
from inventory.scanning.operations import attach_code, make_tags, replace_label
from tests.factories import DeviceFactory, TagFactory, UserFactory
from tests.races.together import FOUR, losers, race, winners

pytestmark = pytest.mark.usefixtures("again")
FREE = "RB2500001O"


def test_a_free_label_replaces_one_label():
    devices = DeviceFactory.create_batch(FOUR)
    TagFactory(free=True, code=FREE)
    user = UserFactory(volunteer=True)

    results = race(FOUR, lambda number: replace_label(devices[number], by=user, tag=FREE))

    assert len(winners(results)) == 1
    assert all(isinstance(loser, Refused) and FREE in str(loser) for loser in losers(results))
    assert Device.objects.get(asset_tag=FREE).tags.filter(status="current").get().code == FREE
    assert Tag.objects.filter(status="current").count() == FOUR


def test_concurrent_replacements_keep_every_old_label():
    device = DeviceFactory()
    user = UserFactory(volunteer=True)

    results = race(
        FOUR, lambda number: replace_label(Device.objects.get(pk=device.pk), by=user).asset_tag
    )

    device.refresh_from_db()
    assert len(set(winners(results))) == FOUR
    assert device.tags.get(status="current").code == device.asset_tag
    assert device.tags.filter(status="replaced").count() == FOUR


def test_a_foreign_code_is_attached_once():
    devices = DeviceFactory.create_batch(FOUR)
    user = UserFactory(volunteer=True)

    results = race(FOUR, lambda number: attach_code(devices[number], by=user, code="BELVOIR-17"))

    assert len(winners(results)) == 1
    assert all(isinstance(loser, Refused) for loser in losers(results))
    assert Tag.objects.filter(code="BELVOIR-17").count() == 1


def test_concurrent_tag_batches_have_distinct_numbers():
    user = UserFactory(volunteer=True)

    race(FOUR, lambda number: make_tags(by=user, quantity=5).pk)

    assert Tag.objects.free().count() == FOUR * 5
