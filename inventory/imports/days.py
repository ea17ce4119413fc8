"""Parse dates in cells, as people and spreadsheets write them."""

import re
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop

from catalogue.names import is_unknown
from inventory.imports.cells import wrong

# The days that a list may name; a spreadsheet counts them from the last of 1899.
FIRST_DAY, LAST_DAY = date(1980, 1, 1), date(2099, 12, 31)
DAY_ZERO = date(1899, 12, 30)

NOT_A_DAY = gettext_noop("“%(text)s” is not a day: write it as 31/12/2025.")

ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[T ][\d:.]+)?")
ZONED = re.compile(r"\d{4}-\d\d-\d\d[T ][\d:.]+ ?(?:Z|[+-]\d\d:?\d\d)")
FRENCH = re.compile(
    r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4}|\d{2})(?: [\d:]+)?"
)
SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")


def day_of(text):
    """The day of a cell, French, ISO or a spreadsheet's number of it; None when it is empty."""
    text = " ".join(text.split())
    if is_unknown(text):
        return None
    day = _day(text)
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        raise wrong(NOT_A_DAY, text=text[:30])
    return day


def _local_day(text):
    """The day, here, of a time with its zone: 2026-03-04T23:30:00Z is the 5th in Paris."""
    try:
        return timezone.localtime(datetime.fromisoformat(text.replace(" +", "+"))).date()
    except ValueError:
        return None


def _day(text):
    if SERIAL.fullmatch(text):
        return DAY_ZERO + timedelta(days=int(text[:5]))
    if ZONED.fullmatch(text):
        return _local_day(text)
    match = ISO.fullmatch(text) or FRENCH.fullmatch(text)
    if not match:
        return None
    year, month, day = (int(match[name]) for name in ("year", "month", "day"))
    try:
        return date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return None
