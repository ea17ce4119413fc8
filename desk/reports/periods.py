"""The days of a report that is run again: fixed, or those of its period as of today."""

from datetime import timedelta

from desk.lifecycle import Period


def days_of(period, today):
    """The first and the last day of a period as of `today`; None for a report of fixed days."""
    january = today.replace(month=1, day=1)
    month = today.replace(day=1)
    day = timedelta(days=1)
    return {
        Period.THIS_YEAR: (january, today),
        Period.LAST_YEAR: (january.replace(year=today.year - 1), january - day),
        Period.LAST_MONTH: ((month - day).replace(day=1), month - day),
        Period.TWELVE_MONTHS: (_a_year_before(today) + day, today),
    }.get(Period(period))


def _a_year_before(day):
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year - 1, day=28)
