"""Age buckets of device statuses, in days."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.dates import midnight
from inventory.devices.age_buckets import MIN_DAYS, Age
from inventory.models import Device
from tests.factories import DeviceFactory

pytestmark = pytest.mark.engine


def test_every_device_is_in_one_age_bucket_with_limits_in_days(site):
    today = timezone.localdate()
    days = [0, 6, 7, 27, 28, 90, 91, 400]
    for since in days:
        noon = midnight(today - timedelta(days=since)) + timedelta(hours=12)
        DeviceFactory(received=True, site=site, status_since=noon)
    rows_by_age = {age: Device.objects.standing_for(age, today) for age in Age}
    since = {
        age: sorted((today - timezone.localdate(row.status_since)).days for row in rows)
        for age, rows in rows_by_age.items()
    }
    assert sorted(day for dates in since.values() for day in dates) == days
    assert {age: dates[0] for age, dates in since.items()} == dict(MIN_DAYS)
