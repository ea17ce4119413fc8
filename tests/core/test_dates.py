"""A moment is said where we are: at 23.30 in Greenwich it is already tomorrow in Paris."""

from datetime import UTC, date, datetime

from core import dates

LATE = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)


def test_a_day_and_a_moment_are_those_of_here():
    assert dates.day(LATE) == "11/03/2026"
    assert dates.day(date(2026, 3, 10)) == "10/03/2026"
    assert dates.moment(LATE) == "11/03/2026 00:30"
    assert dates.full_date(LATE) == "mercredi 11 mars 2026"


def test_nothing_is_said_of_no_day():
    assert [say(None) for say in (dates.day, dates.moment, dates.full_date)] == [""] * 3
