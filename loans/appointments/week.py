"""The weekly hours of a site in words, for papers and letters."""

from django.utils.dates import WEEKDAYS
from django.utils.formats import time_format
from django.utils.translation import gettext as _


def hours_in_words(site):
    """The opening hours of a site in the active language; "" without any."""
    spans = {}
    for span in site.hours.all():
        times = f"{time_format(span.opens_at)}–{time_format(span.closes_at)}"
        spans.setdefault(span.weekday, []).append(times)
    alike = {}
    for weekday, times in spans.items():
        alike.setdefault(", ".join(times), []).append(weekday)
    return " · ".join(
        _("%(days)s: %(times)s") % {"days": _days(weekdays), "times": times}
        for times, weekdays in alike.items()
    )


def _days(weekdays):
    """Days as text; three or more consecutive ones as a range."""
    first, last = weekdays[0], weekdays[-1]
    if len(weekdays) > 2 and last - first == len(weekdays) - 1:
        return _("%(first)s to %(last)s") % {"first": WEEKDAYS[first], "last": WEEKDAYS[last]}
    return ", ".join(str(WEEKDAYS[weekday]) for weekday in weekdays)
