"""Calendar of collections: a month by weeks and days, and its iCalendar feed.

Higher apps add their own entries: functions in `SOURCES`. The iCalendar feed has a secret URL,
since calendar clients do not sign in. It contains no phone numbers, shows only what its owner may
currently see, and ends with the account.
"""

from calendar import Calendar as Weeks
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.models import Identity
from donations.lifecycle import DonationStatus
from donations.models import Donation

PAST, AHEAD = timedelta(days=60), timedelta(days=400)
HOUR = timedelta(hours=1)
MONDAY = 0
# Functions that return the entries (icalendar.Event) visible to a user between two days.
SOURCES = []


@dataclass
class Day:
    """A day of the calendar; `is_other` if it belongs to the month before or after."""

    date: date
    lots: list
    is_other: bool
    is_today: bool


@dataclass
class Month:
    """A month of collections, in weeks that begin on Monday."""

    first: date
    weeks: list

    @property
    def previous(self):
        return (self.first - timedelta(days=1)).strftime("%Y-%m")

    @property
    def following(self):
        return (self.first + timedelta(days=32)).strftime("%Y-%m")

    @property
    def days(self):
        """Days of the month itself with a collection."""
        return [day for week in self.weeks for day in week if day.lots and not day.is_other]


def month_named(text, today):
    """First day of the month in a URL, such as "2026-11"; else of this month."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        first = today
    return first.replace(day=1) if 1970 <= first.year <= 2100 else today.replace(day=1)


def month_of(lots, first, today):
    """The `Month` that begins on `first`, with those of these lots that are collected in it."""
    weeks = Weeks(MONDAY).monthdatescalendar(first.year, first.month)
    rows = lots.collected_between(weeks[0][0], weeks[-1][-1]).for_list()
    lots_by_day = {}
    for lot in rows:
        lots_by_day.setdefault(lot.collect_on, []).append(lot)
    return Month(
        first,
        [
            [
                Day(day, lots_by_day.get(day, []), day.month != first.month, day == today)
                for day in week
            ]
            for week in weeks
        ],
    )


def feed_of(user):
    """iCalendar feed (bytes, RFC 5545): the collections of the sites where `user` works, and
    entries of other apps in the scope of `user`. Donors and addresses only for users who may see
    donors; no phone numbers, no names of families.
    """
    today = timezone.localdate()
    first, last = today - PAST, today + AHEAD
    with translation.override(user.language):
        entries = list(_collections(user, first, last)) if may_see_collections(user) else []
        for source in SOURCES:
            entries += source(user, first, last)
        return calendar_with(entries, _("Calendar, %(identity)s") % {"identity": Identity.cached()})


def may_see_collections(user):
    return user.has_perm("donations.view_donation")


def calendar_with(entries, name):
    """Calendar file (bytes, RFC 5545) of these entries, under this name."""
    import icalendar  # takes 0.05 s, and few processes need it

    agenda = icalendar.Calendar()
    agenda.add("prodid", "-//Rebond//Agenda//FR")
    agenda.add("version", "2.0")
    agenda.add("x-wr-calname", name)
    agenda.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    for entry in entries:
        agenda.add_component(entry)
    return agenda.to_ical()


def entry_of(row, noun, begins, ends):
    """Calendar entry of a row with a status and a page."""
    import icalendar

    entry = icalendar.Event()
    entry.add("uid", f"{noun}-{row.pk}@{urlsplit(settings.SITE_URL).hostname}")
    entry.add("dtstamp", row.status_since)
    entry.add("last-modified", row.status_since)
    entry.add("dtstart", begins)
    entry.add("dtend", ends)
    entry.add("url", settings.SITE_URL + row.get_absolute_url())
    return entry


def _collections(user, first, last):
    lots = Donation.objects.visible_to(user).for_list()
    for lot in lots.collected_between(first, last):
        yield _entry(lot, user)


def _entry(lot, user):
    entry = entry_of(lot, "donation", *_times(lot))
    is_sure = lot.status != DonationStatus.PROMISED
    entry.add("status", "CONFIRMED" if is_sure else "TENTATIVE")
    title = _("Collection %(lot)s") % {"lot": lot}
    description = [str(lot.site), _announced(lot)]
    title += f" · {lot.donor.named_for(user)}"
    if user.has_perm("donations.view_donor"):
        entry.add("location", " ".join(lot.collect_at.split()))
        description += [
            lot.collect_contact and _("Contact: %(who)s") % {"who": lot.collect_contact},
            lot.carrier and _("Carrier: %(who)s") % {"who": lot.carrier},
        ]
    entry.add("summary", title)
    entry.add("description", "\n".join(filter(None, [*description, str(entry["url"])])))
    return entry


def _times(lot):
    """DTSTART and DTEND of an event: one hour by default, all day without a time."""
    if lot.collect_from is None:
        return lot.collect_on, lot.collect_on + timedelta(days=1)
    zone = timezone.get_default_timezone()
    begins = datetime.combine(lot.collect_on, lot.collect_from, zone)
    if lot.collect_until is None:
        return begins, begins + HOUR
    return begins, datetime.combine(lot.collect_on, lot.collect_until, zone)


def _announced(lot):
    if not lot.announced:
        return ""
    text = ngettext("%(n)s device announced", "%(n)s devices announced", lot.announced)
    return text % {"n": lot.announced}
