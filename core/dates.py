"""Local dates as datetimes, and French day ordinals."""

from datetime import datetime, time

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, ngettext_lazy, pgettext_lazy

# Django's French is “jan.”, “fév.” and “1 année”: what our catalogue says of its words wins.
_WORDS_OF_DJANGO = (
    pgettext_lazy("abbrev. month", "Jan."),
    pgettext_lazy("abbrev. month", "Feb."),
    ngettext_lazy("%(num)d year", "%(num)d years", "num"),
)


def midnight(day):
    """The moment a day begins."""
    return datetime.combine(day, time(), timezone.get_default_timezone())


def is_over(field, lease, *, now):
    """A condition: the moment in `field` is longer ago than `lease`, or further in the future.

    A clock that was ahead wrote what is in the future: it would hold a job up until then.
    """
    return Q(**{f"{field}__lt": now - lease}) | Q(**{f"{field}__gt": now + lease})


def day_of_month(formatted):
    """The `j` of a date format: in French the first of a month is “1er”."""
    day = formatted.data.day
    return "1er" if day == 1 and get_language() == "fr" else day
