"""Parse dates in cells, as people and spreadsheets write them."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_noop
from import_export.widgets import Widget

from core.imports.cells import is_unknown, wrong
from core.imports.columns import plain, words_in
from core.imports.guessing import TABLE

# Range of dates in a list, and day 0 of a spreadsheet's serial numbers.
FIRST_DAY, LAST_DAY = date(1980, 1, 1), date(2099, 12, 31)
DAY_ZERO = date(1899, 12, 30)

MONTHS = 12

NOT_A_DAY = gettext_noop("“%(text)s” is not a date: write it like 31/12/2025.")

ISO = re.compile(
    r"(?P<year>\d{4})([-/.]|(?=\d{4}$))(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?:[T ][\d:.]+)?"
)
ZONED = re.compile(r"\d{4}-\d\d-\d\d[T ][\d:.]+ ?(?:Z|[+-]\d\d:?\d\d)")
FRENCH = re.compile(
    r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4}|\d{2})(?: [\d:]+(?: [AP]M)?)?"
)
# 04-Jun-2020, 1er févr. 2019, 5 de mayo de 2021
NAMED = re.compile(
    r"(?P<day>\d{1,2})(?:er|st|nd|rd|th)?[-/. ]+(?:de )?(?P<month>[^\W\d]{3,10})\.?"
    r"[-/., ]+(?:de )?(?P<year>\d{4}|\d\d)"
)
# March 14, 2021
AMERICAN = re.compile(r"(?P<month>[^\W\d]{3,10})\.? (?P<day>\d{1,2})(?:th)?,? (?P<year>\d{4})")
MONTH_NAMES = words_in(TABLE["months"])
SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")


class DayWidget(Widget):
    """A date as people and spreadsheets write it."""

    def clean(self, value, row=None, **kwargs):
        return day_of(value or "")


def orders_of(texts):
    """Return how the dates in these texts are written: True for month first, None for either."""
    orders = set()
    for text in texts:
        match = FRENCH.fullmatch(" ".join(text.split()))
        first, second = (int(match["day"]), int(match["month"])) if match else (0, 0)
        if max(first, second) > MONTHS:
            orders.add(second > MONTHS)
        elif first != second:
            orders.add(None)
    return orders


@lru_cache(maxsize=8_192)  # cells of a column often repeat
def day_of(text, *, month_first=False):
    """Parse a date (French, ISO or a spreadsheet's serial number); return None for an empty cell.

    With `month_first`, 03/04/2019 is the 4th of March.
    """
    text = " ".join(text.split())
    if is_unknown(text):
        return None
    day = _day(text, month_first)
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        raise wrong(NOT_A_DAY, text=text[:30])
    return day


def read_days(rows, names, month_first=()):
    """Rewrite the dates of these fields as ISO, in rows of {field: text}, if they can be parsed.

    Those of `month_first`, or of a column with 03/21/2019 and no 21/03/2019, begin with the month.

    Returns {index: {field: [text before, day]}} for dates not written as 31/12/2025 or 2025-12-31,
    so that users see how they were understood.
    """
    understood = {}
    for name in names:
        orders = orders_of({row[name] for row in rows})
        is_american = name in month_first or (True in orders and False not in orders)
        for index, row in enumerate(rows):
            text = row[name]
            try:
                day = day_of(text, month_first=is_american)
            except ValidationError:
                continue
            if day is None:
                continue
            row[name] = day.isoformat()
            if text not in {row[name], f"{row[name]} 00:00:00", f"{day:%d/%m/%Y}"}:
                understood.setdefault(index, {})[name] = [text, f"{day:%d/%m/%Y}"]
    return understood


def _month_named(text):
    """Return the number of the only month whose name starts with a text, or 0."""
    start = re.compile(rf"\b{plain(text)}")
    found = [n for n, names in enumerate(MONTH_NAMES, 1) if start.search(names)]
    return found[0] if len(found) == 1 else 0


def names_a_month(text):
    """Whether a text is a day with a month by name, like a first name: 15-Jan-2021."""
    match = NAMED.fullmatch(text) or AMERICAN.fullmatch(text)
    return bool(match and _month_named(match["month"]))


def _local_day(text):
    """Local date of a time with its zone: 2026-03-04T23:30:00Z is the 5th in Paris."""
    try:
        return timezone.localtime(datetime.fromisoformat(text.replace(" +", "+"))).date()
    except ValueError:
        return None


def _day(text, month_first):
    if SERIAL.fullmatch(text):
        return DAY_ZERO + timedelta(days=int(text[:5]))
    if ZONED.fullmatch(text):
        return _local_day(text)
    found = (form.fullmatch(text) for form in (ISO, FRENCH, NAMED, AMERICAN))
    match = next(filter(None, found), None)
    if not match:
        return None
    month = int(match["month"]) if match["month"].isdigit() else _month_named(match["month"])
    year, day = int(match["year"]), int(match["day"])
    if month_first and match.re is FRENCH:
        month, day = day, month
    try:
        return date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return None
