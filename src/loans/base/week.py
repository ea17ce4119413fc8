"""Opening hours of a site as text for papers and letters, and due dates on opening days."""

from datetime import timedelta

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from core.formatting import hours as time_range


def hours_in_words(site):
    """The opening hours of a site in the active language; "" without opening hours."""
    spans = {}
    for span in site.hours.all():
        times = time_range(span.opens_at, span.closes_at)
        spans.setdefault(span.weekday, []).append(times)
    alike = {}
    for weekday, times in spans.items():
        alike.setdefault(", ".join(times), []).append(weekday)
    return " · ".join(
        _("%(days)s: %(times)s") % {"days": _days(weekdays), "times": times}
        for times, weekdays in alike.items()
    )


def _days(weekdays):
    """Format days as text; three or more consecutive days as a range."""
    first, last = weekdays[0], weekdays[-1]
    if len(weekdays) > 2 and last - first == len(weekdays) - 1:
        return _("%(first)s to %(last)s") % {"first": WEEKDAYS[first], "last": WEEKDAYS[last]}
    return ", ".join(str(WEEKDAYS[weekday]) for weekday in weekdays)


LONGEST_CLOSURE = timedelta(days=31)


def last_opening_day(site, day):
    """The last opening day of a site up to `day`; `day` itself if no opening day is near."""
    weekdays = {span.weekday for span in site.hours.all()}
    closures = list(site.closures.filter(last_on__gte=day - LONGEST_CLOSURE, first_on__lte=day))
    first = max(day - LONGEST_CLOSURE, timezone.localdate())
    for back in range((day - first).days + 1):
        earlier = day - timedelta(days=back)
        is_closed = any(closure.first_on <= earlier <= closure.last_on for closure in closures)
        if earlier.weekday() in weekdays and not is_closed:
            return earlier
    return day
