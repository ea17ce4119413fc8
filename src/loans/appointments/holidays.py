"""Public holidays of France, computed without network access.

They are proposed, not assumed: some counters open on Whit Monday. Regional holidays are entered by
hand.
"""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

FIRST_YEAR, LAST_YEAR = 1954, 2199
FIXED = [
    (1, 1, _("New Year’s Day")),
    (5, 1, _("Labour Day")),
    (5, 8, _("Victory in Europe Day, 8 May")),
    (7, 14, _("Bastille Day")),
    (8, 15, _("Assumption Day")),
    (11, 1, _("All Saints’ Day")),
    (11, 11, _("Armistice Day")),
    (12, 25, _("Christmas Day")),
]
AFTER_EASTER = [(1, _("Easter Monday")), (39, _("Ascension Day")), (50, _("Whit Monday"))]


def easter(year):
    """Easter Sunday of a year of the Gregorian calendar (the algorithm of Meeus)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    leap_century, left = divmod(century, 4)
    shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_century - shift + 15) % 30
    leap, odd = divmod(rest, 4)
    weekday = (32 + 2 * left + 2 * leap - epact - odd) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def french_holidays(year):
    """[(day, name)] of the eleven holidays observed in all of France, in order.

    Excludes holidays of single departments (Alsace and Moselle, overseas).
    """
    sunday = easter(year)
    days = [(date(year, month, day), name) for month, day, name in FIXED]
    days += [(sunday + timedelta(days=after), name) for after, name in AFTER_EASTER]
    return sorted(days, key=lambda pair: pair[0])
