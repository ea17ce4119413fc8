"""When a site receives people: its weekly hours, the days it is closed."""

from itertools import pairwise

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.holidays import FIRST_YEAR, LAST_YEAR, french_holidays
from core.lives import NeedsConfirmation, Refused
from core.models import Event
from core.operations import operation
from loans.appointments.slots import stranded
from loans.letters.appointments import tell_stranded
from loans.models import Closure, OpeningHours
from people.models import Site, User


@operation("people.change_site")
def write_hours(site: Site, *, by: User, spans: list[OpeningHours], override: bool = False) -> Site:
    """Put these spans in place of the weekly hours of a site; none means that it receives nobody.

    Appointments stay booked; those that no longer fit get a letter to choose another time. Unless
    `override`, raises `NeedsConfirmation`, which names them.
    """
    site = Site.objects.select_for_update(no_key=True).get(pk=site.pk)
    for span in spans:
        span.site = site
        span.clean_fields(exclude=["site"])
    _check_apart(spans)
    before = stranded(site, timezone.now())
    site.hours.all().delete()
    OpeningHours.objects.bulk_create(spans)
    Event.objects.record("site.hours_changed", site, by=by)
    _tell_stranded(site, before, by, override=override)
    return site


def _tell_stranded(site: Site, before: list, by: User, *, override: bool) -> None:
    """Tell those booked at a time that is not offered any more, each once.

    Unless `override`, raises `NeedsConfirmation` if there are others than `before`.
    """
    rows = [row for row, _why in stranded(site, timezone.now())]
    more = [row for row in rows if row not in [row for row, _why in before]]
    if more and not override:
        text = ngettext(
            "%(count)s appointment would no longer fit. Look at it, then confirm:",
            "%(count)s appointments would no longer fit. Look at them, then confirm:",
            len(more),
        )
        raise NeedsConfirmation(
            [text % {"count": len(more)}, *(f"{row.moment} · {row.seen_by(by)}" for row in more)]
        )
    for row in rows:
        tell_stranded(row)


def _check_apart(spans: list[OpeningHours]) -> None:
    ordered = sorted(spans, key=lambda span: (span.weekday, span.opens_at))
    for one, other in pairwise(ordered):
        if one.weekday == other.weekday and other.opens_at < one.closes_at:
            raise Refused(_("%(one)s and %(other)s overlap.") % {"one": one, "other": other})


@operation("people.change_site")
def close_site(closure: Closure, *, by: User, override: bool = False) -> Closure:
    """Add days on which a site receives nobody.

    Appointments stay booked; those of these days get a letter to choose another time. Unless
    `override`, raises `NeedsConfirmation`, which names them.
    """
    Site.objects.select_for_update(no_key=True).get(pk=closure.site_id)
    closure.full_clean()
    before = stranded(closure.site, timezone.now())
    closure.save()
    _tell("site.closure_added", closure, by)
    _tell_stranded(closure.site, before, by, override=override)
    return closure


@operation("people.change_site")
def reopen_site(closure: Closure, *, by: User) -> None:
    """Take a closure away: its days have their hours again."""
    _tell("site.closure_removed", closure, by)
    closure.delete()


def _tell(kind: str, closure: Closure, by: User) -> None:
    days = {"first": closure.first_on.isoformat(), "last": closure.last_on.isoformat()}
    Event.objects.record(kind, closure.site, by=by, **days)


def holidays_to_add(site: Site, year: int) -> list:
    """[(day, name)] of the public holidays to come of a year on which a site is not closed yet."""
    closed = list(site.closures.filter(first_on__year__lte=year, last_on__year__gte=year))
    return [
        (day, name)
        for day, name in french_holidays(year)
        if day >= timezone.localdate() and not any(c.first_on <= day <= c.last_on for c in closed)
    ]


@operation("people.change_site")
def close_on_holidays(site: Site, *, by: User, year: int, override: bool = False) -> Site:
    """Add the public holidays of a year as closures; those entered already stay as they are.

    Unless `override`, raises `NeedsConfirmation`, which names those who are booked then.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(_("The holidays of this year are not known."))
    Site.objects.select_for_update(no_key=True).get(pk=site.pk)
    rows = [
        Closure(site=site, first_on=day, last_on=day, reason=str(name))
        for day, name in holidays_to_add(site, year)
    ]
    before = stranded(site, timezone.now())
    Closure.objects.bulk_create(rows)
    if rows:
        Event.objects.record("site.holidays_added", site, by=by, year=year, count=len(rows))
        _tell_stranded(site, before, by, override=override)
    return site
