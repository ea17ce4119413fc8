"""Slots are computed from hours, closures and bookings, in local time."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from loans.appointments.slots import bookable, days_of, slot_at, stranded
from loans.models import Appointment
from tests.factories import AppointmentFactory, ClosureFactory, OpeningHoursFactory

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
MONDAY = date(2027, 3, 22)
SUNDAY, FORWARD, BACK = 6, date(2027, 3, 28), date(2027, 10, 31)


def at(day, hour, minute=0):
    return datetime.combine(day, time(hour, minute), PARIS)


def walls(day):
    return [f"{slot.local:%H:%M}" for slot in day.slots]


@pytest.fixture
def hours(site):
    """Monday from 9 to noon, in half-hour slots of two places."""
    return OpeningHoursFactory(site=site)


def test_a_span_is_cut_into_whole_slots(site):
    OpeningHoursFactory(site=site, closes_at=time(10, 50), minutes=30, capacity=3)
    OpeningHoursFactory(site=site, opens_at=time(14), closes_at=time(15), minutes=20)
    (day,) = days_of(site, MONDAY, MONDAY)

    assert walls(day) == ["09:00", "09:30", "10:00", "14:00", "14:20", "14:40"]
    assert {slot.capacity for slot in day.slots[:3]} == {3}
    assert day.slots[0].starts_at == datetime(2027, 3, 22, 8, tzinfo=UTC)
    assert day.slots[0].ends_at - day.slots[0].starts_at == timedelta(minutes=30)


def test_a_site_without_hours_has_no_slots(site):
    assert [day.slots for day in days_of(site, MONDAY, MONDAY + timedelta(days=6))] == [[]] * 7


def test_a_closed_day_has_no_slot_and_a_reason(site, hours):
    closure = ClosureFactory(site=site, first_on=MONDAY, last_on=MONDAY)
    closed, later = (days_of(site, day, day)[0] for day in (MONDAY, MONDAY + timedelta(days=7)))

    assert (closed.slots, closed.closure) == ([], closure)
    assert len(later.slots) == 6
    assert later.closure is None


def test_a_closure_of_another_site_has_no_effect_here(site, hours):
    ClosureFactory(first_on=MONDAY, last_on=MONDAY)

    assert len(days_of(site, MONDAY, MONDAY)[0].slots) == 6


def test_slots_keep_local_time_across_daylight_saving(site, hours):
    before, after = (days_of(site, day, day)[0] for day in (MONDAY, MONDAY + timedelta(days=7)))

    assert walls(before) == walls(after)
    assert before.slots[0].starts_at.astimezone(UTC).hour == 8
    assert after.slots[0].starts_at.astimezone(UTC).hour == 7


def test_a_nonexistent_dst_hour_has_no_slot(site):
    OpeningHoursFactory(site=site, weekday=SUNDAY, opens_at=time(1), closes_at=time(5))
    (day,) = days_of(site, FORWARD, FORWARD)

    assert walls(day) == ["01:00", "01:30", "03:00", "03:30", "04:00", "04:30"]
    moments = [slot.starts_at for slot in day.slots]
    assert {b - a for a, b in pairwise(moments)} == {timedelta(minutes=30)}


def test_an_ambiguous_dst_hour_is_offered_once(site):
    OpeningHoursFactory(site=site, weekday=SUNDAY, opens_at=time(2), closes_at=time(4))
    (day,) = days_of(site, BACK, BACK)

    assert walls(day) == ["02:00", "02:30", "03:00", "03:30"]
    assert len({slot.starts_at for slot in day.slots}) == 4


def test_booked_places_are_counted_and_cancelled_places_are_free(site, hours):
    AppointmentFactory(request__site=site, starts_at=at(MONDAY, 9))
    AppointmentFactory(request__site=site, starts_at=at(MONDAY, 9, 30), cancelled=True)
    AppointmentFactory(starts_at=at(MONDAY, 9))  # at another site
    first, second, *_rest = days_of(site, MONDAY, MONDAY)[0].slots

    assert (first.left, first.free_seat) == (1, 2)
    assert (second.left, second.free_seat) == (2, 1)


def test_an_overlapping_appointment_takes_a_place(site):
    """The length of slots was changed after the appointment was booked."""
    OpeningHoursFactory(site=site, minutes=20, capacity=1)
    AppointmentFactory(request__site=site, starts_at=at(MONDAY, 9, 30))
    day = days_of(site, MONDAY, MONDAY)[0]

    assert [slot.left for slot in day.slots[:4]] == [1, 0, 0, 1]


def test_an_overbooked_slot_has_no_free_place(site):
    """The capacity was lowered, but appointments on the removed places still count."""
    OpeningHoursFactory(site=site, capacity=2)
    for seat in (1, 3):
        AppointmentFactory(request__site=site, starts_at=at(MONDAY, 9), seat=seat, places=3)

    assert days_of(site, MONDAY, MONDAY)[0].slots[0].left == 0


def test_only_future_free_slots_are_offered(site):
    OpeningHoursFactory(site=site, capacity=1)
    AppointmentFactory(request__site=site, starts_at=at(MONDAY, 11))
    days = days_of(site, MONDAY, MONDAY + timedelta(days=3))
    (day,) = bookable(days, at(MONDAY, 10))

    assert walls(day) == ["10:30", "11:30"]


def test_a_slot_is_found_by_its_start(site, hours):
    assert slot_at(site, at(MONDAY, 9, 30)).capacity == 2
    assert slot_at(site, at(MONDAY, 9, 31)) is None
    assert slot_at(site, at(MONDAY, 12)) is None


def test_moving_ignores_the_own_booking(site):
    OpeningHoursFactory(site=site, capacity=1)
    mine = AppointmentFactory(request__site=site, starts_at=at(MONDAY, 9))

    assert slot_at(site, mine.starts_at).left == 0
    assert slot_at(site, mine.starts_at, but=mine).left == 1


def test_slots_take_constant_queries(site, hours, django_assert_num_queries):
    for minute in (0, 30):
        AppointmentFactory(request__site=site, starts_at=at(MONDAY, 9, minute))

    with django_assert_num_queries(3):
        days_of(site, MONDAY, MONDAY + timedelta(days=30))


def test_appointments_outside_the_hours_are_listed(site):
    """After a closure, removed hours or a lower capacity, none of the appointments is dropped."""
    now = at(MONDAY - timedelta(days=1), 12)
    OpeningHoursFactory(site=site, capacity=1)
    OpeningHoursFactory(site=site, capacity=1, weekday=1)
    closure = ClosureFactory(
        site=site, first_on=MONDAY + timedelta(days=1), last_on=MONDAY + timedelta(days=1)
    )
    fine = AppointmentFactory(request__site=site, starts_at=at(MONDAY, 9))
    crowded = AppointmentFactory(request__site=site, starts_at=at(MONDAY, 9), seat=2)
    closed = AppointmentFactory(request__site=site, starts_at=at(MONDAY + timedelta(days=1), 9))
    late = AppointmentFactory(request__site=site, starts_at=at(MONDAY, 16))
    AppointmentFactory(request__site=site, starts_at=at(MONDAY, 17), cancelled=True)
    AppointmentFactory(request__site=site, starts_at=at(MONDAY - timedelta(days=7), 17))

    assert stranded(site, now) == [(crowded, "places"), (late, "hours"), (closed, closure)]
    assert fine in Appointment.objects.booked()


def test_no_appointment_no_conflict_with_hours(site, hours, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert stranded(site, timezone.now()) == []
