"""Letters of reminders: to the borrower about their loan, to organisations with counts.

An organisation gets one letter a day about its loans, not one for each loan. A school with fifty
laptops due on the same day reads a list of numbers and a link; the names stay on the pages behind
its sign-in.
"""

from datetime import timedelta

from django.conf import settings
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from core.formatting import full_date, hour
from loans.aftercare.letters import NUMBER, URL
from loans.aftercare.reminders import BY_HAND, CATCH_UP_PERIOD
from loans.aftercare.reminders.steps import RECALL, kind_on, offsets_of
from loans.appointments.letters import phone_of, what_is_lent
from loans.appointments.lifecycle import AppointmentKind
from loans.base.letters import ITEMS, items_of
from loans.base.lifecycle.loans import ItemStatus, LoanStatus
from loans.base.own_page import PAGE, URL_OF_PAGE, page_values
from loans.models import Loan
from people.base.restriction import without_restricted
from people.models import Message
from people.outbox import letter_kinds
from people.outbox.letter_kinds import Blank, Kind
from people.outbox.lifecycle import Channel

PERSON = gettext_lazy("the person who has the equipment")
OFFICE = gettext_lazy("the organisation responsible for the loan")
WHO_PREPARED = gettext_lazy("the person who prepared the hand-over")
DUE = {
    "due_date": Blank(gettext_lazy("the due date, in full"), gettext_lazy("Tuesday 3 March 2026")),
    "due_day": Blank(gettext_lazy("the due date, in figures"), "03/03/2026"),
}
PLACE = {
    "site": Blank(gettext_lazy("the site to return it to"), "Rennes Sud"),
    "site_phone": Blank(gettext_lazy("the phone number of that site"), "02 61 91 00 12"),
}
HOW = {
    "how": Blank(
        gettext_lazy("the booked return, or else the site to return it to"),
        gettext_lazy("Please return it to Rennes Sud."),
    )
}
ITEMS_OUT = {
    "things": Blank(gettext_lazy("what is on loan, one per line"), "- HP EliteBook 840 G5"),
    "kinds": Blank(
        gettext_lazy("what is on loan, in a few words"), gettext_lazy("laptop, charger")
    ),
}
LIST_URL = {"url": Blank(gettext_lazy("the address of your loans"), f"{settings.SITE_URL}/loans/")}
LOANS = {
    "loans": Blank(
        gettext_lazy("the loans, one per line"),
        gettext_lazy("- P26-00042: HP EliteBook 840 G5, due on 3 March 2026"),
    )
}


def _how(loan):
    visit = loan.appointments.booked().filter(kind=AppointmentKind.RETURN)
    visit = visit.filter(starts_at__gte=timezone.now()).first()
    if visit is None:
        return _("Please return it to %(site)s.") % {"site": loan.site}
    day = date_format(visit.local, "SHORT_DATE_FORMAT")
    words = {"day": day, "time": hour(visit.local), "site": visit.site}
    return _("Please bring it to your appointment on %(day)s at %(time)s, %(site)s.") % words


def values_of(message):
    loan = message.about
    due_on = loan.due_on
    out = loan.items.filter(status=ItemStatus.OPEN).for_list()
    url = settings.SITE_URL + loan.get_absolute_url()
    return {
        "number": str(loan),
        "due_date": full_date(due_on) if due_on else "",
        "due_day": date_format(due_on, "SHORT_DATE_FORMAT") if due_on else "",
        "site": str(loan.site),
        "how": _how(loan),
        "site_phone": phone_of(loan.site),
        "items": items_of(loan),
        "kinds": what_is_lent(loan),
        "things": "\n".join(f"- {item.designation}" for item in out),
        **(page_values(message) if message.recipient_id else {"url": url}),
    }


def _is_moot(message):
    """Whether the loan has ended, or has another due date now."""
    loan = message.about
    if loan.status != LoanStatus.ACTIVE or loan.due_on is None:
        return True
    if kind_on(loan.due_on, timezone.localdate()) != message.kind:
        return True
    is_planned = (message.on - loan.due_on).days in offsets_of(message.kind)
    return not is_planned and message.turn != BY_HAND


def loans_announced(message):
    """The loans listed in a letter to an organisation: out, and due at the same offset.

    Includes the missed days since the previous letter.
    """
    kind, on = message.kind.removesuffix("_office"), message.on
    same = Message.objects.about(message.about).filter(kind=message.kind, turn=0)
    earlier = same.filter(on__range=(on - CATCH_UP_PERIOD, on - timedelta(days=1)))
    last = earlier.aggregate(last=Max("on"))["last"] or on - CATCH_UP_PERIOD - timedelta(days=1)
    days = [last + timedelta(days=count + 1) for count in range((on - last).days)]
    dues = {day - timedelta(days=offset) for day in days for offset in offsets_of(kind)}
    loans = Loan.objects.filter(
        organisation=message.about_id,
        status=LoanStatus.ACTIVE,
        due_on__in=[due for due in dues if kind_on(due, on) == kind],
    )
    return without_restricted(loans, is_to_others=True).order_by("due_on", "pk")


def _listed(message):
    lines = [
        _("- %(number)s: %(items)s, due on %(day)s")
        % {
            "number": loan,
            "items": items_of(loan),
            "day": date_format(loan.due_on, "SHORT_DATE_FORMAT"),
        }
        for loan in loans_announced(message)
    ]
    return {"loans": "\n".join(lines), "url": f"{settings.SITE_URL}/loans/?status=active"}


def _is_over(message):
    today = timezone.localdate()
    is_late = message.kind == "loan.due_today_office" and message.on < today
    return is_late or not loans_announced(message).exists()


def _is_signed(message):
    return message.about.status != LoanStatus.PREPARED


def _due(code, label, subject, body, sms):
    return Kind(
        code,
        label,
        PERSON,
        subject,
        body,
        sms,
        blanks=NUMBER | DUE | PLACE | HOW | ITEMS_OUT | PAGE | URL_OF_PAGE,
        fill=values_of,
        is_moot=_is_moot,
        first=Channel.SMS,
    )


def _office(code, label, subject, body):
    return Kind(
        code, label, OFFICE, subject, body, blanks=LOANS | LIST_URL, fill=_listed, is_moot=_is_over
    )


REMINDERS = [
    _due(
        "loan.due_soon",
        gettext_lazy("Reminder before the due date"),
        gettext_noop("{association}: your equipment is due back by {due_day}"),
        gettext_noop(
            "The equipment that you have on loan (number {number}) is due back on"
            " {due_date}:\n\n{things}\n\nPlease return it to {site}, with everything that came with"
            " it. Do you still need it? Call us before that day: {association_phone}.\n\n{page}"
        ),
        gettext_noop(
            "{association}: your equipment ({kinds}) is due back on {due_day} at {site}. "
            "To extend the loan: {url} {association_phone}"
        ),
    ),
    _due(
        "loan.due_today",
        gettext_lazy("Reminder on the due date"),
        gettext_noop("{association}: your equipment is due back today"),
        gettext_noop(
            "The equipment that you have on loan (number {number}) is due back today:\n"
            "\n{things}\n\nPlease return it to {site}, with everything that came with "
            "it. If you cannot come, call us: {association_phone}.\n\n{page}"
        ),
        gettext_noop(
            "{association}: your equipment ({kinds}) is due back today at {site}."
            " If you cannot come: {url} {association_phone}"
        ),
    ),
    _due(
        "loan.overdue",
        gettext_lazy("Reminder of an overdue loan"),
        gettext_noop("{association}: your equipment was due back on {due_day}"),
        gettext_noop(
            "The equipment that you have on loan (number {number}) was due back on "
            "{due_date}:\n\n{things}\n\n{how} If you cannot come, call us and we will "
            "find a solution together: {association_phone}.\n\n{page}"
        ),
        gettext_noop(
            "{association}: your equipment ({kinds}) was due back on {due_day}. "
            "{how} If you cannot come: {url} {association_phone}"
        ),
    ),
    _office(
        "loan.due_soon_office",
        gettext_lazy("Reminder before the due date, to the organisation"),
        gettext_noop("{association}: loans due back soon"),
        gettext_noop(
            "These loans are due back soon:\n\n{loans}\n\nPlease tell the people "
            "concerned, or request an extension on the page of each loan:\n\n{url}"
        ),
    ),
    _office(
        "loan.due_today_office",
        gettext_lazy("Reminder on the due date, to the organisation"),
        gettext_noop("{association}: loans due back today"),
        gettext_noop("These loans are due back today:\n\n{loans}\n\nView them here:\n\n{url}"),
    ),
    _office(
        "loan.overdue_office",
        gettext_lazy("Reminder of an overdue loan, to the organisation"),
        gettext_noop("{association}: overdue loans"),
        gettext_noop(
            "These loans are overdue:\n\n{loans}\n\nPlease contact the people concerned: they can"
            " return the equipment, or you can request an extension. View the loans here:\n\n{url}"
        ),
    ),
    Kind(
        RECALL,
        gettext_lazy("Reminder sent manually, to the organisation"),
        OFFICE,
        gettext_noop("{association}: loan {number}, due back on {due_day}"),
        gettext_noop(
            "The due date of loan {number} ({items}) is {due_date}. Please ask the person to return"
            " the equipment to {site}, or request an extension:\n\n{url}"
        ),
        blanks=NUMBER | ITEMS | DUE | PLACE | URL,
        fill=values_of,
        is_moot=lambda message: message.about.status != LoanStatus.ACTIVE,
    ),
    Kind(
        "loan.unsigned",
        gettext_lazy("Agreement not signed, to the organisation"),
        OFFICE,
        gettext_noop("{association}: hand-over {number} is waiting for a signature"),
        gettext_noop(
            "This equipment is set aside at {site}, but its agreement has not been signed: "
            "{items} (hand-over {number}). Please come with the person, or tell us if they no "
            "longer need it: {association_phone}.\n\nView the hand-over here:\n\n{url}"
        ),
        blanks=NUMBER | ITEMS | PLACE | URL,
        fill=values_of,
        is_moot=_is_signed,
    ),
    Kind(
        "loan.unsigned_counter",
        gettext_lazy("Agreement not signed, to the counter"),
        WHO_PREPARED,
        gettext_noop("{association}: hand-over {number} has not been signed"),
        gettext_noop(
            "The agreement for hand-over {number} ({items}) has not been signed. Continue the "
            "hand-over, or release the items set aside:\n\n{url}"
        ),
        blanks=NUMBER | ITEMS | PLACE | URL,
        fill=values_of,
        is_moot=_is_signed,
    ),
]

letter_kinds.register(*REMINDERS)
