"""Format dates, datetimes, booleans and phone numbers for the reader."""

import re
from datetime import datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def day(value):
    """Format a date, or the date of a datetime: 25/11/2026; "" for None."""
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    return _short(value, get_language()) if value else ""


@lru_cache(maxsize=4096)
def _short(day, _language):
    return date_format(day, "SHORT_DATE_FORMAT")


def moment(value):
    """Format a datetime: 25/11/2026 14:30; "" for None."""
    return date_format(_here(value), "SHORT_DATETIME_FORMAT") if value else ""


def full_date(value):
    """Format a date, or the date of a datetime, in full: mercredi 25 novembre 2026; "" for None."""
    return date_format(_here(value), "l j F Y") if value else ""


def yes_or_no(value):
    """Format a boolean as yes or no; "" for None."""
    return "" if value is None else _("yes") if value else _("no")


def unbroken(text):
    """Return a text whose phone numbers do not break at the end of a line."""
    return re.sub(r"(?<=\d) (?=\d)", "\N{NO-BREAK SPACE}", text)


def _here(value):
    return timezone.localtime(value) if isinstance(value, datetime) else value
