"""Calendar events of appointments: time, site and number; no names or phones."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from core.dates import midnight
from core.modules.registry import is_on
from loans.appointments.letters import place_of
from loans.models import Appointment


def entries_of(user, first, last):
    """The calendar entries that `user` may see between two days, both included."""
    if not is_on("appointments"):
        return []
    rows = Appointment.objects.visible_to(user).standing().for_list()
    rows = rows.between(midnight(first), midnight(last + timedelta(days=1)))
    return [_entry(row, user) for row in rows]


def file_of(appointment, user):
    """The calendar file (bytes) of one appointment."""
    return calendar_with([_entry(appointment, user)], str(appointment))


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


def _entry(appointment, user):
    entry = entry_of(appointment, "appointment", appointment.starts_at, appointment.ends_at)
    title = _("%(kind)s %(number)s") % {
        "kind": appointment.get_kind_display(),
        "number": appointment.about,
    }
    if user.has_perm("people.view_organisation"):
        title += f" · {appointment.organisation}"
    entry.add("summary", title)
    is_over = appointment.status == appointment.Status.CANCELLED
    entry.add("status", "CANCELLED" if is_over else "CONFIRMED")
    where = [str(appointment.site), place_of(appointment.site)]
    entry.add("location", ", ".join(filter(None, where)))
    description = [str(appointment.status_label), str(entry["url"])]
    entry.add("description", "\n".join(description))
    return entry
