"""The weeks of a figure: from Monday to Sunday, in local time."""

from dataclasses import dataclass
from datetime import date, timedelta

WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Weeks:
    """Consecutive weeks up to the current one, which may be incomplete."""

    first: date
    count: int

    @classmethod
    def until(cls, today: date, count: int):
        return cls(monday_of(today) - WEEK * (count - 1), count)

    @property
    def mondays(self):
        return [self.first + WEEK * n for n in range(self.count)]

    @property
    def end(self):
        """The day after the last."""
        return self.first + WEEK * self.count


def monday_of(day: date):
    return day - timedelta(days=day.weekday())
