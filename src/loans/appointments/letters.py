"""Letters about an appointment: confirmation, practical details, reminder on the eve.

Letters are addressed to the person who comes, or to their association; only the person's own letter
contains their name.
"""

from collections import Counter
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from core.formatting import inside
from core.models import Event, Identity
from loans.appointments.lifecycle import AppointmentKind, AppointmentStatus
from loans.appointments.slots import is_stranded, stranded
from loans.base.letters import coordinators_of, counted, items_of
from loans.base.lifecycle.loans import ItemStatus
from loans.base.own_page import PAGE, URL_OF_PAGE, page_values
from loans.base.papers import full_time
from loans.base.text_values import lines_of
from loans.models import Appointment
from people.models import Message, Organisation, Recipient, Site
from people.outbox import letter_kinds
from people.outbox.addresses import can_reach
from people.outbox.letter_kinds import LETTERS, Blank, Kind
from people.outbox.lifecycle import Channel
from people.outbox.posting import post

WHOM = gettext_lazy("the person who comes, or their organisation if we cannot reach them")
BLANKS = {
    "when": Blank(
        gettext_lazy("the day and the time"), gettext_lazy("Monday 7 December 2026 at 9:30")
    ),
    "number": Blank(gettext_lazy("the number of the request or of the loan"), "R26-00042"),
    "what": Blank(gettext_lazy("collection or return"), gettext_lazy("return of equipment")),
    "site": Blank(gettext_lazy("the name of the site"), "Rennes Sud"),
    "address": Blank(gettext_lazy("the address of the site"), "14 rue de l’Exemple, Rennes"),
    "site_phone": Blank(gettext_lazy("the phone number of the site"), "01 99 00 12 34"),
    "bring": Blank(
        gettext_lazy("what to bring"),
        gettext_lazy("proof of identity and a bag to carry it in"),
    ),
    **PAGE,
    **URL_OF_PAGE,
}


def what_to_bring(appointment):
    """Sentence about what to bring, in the active language.

    It names an ID and a bag, or the borrowed items.
    """
    if appointment.kind == AppointmentKind.PICK_UP:
        return _("proof of identity and a bag to carry it in")
    return what_is_lent(appointment.loan)


def what_is_lent(loan):
    """The kinds of items of a loan that are out, in the active language; no tag, no value."""
    items = loan.items.filter(status=ItemStatus.OPEN, voucher=None).for_list()
    counts = Counter()
    for item in items:
        counts[inside(item.device.category if item.device else item.accessory)] += item.still_out
    return counted(counts) or _("everything that was lent, with its chargers")


def what_is_collected(appointment):
    """Sentence that names the items to collect, or those requested."""
    if appointment.loan:
        items = items_of(appointment.loan)
    else:
        lines = appointment.request.lines.for_list()
        items = counted({inside(line.what): line.accepted or line.requested for line in lines})
    return _("to collect: %(items)s") % {"items": items}


def place_of(site):
    """The address of a site on one line, without repeating its town."""
    return ", ".join(lines_of(site))


def phone_of(site):
    """The phone number of a site, or our association's if it has none."""
    return site.phone or Identity.cached().phone


def appointment_values(appointment):
    """The placeholder values for an appointment, in the active language."""
    site = appointment.site
    is_return = appointment.kind == AppointmentKind.RETURN
    return {
        "when": full_time(appointment.starts_at),
        "number": str(appointment.about),
        "what": _("return of equipment") if is_return else what_is_collected(appointment),
        "site": site.name,
        "address": place_of(site),
        "site_phone": phone_of(site),
        "bring": what_to_bring(appointment),
    }


def _fill(message):
    """The placeholder values; an association gets the page to move it, or to book another."""
    values = appointment_values(message.about) | page_values(message)
    if message.recipient_id is None:
        over, of = _is_over(message), message.about
        url = settings.SITE_URL + (of.about if over else of).get_absolute_url()
        page = _("Book another here: %(url)s") if over else _("Move or cancel it here: %(url)s")
        values |= {"url": url, "page": page % {"url": url}}
    return values


def _is_over(message):
    return message.about.status != AppointmentStatus.BOOKED


def _is_not_for_tomorrow(message):
    """Whether the reminder is outdated: the appointment moved or ended, or the site closed."""
    is_eve = timezone.localdate(message.about.starts_at) - timedelta(days=1) == message.on
    is_past = message.about.starts_at < timezone.now()
    return _is_over(message) or not is_eve or is_past or is_stranded(message.about)


def _fits_again(message):
    return _is_over(message) or not is_stranded(message.about)


def _stranded_on(message):
    """The appointments at a site on the day after this letter's, while the site is closed."""
    day = message.on + timedelta(days=1)
    rows = stranded(message.about, timezone.now())
    return [row for row, _why in rows if timezone.localdate(row.starts_at) == day]


def _fill_for_team(message):
    rows = _stranded_on(message)
    return {
        "site": message.about.name,
        "count": str(len(rows)),
        "url": settings.SITE_URL + (rows[0].day_url if rows else message.about.get_absolute_url()),
    }


def _kind(code, label, **texts):
    return Kind(code, label, WHOM, blanks=BLANKS, fill=_fill, first=Channel.SMS, **texts)


APPOINTMENT_LETTERS = [
    _kind(
        "appointment.booked",
        gettext_lazy("Appointment booked"),
        subject=gettext_noop("{association}: your appointment, {when}"),
        body=gettext_noop(
            "You have an appointment ({what}, {number}):\n\n{when}\n{site}, {address}\n\nPlease"
            " bring: {bring}.\n\nIf you cannot come, call us: {site_phone}\n\n{page}"
        ),
        sms=gettext_noop(
            "{association}: appointment {when}, {site}, {address}. Please bring: "
            "{bring}. If you cannot come: {url} {site_phone}"
        ),
        is_moot=_is_over,
    ),
    _kind(
        "appointment.moved",
        gettext_lazy("Appointment moved"),
        subject=gettext_noop("{association}: your appointment has been moved to {when}"),
        body=gettext_noop(
            "Your appointment ({what}, {number}) has been moved. It is now:\n\n{when}\n"
            "{site}, {address}\n\nPlease bring: {bring}.\n\nIf you cannot come, call "
            "us: {site_phone}\n\n{page}"
        ),
        sms=gettext_noop(
            "{association}: your appointment has been moved to {when}, {site}, "
            "{address}. If you cannot come: {url} {site_phone}"
        ),
        is_moot=_is_over,
    ),
    _kind(
        "appointment.cancelled",
        gettext_lazy("Appointment cancelled"),
        subject=gettext_noop("{association}: your appointment on {when} has been cancelled"),
        body=gettext_noop(
            "Your appointment on {when} ({what}, {number}) has been cancelled.\n\nTo book another, "
            "call us: {site_phone}\n\n{page}"
        ),
        sms=gettext_noop(
            "{association}: your appointment on {when} has been cancelled. To book another: {url} "
            "{site_phone}"
        ),
    ),
    _kind(
        "appointment.reminder",
        gettext_lazy("Reminder of an appointment, the day before"),
        subject=gettext_noop("{association}: your appointment tomorrow, {when}"),
        body=gettext_noop(
            "We look forward to seeing you tomorrow ({what}, {number}):\n\n{when}\n"
            "{site}, {address}\n\nPlease bring: {bring}.\n\nIf you cannot come, call "
            "us: {site_phone}\n\n{page}"
        ),
        sms=gettext_noop(
            "{association}: see you tomorrow, {when}, {site}, {address}. Please bring: "
            "{bring}. If you cannot come: {url} {site_phone}"
        ),
        is_moot=_is_not_for_tomorrow,
    ),
    Kind(
        "appointment.stranded",
        gettext_lazy("Appointment at a time when the site is closed"),
        WHOM,
        subject=gettext_noop(
            "{association}: we will be closed on {when}. Please choose another time"
        ),
        body=gettext_noop(
            "We will be closed on {when} at {site}, so we cannot see you then ({what}, "
            "{number}). Please do not come at that time.\n\nTo choose another time, "
            "call us: {site_phone}\n\n{url}"
        ),
        sms=gettext_noop(
            "{association}: we will be closed on {when}. Please do not come to {site}. To "
            "choose another time: {url} {site_phone}"
        ),
        blanks=BLANKS
        | {
            "url": Blank(
                gettext_lazy(
                    "for an organisation, the page of the appointment; for a person, their own page"
                ),
                f"{settings.SITE_URL}/appointments/42/",
            )
        },
        fill=_fill,
        is_moot=_fits_again,
        first=Channel.SMS,
    ),
    Kind(
        "appointments.stranded",
        gettext_lazy("People booked tomorrow while the site is closed"),
        gettext_lazy("the coordinators of the site"),
        subject=gettext_noop(
            "{association}: {site} is closed tomorrow, with appointments booked ({count})"
        ),
        body=gettext_noop(
            "People have an appointment tomorrow at {site} when nobody can see them ({count}). We"
            " did not send them a reminder, but asked them to choose another time. Call the people"
            " who did not answer, then move or cancel each appointment:\n\n{url}"
        ),
        blanks={
            "site": BLANKS["site"],
            "count": Blank(gettext_lazy("number of appointments"), "2"),
            "url": Blank(
                gettext_lazy("the page for that day"), f"{settings.SITE_URL}/appointments/day/"
            ),
        },
        fill=_fill_for_team,
        is_moot=lambda message: not _stranded_on(message),
    ),
]


def addressee_of(appointment: Appointment, code: str) -> Recipient | Organisation:
    """The recipient: the person who comes, if named and reachable; otherwise the association."""
    person = appointment.recipient
    reached = person and not person.anonymised_at and can_reach(LETTERS(code), person)
    return person if reached else appointment.organisation


def notify_of(appointment: Appointment, code: str, **more) -> Message:
    """Post a letter of this kind about an appointment; called in the appointment's transaction."""
    return post(code, appointment, to=addressee_of(appointment, code), **more)


def notify_moved(appointment: Appointment) -> Message:
    """Post a letter for each new time, even if the appointment moves twice in a day."""
    return notify_of(appointment, "appointment.moved", turn=_times_moved(appointment))


def _times_moved(appointment: Appointment) -> int:
    return Event.objects.about(appointment).filter(kind="appointment.moved").count()


def notify_stranded(appointment: Appointment) -> Message:
    """Post a letter, once per appointment time, that the site is closed at that time."""
    day = timezone.localdate(appointment.starts_at)
    turn = _times_moved(appointment)
    return notify_of(appointment, "appointment.stranded", on=day, turn=turn)


def notify_staff_of_stranded(site: Site, *, today: date) -> None:
    """Notify the coordinators of a site of tomorrow's appointments while it is closed."""
    for to in coordinators_of(site):
        post("appointments.stranded", site, to=to, on=today, site=site)


letter_kinds.register(*APPOINTMENT_LETTERS)
