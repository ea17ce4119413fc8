"""Weeks of a figure, from Monday to Sunday in local time."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts import Chart, Value, whole

WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Weeks:
    """Consecutive weeks up to the current week, which may be incomplete."""

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
        """The day after the last day."""
        return self.first + WEEK * self.count


def monday_of(day: date):
    return day - timedelta(days=day.weekday())


def weekly_chart(key, title, counts, mondays, address, **more):
    """Bar chart of devices by week, the last of which may be incomplete.

    `address` explains a bar.
    """
    total = sum(counts.values())
    sentence = ngettext(
        "%(total)s device in %(weeks)s weeks, including %(last)s so far this week.",
        "%(total)s devices in %(weeks)s weeks, including %(last)s so far this week.",
        total,
    )
    numbers = {"total": whole(total), "weeks": len(mondays), "last": whole(counts[mondays[-1]])}
    values = (
        Value(
            label=date_format(monday, "j N"),
            number=counts[monday],
            text=whole(counts[monday]),
            href=address(monday),
            is_faint=monday == mondays[-1],
        )
        for monday in mondays
    )
    return Chart(
        key=f"chart-{key}",
        title=title,
        summary=sentence % numbers,
        label=_("Week of"),
        values=tuple(values),
        **more,
    )
