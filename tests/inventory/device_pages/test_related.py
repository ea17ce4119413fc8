"""Counts of the related rows of a row, in a single statement."""

import pytest

from inventory.device_pages.related import counts_of
from inventory.device_pages.views import RELATED
from tests.factories import AccessoryKindFactory, DeviceFactory, ImportRowFactory, PhotoFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def test_the_rows_of_each_relation_are_counted(django_assert_num_queries):
    device, other = DeviceFactory(), DeviceFactory()
    device.came_with.add(AccessoryKindFactory(), AccessoryKindFactory())
    ImportRowFactory(devices=[device, other])
    PhotoFactory(subject=device)
    for one in (device, other):
        with django_assert_num_queries(1):
            counts = counts_of(one, *RELATED, photos=True)
        photos = counts.pop("photos")
        assert counts == {name: getattr(one, name).count() for name in RELATED}
        assert photos == (one == device)
    assert counts_of(device, "came_with") == {"came_with": 2}
