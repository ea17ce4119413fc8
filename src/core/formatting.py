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


def hour(value):
    """Format a time of day, or the local time of a datetime: « 9 h », « 9 h 30 »; 9:30."""
    at = _here(value)
    if not (get_language() or "").startswith("fr"):
        return f"{at.hour}:{at:%M}"
    return f"{at.hour}\N{NO-BREAK SPACE}h" + (f"\N{NO-BREAK SPACE}{at:%M}" if at.minute else "")


def day_and_hour(moment):
    """Format a datetime without its year: « lundi 7 décembre, 9 h 30 »."""
    return f"{date_format(_here(moment), 'l j F')}, {hour(moment)}"


def hours(begins, ends):
    """Format a range of hours: « 9 h – 12 h 30 »; 9:00–12:30."""
    dash = "\N{NO-BREAK SPACE}– " if (get_language() or "").startswith("fr") else "–"
    return f"{hour(begins)}{dash}{hour(ends)}"


def inside(name):
    """Return `name` as written inside a sentence: « téléphone », but « USB-C »."""
    text = str(name)
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def yes_or_no(value):
    """Format a boolean as yes or no; "" for None."""
    return "" if value is None else _("yes") if value else _("no")


def unbroken(text):
    """Return a text with no-break spaces in its phone numbers."""
    return re.sub(r"(?<=\d) (?=\d)", "\N{NO-BREAK SPACE}", text)


def _here(value):
    return timezone.localtime(value) if isinstance(value, datetime) else value
