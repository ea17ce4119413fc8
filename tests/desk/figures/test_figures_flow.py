"""What is counted for weeks at once is what each week's figure counts by itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.dates import midnight
from core.models import Event
from desk.figures.flow import FLOW, by_week
from desk.figures.registry import FIGURES
from desk.figures.scope import Scope
from desk.figures.weeks import Weeks
from inventory.devices.age_buckets import LEAST, Age
from inventory.models import Device
from tests.factories import DeviceFactory, LoanItemFactory

pytestmark = pytest.mark.engine


def test_each_week_of_the_flow_equals_its_figure(site, coordinator):
    today = timezone.localdate()
    weeks = Weeks.until(today, 3)
    twice, elsewhere = DeviceFactory(ready=True, site=site), DeviceFactory(ready=True)
    for device, kind in (
        (twice, "device.received"),
        (twice, "device.finished"),
        (twice, "device.finished"),
        (elsewhere, "device.finished"),
        (DeviceFactory(withdrawn=True, site=site), "device.received"),
    ):
        Event.objects.record(kind, device, by=coordinator)
    LoanItemFactory(open=True, loan__site=site)
    LoanItemFactory(open=True, loan__site=site, opened_at=timezone.now() - timedelta(days=9))
    LoanItemFactory(returned=True, loan__site=site)
    for here in (site, None):
        scope = Scope(user=coordinator, first=weeks.first, last=today, site=here)
        counts = by_week(scope)
        for monday in weeks.mondays:
            week = Scope(user=coordinator, first=monday, last=monday + timedelta(6), site=here)
            for key in FLOW:
                assert counts[key][monday] == FIGURES[key].number(week), (key, monday)
    assert counts["devices_returned"][weeks.mondays[-1]] == 1
    assert counts["devices_refurbished"][weeks.mondays[-1]] == 2


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
    assert {age: dates[0] for age, dates in since.items()} == dict(LEAST)
