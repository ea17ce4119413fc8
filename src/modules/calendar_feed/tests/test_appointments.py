"""Appointments in the calendar feed."""

import icalendar
import pytest

from loans.appointments import operations as appointment_operations
from modules.calendar_feed.feed import feed_of
from tests.loans.appointments.ready import with_something

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def booked(accepted_request, desk, slots):
    return appointment_operations.book(
        with_something(accepted_request), by=desk, starts_at=slots[0]
    )


def test_the_feed_has_appointments_without_names(booked, person, counter, desk):
    for user in (counter, desk):
        text = feed_of(user)
        (entry,) = icalendar.Calendar.from_ical(text).events
        assert entry["dtstart"].dt == booked.starts_at
        assert str(booked.request) in entry["summary"]
        for word in (person.first_name, person.last_name, person.phone):
            assert word not in text.decode()
