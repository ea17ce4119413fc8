"""Local dates as datetimes, and French day ordinals."""

from datetime import datetime, time

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, ngettext_lazy, pgettext_lazy

# Our catalogue overrides Django's French, which has “jan.”, “fév.” and “1 année”.
_WORDS_OF_DJANGO = (
    pgettext_lazy("abbrev. month", "Jan."),
    pgettext_lazy("abbrev. month", "Feb."),
    ngettext_lazy("%(num)d year", "%(num)d years", "num"),
)


def midnight(day):
    """Return the local datetime at which a day begins."""
    return datetime.combine(day, time(), timezone.get_default_timezone())


def is_over(field, lease, *, now):
    """Condition for a `field` that is more than `lease` in the past or in the future.

    A clock that was ahead may have stored a future datetime, which would block a job until then.
    """
    return Q(**{f"{field}__lt": now - lease}) | Q(**{f"{field}__gt": now + lease})


def day_of_month(formatted):
    """Day of the month for the `j` of a date format: French writes the first as “1er”."""
    day = formatted.data.day
    return "1er" if day == 1 and get_language() == "fr" else day
