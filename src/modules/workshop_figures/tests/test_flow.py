"""Flow of devices through the workshop: weeks, medians, and first-pass yield."""

from datetime import date, datetime
from unittest.mock import patch

import pytest
from django.utils import timezone

from core.models import Event
from desk.figures.times import ARRIVED, FINISHED, LEFT, ON_BENCH
from desk.figures.weeks import Weeks
from modules.workshop_figures.flow import counts_by_week, days_between, yield_by_week
from tests.factories import DeviceFactory
from tests.visits import undone

WEDNESDAY = date(2026, 3, 18)
MONDAY = date(2026, 3, 16)
BEFORE = date(2026, 3, 9)
WEEKS = Weeks.until(WEDNESDAY, 4)


@pytest.fixture
def record(technician):
    """`record("device.finished", device, "2026-03-17 10:00")` creates an event, in local time."""

    def record(kind, device, at, **data):
        then = timezone.make_aware(datetime.fromisoformat(at))
        with patch("core.models.event.timezone.now", return_value=then):
            return Event.objects.record(kind, device, by=technician, **data)

    return record


def of(counts):
    return {name: dict(counter) for name, counter in counts.items()}


def test_received_ready_and_handed_over_devices_are_counted_by_week(site, record):
    device, other = DeviceFactory.create_batch(2, site=site)
    record("device.received", device, "2026-03-10 09:00")
    record("device.received", other, "2026-03-16 09:00")
    record("device.finished", device, "2026-03-17 09:00")
    record("device.lent", device, "2026-03-17 10:00")
    record("device.given", other, "2026-03-18 10:00")
    record("device.tested", other, "2026-03-18 10:00", passed=1, failed=0)
    assert of(counts_by_week(WEEKS, site)) == {
        "received": {BEFORE: 1, MONDAY: 1},
        "ready": {MONDAY: 1},
        "out": {MONDAY: 2},
    }


def test_days_end_at_local_midnight_not_utc(site, record):
    device = DeviceFactory(site=site)
    record("device.received", device, "2026-03-16 00:30")  # Sunday 23:30 in UTC
    record("device.received", device, "2026-03-15 23:30")
    assert counts_by_week(WEEKS, site)["received"] == {MONDAY: 1, BEFORE: 1}


def test_other_weeks_other_sites_and_withdrawn_devices_do_not_count(site, record):
    device = DeviceFactory(site=site)
    record("device.received", device, "2026-02-22 23:59")
    record("device.received", device, "2026-03-23 00:00")
    record("device.received", DeviceFactory(), "2026-03-16 10:00")
    record("device.received", DeviceFactory(site=site, withdrawn=True), "2026-03-16 10:00")
    assert of(counts_by_week(WEEKS, site)) == {"received": {}, "ready": {}, "out": {}}
    assert counts_by_week(WEEKS)["received"] == {MONDAY: 1}


def test_events_of_other_objects_are_not_counted(site, record):
    device = DeviceFactory(site=site)
    site.pk = device.pk  # a site with the same id as the device
    record("device.received", site, "2026-03-16 10:00")
    assert counts_by_week(WEEKS)["received"] == {}


def test_the_median_of_days_from_one_step_to_the_next(site, record):
    for days in (1, 4, 10):
        device = DeviceFactory(site=site)
        record("device.received", device, "2026-03-02 18:00")
        record("device.refurbishing", device, f"2026-03-{2 + days:02} 09:00")
    assert days_between(ARRIVED, ON_BENCH, WEEKS, site) == 4


def test_the_median_of_two_is_their_mean_and_without_values_unknown(site, record):
    assert days_between(ON_BENCH, FINISHED, WEEKS, site) is None
    for end in ("2026-03-03 12:00", "2026-03-06 12:00"):
        device = DeviceFactory(site=site)
        record("device.refurbishing", device, "2026-03-02 09:00")
        record("device.finished", device, end)
    assert days_between(ON_BENCH, FINISHED, WEEKS, site) == 2.5


def test_the_last_stay_counts_not_the_first(site, record):
    device = DeviceFactory(site=site)
    record("device.received", device, "2026-01-02 09:00")
    record("device.refurbishing", device, "2026-01-05 09:00")
    record("device.finished", device, "2026-01-06 09:00")
    record("device.lent", device, "2026-01-07 09:00")
    record("device.returned", device, "2026-03-02 09:00")
    record("device.refurbishing", device, "2026-03-04 09:00")
    record("device.finished", device, "2026-03-09 09:00")
    record("device.lent", device, "2026-03-16 09:00")
    assert days_between(ARRIVED, ON_BENCH, WEEKS, site) == 2
    assert days_between(ON_BENCH, FINISHED, WEEKS, site) == 5
    assert days_between(FINISHED, LEFT, WEEKS, site) == 7


def test_returning_to_the_bench_is_no_new_arrival(site, record):
    device = DeviceFactory(site=site)
    record("device.received", device, "2026-03-02 09:00")
    record("device.refurbishing", device, "2026-03-03 09:00")
    record("device.finished", device, "2026-03-04 09:00")
    record("device.refurbishing", device, "2026-03-14 09:00")
    assert days_between(ARRIVED, ON_BENCH, WEEKS, site) == 1


TROUBLES = [
    ("device.tested", {"passed": 9, "failed": 0}, True),
    ("device.tested", {"passed": 9, "failed": 1}, False),
    ("device.erased", {"result": "passed"}, True),
    ("device.erased", {"result": "failed"}, False),
    ("device.erased", {"result": "unknown"}, False),
    ("device.quarantined", {}, False),
    ("device.repair_opened", {}, False),
    ("device.finished", {}, False),
    ("device.moved", {}, True),
]


def test_the_rate_ready_at_the_first_attempt_is_computed(site, record):
    for kind, data, is_clean in TROUBLES:
        with undone():
            device = DeviceFactory(site=site)
            record("device.received", device, "2026-02-02 09:00")
            record(kind, device, "2026-02-03 09:00", **data)
            record("device.finished", device, "2026-03-17 09:00")
            yields = yield_by_week(WEEKS, site)
            assert yields[MONDAY] == (1, int(is_clean)), (kind, data)
            assert yields[BEFORE] == (0, 0)


def test_events_before_the_last_arrival_or_of_others_do_not_count(site, record):
    device, other = DeviceFactory.create_batch(2, site=site)
    record("device.received", device, "2026-01-02 09:00")
    record("device.tested", device, "2026-01-03 09:00", passed=1, failed=4)
    record("device.returned", device, "2026-03-02 09:00")
    record("device.tested", other, "2026-03-03 09:00", passed=1, failed=4)
    record("device.finished", device, "2026-03-17 09:00")
    record("device.tested", device, "2026-03-18 09:00", passed=1, failed=4)
    week = yield_by_week(WEEKS, site)[MONDAY]
    assert (week, week.percent) == ((1, 1), 100)


def test_each_figure_takes_one_query(site, record, django_assert_num_queries):
    for _number in range(3):
        device = DeviceFactory(site=site)
        record("device.received", device, "2026-03-02 09:00")
        record("device.refurbishing", device, "2026-03-03 09:00")
        record("device.finished", device, "2026-03-04 09:00")
    counts_by_week(WEEKS, site)
    for figure in (
        lambda: counts_by_week(WEEKS, site),
        lambda: days_between(ARRIVED, ON_BENCH, WEEKS, site),
        lambda: yield_by_week(WEEKS, site),
    ):
        with django_assert_num_queries(1):
            figure()
