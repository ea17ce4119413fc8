"""Weeks of a figure."""

from datetime import date

from desk.figures.weeks import Weeks, monday_of

WEEKS = Weeks.until(date(2026, 3, 18), 4)


def test_weeks_begin_on_monday_and_the_last_is_the_current_one():
    assert [str(day) for day in WEEKS.mondays] == [
        "2026-02-23",
        "2026-03-02",
        "2026-03-09",
        "2026-03-16",
    ]
    assert WEEKS.end == date(2026, 3, 23)
    assert monday_of(date(2026, 1, 1)) == date(2025, 12, 29)
