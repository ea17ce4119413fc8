"""Month of collections, by weeks and days."""

from calendar import Calendar as Weeks
from dataclasses import dataclass
from datetime import date, timedelta

MONDAY = 0


@dataclass
class Day:
    """A day of the calendar; `is_other` if it belongs to the month before or after."""

    date: date
    lots: list
    is_other: bool
    is_today: bool


@dataclass
class Month:
    """A month of collections, in weeks that begin on Monday."""

    first: date
    weeks: list

    @property
    def previous(self):
        return (self.first - timedelta(days=1)).strftime("%Y-%m")

    @property
    def following(self):
        return (self.first + timedelta(days=32)).strftime("%Y-%m")

    @property
    def days(self):
        """Days of the month itself with a collection."""
        return [day for week in self.weeks for day in week if day.lots and not day.is_other]


def month_named(text, today):
    """The first day of the month in a URL, such as "2026-11".

    Falls back to the current month.
    """
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        first = today
    return first.replace(day=1) if 1970 <= first.year <= 2100 else today.replace(day=1)


def month_of(lots, first, today):
    """The `Month` that begins on `first`, with the collections among these lots."""
    weeks = Weeks(MONDAY).monthdatescalendar(first.year, first.month)
    rows = lots.collected_between(weeks[0][0], weeks[-1][-1]).for_list()
    lots_by_day = {}
    for lot in rows:
        lots_by_day.setdefault(lot.collect_on, []).append(lot)
    return Month(
        first,
        [
            [
                Day(day, lots_by_day.get(day, []), day.month != first.month, day == today)
                for day in week
            ]
            for week in weeks
        ],
    )
