"""The iCalendar feed of collections and appointments.

The feed has a secret URL, since calendar clients do not sign in. It contains no phone numbers,
shows only what its owner may currently see, and ends with the account.
"""

from datetime import datetime, timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.models import Identity
from donations.lifecycle import DonationStatus
from donations.models import Donation
from loans.appointments.agenda import calendar_with, entries_of, entry_of

PAST, AHEAD = timedelta(days=60), timedelta(days=400)
HOUR = timedelta(hours=1)


def feed_of(user):
    """The iCalendar feed (bytes, RFC 5545) of `user`: collections of their sites, and appointments.

    Contains donors and addresses only for users who may see donors, and no phone numbers or
    names of families.
    """
    today = timezone.localdate()
    first, last = today - PAST, today + AHEAD
    with translation.override(user.language):
        entries = list(_collections(user, first, last)) if may_see_collections(user) else []
        entries += entries_of(user, first, last)
        return calendar_with(entries, _("Calendar, %(identity)s") % {"identity": Identity.cached()})


def may_see_collections(user):
    return user.has_perm("donations.view_donation")


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
