"""An unused label, a donor code or a printer: of four concurrent users, only one gets it."""

import pytest

from inventory.labels.operations.tags import attach_code, replace_label
from inventory.models import Device, Tag
from tests.factories import DeviceFactory, TagFactory
from tests.races.together import FOUR, done, race

pytestmark = pytest.mark.usefixtures("again")
FREE = "RB2500001O"


def test_a_free_label_replaces_one_label(volunteer):
    devices = DeviceFactory.create_batch(FOUR)
    TagFactory(free=True, code=FREE)
    results = race(lambda n: replace_label(devices[n], by=volunteer, tag=FREE))
    assert len(done(results)) == 1
    assert sum(isinstance(result, Exception) and FREE in str(result) for result in results) == 3
    assert Device.objects.get(asset_tag=FREE).tags.filter(status="current").get().code == FREE
    assert Tag.objects.filter(status="current").count() == FOUR


def test_concurrent_replacements_keep_every_old_label(volunteer):
    device = DeviceFactory()
    results = race(lambda _n, mine: replace_label(mine, by=volunteer).asset_tag, device)
    device.refresh_from_db()
    assert len(set(done(results))) == FOUR
    assert device.tags.get(status="current").code == device.asset_tag
    assert device.tags.filter(status="replaced").count() == FOUR


def test_a_foreign_code_is_attached_once(volunteer):
    devices = DeviceFactory.create_batch(FOUR)
    results = race(lambda n: attach_code(devices[n], by=volunteer, code="BELVOIR-17"))
    assert len(done(results)) == 1
    assert Tag.objects.filter(code="BELVOIR-17").count() == 1
