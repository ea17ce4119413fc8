"""Days, moments, and yes or no as pages and papers say them: those of here, and of who reads."""

from datetime import datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def day(value):
    """A day, or that of a moment: 25/11/2026; nothing of none."""
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    return _short(value, get_language()) if value else ""


@lru_cache(maxsize=4096)
def _short(day, _language):
    return date_format(day, "SHORT_DATE_FORMAT")


def moment(value):
    """A moment: 25/11/2026 14:30; nothing of none."""
    return date_format(_here(value), "SHORT_DATETIME_FORMAT") if value else ""


def full_date(value):
    """A day, or that of a moment, in full words: mercredi 25 novembre 2026; nothing of none."""
    return date_format(_here(value), "l j F Y") if value else ""


def yes_or_no(value):
    """An answer in one word; nothing of none."""
    return "" if value is None else _("yes") if value else _("no")


def _here(value):
    return timezone.localtime(value) if isinstance(value, datetime) else value
