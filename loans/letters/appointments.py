"""The letters about an appointment: when and where, what to bring, and a word the day before.

They go to the person who comes, else to their association; none names a family but to itself.
"""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from core.models import Event, Identity
from loans.lifecycle import ItemStatus
from loans.lifecycle.appointments import AppointmentKind, AppointmentStatus
from loans.models import Appointment
from loans.papers import full_time
from loans.papers.addresses import lines_of
from people.letter_kinds import LETTERS
from people.lifecycle import Channel
from people.models import Message, Organisation, Recipient
from people.outbox import Blank, Kind, post
from people.outbox.addresses import can_reach

WHOM = gettext_lazy("the person who comes, or their association when we cannot reach them")
BLANKS = {
    "when": Blank(gettext_lazy("the day and the time"), "lundi 7 décembre 2026 à 09:30"),
    "number": Blank(gettext_lazy("the number of the request or of the loan"), "R26-00042"),
    "what": Blank(gettext_lazy("to collect, or to bring back"), "retrait de matériel"),
    "site": Blank(gettext_lazy("the name of the site"), "Rennes Sud"),
    "address": Blank(gettext_lazy("the address of the site"), "14 rue de l’Exemple, Rennes"),
    "site_phone": Blank(gettext_lazy("the phone of the site"), "01 99 00 12 34"),
    "bring": Blank(gettext_lazy("what to bring"), "une pièce d’identité et un sac"),
}


def what_to_bring(appointment):
    """What one brings, in the active language: a paper and a bag, or what was lent."""
    if appointment.kind == AppointmentKind.PICK_UP:
        return _("an identity paper and a bag")
    return what_is_lent(appointment.loan)


def what_is_lent(loan):
    """The kinds of things of a loan that are out, in the active language; no number, no value."""
    items = loan.items.filter(status=ItemStatus.OPEN, voucher=None).for_list()
    names = [str(item.device.category if item.device else item.accessory) for item in items]
    return ", ".join(dict.fromkeys(names)) or _("all that was lent, with its chargers")


def place_of(site):
    """The address of a site on one line, its town said once."""
    return ", ".join(lines_of(site))


def phone_of(site):
    """The number to call about a site: its own, else the house's."""
    return site.phone or Identity.current().phone


def said_of(appointment):
    """The values of the blanks of an appointment, in the active language."""
    site = appointment.site
    is_return = appointment.kind == AppointmentKind.RETURN
    return {
        "when": full_time(appointment.starts_at),
        "number": str(appointment.about),
        "what": _("return of equipment") if is_return else _("pick-up of equipment"),
        "site": site.name,
        "address": place_of(site),
        "site_phone": phone_of(site),
        "bring": what_to_bring(appointment),
    }


def _fill(message):
    return said_of(message.about)


def _is_over(message):
    return message.about.status != AppointmentStatus.BOOKED


def _is_not_for_tomorrow(message):
    """It was moved since, or is over: nobody is reminded of what is no longer true."""
    is_eve = timezone.localdate(message.about.starts_at) - timedelta(days=1) == message.on
    return _is_over(message) or not is_eve or message.about.starts_at < timezone.now()


def _kind(code, label, **texts):
    return Kind(code, label, WHOM, blanks=BLANKS, fill=_fill, first=Channel.SMS, **texts)


APPOINTMENT_LETTERS = [
    _kind(
        "appointment.booked",
        gettext_lazy("Appointment booked"),
        subject=gettext_noop("Your appointment: {when}"),
        body=gettext_noop(
            "Hello {name},\n\n"
            "You have an appointment ({what}, {number}):\n\n"
            "{when}\n"
            "{site}, {address}\n\n"
            "Please bring: {bring}.\n\n"
            "You cannot come? Call us: {site_phone}\n\n"
            "{association}"
        ),
        sms=gettext_noop(
            "{association}: appointment {when}, {site}, {address}. Bring {bring}."
            " Cannot come? {site_phone}"
        ),
        is_moot=_is_over,
    ),
    _kind(
        "appointment.moved",
        gettext_lazy("Appointment moved"),
        subject=gettext_noop("Your appointment is moved: {when}"),
        body=gettext_noop(
            "Hello {name},\n\n"
            "Your appointment ({what}, {number}) is moved. It is now:\n\n"
            "{when}\n"
            "{site}, {address}\n\n"
            "Please bring: {bring}.\n\n"
            "You cannot come? Call us: {site_phone}\n\n"
            "{association}"
        ),
        sms=gettext_noop(
            "{association}: your appointment is moved to {when}, {site}, {address}."
            " Cannot come? {site_phone}"
        ),
        is_moot=_is_over,
    ),
    _kind(
        "appointment.cancelled",
        gettext_lazy("Appointment cancelled"),
        subject=gettext_noop("Your appointment of {when} is cancelled"),
        body=gettext_noop(
            "Hello {name},\n\n"
            "Your appointment of {when} ({what}, {number}) is cancelled.\n\n"
            "To book another, call us: {site_phone}\n\n"
            "{association}"
        ),
        sms=gettext_noop(
            "{association}: your appointment of {when} is cancelled. Call us: {site_phone}"
        ),
    ),
    _kind(
        "appointment.reminder",
        gettext_lazy("Reminder of an appointment, the day before"),
        subject=gettext_noop("Tomorrow: your appointment, {when}"),
        body=gettext_noop(
            "Hello {name},\n\n"
            "We expect you tomorrow ({what}, {number}):\n\n"
            "{when}\n"
            "{site}, {address}\n\n"
            "Please bring: {bring}.\n\n"
            "You cannot come? Call us: {site_phone}\n\n"
            "{association}"
        ),
        sms=gettext_noop(
            "{association}: see you tomorrow, {when}, {site}, {address}. Bring {bring}."
            " Cannot come? {site_phone}"
        ),
        is_moot=_is_not_for_tomorrow,
    ),
]


def to_tell(appointment: Appointment, code: str) -> Recipient | Organisation:
    """Who is told: the person who comes, if we know and can reach them; else the association."""
    person = appointment.recipient
    reached = person and not person.anonymised_at and can_reach(LETTERS(code), person)
    return person if reached else appointment.organisation


def tell_of(appointment: Appointment, code: str, **more) -> Message:
    """Post a letter of this kind about an appointment; called in its transaction."""
    return post(code, appointment, to=to_tell(appointment, code), **more)


def tell_moved(appointment: Appointment) -> Message:
    """Say each new time, also when an appointment is moved twice in a day."""
    turn = Event.objects.about(appointment).filter(kind="appointment.moved").count()
    return tell_of(appointment, "appointment.moved", turn=turn)
