"""Letters of a campaign: an appointment for the return, or an invitation to book."""

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from core.formatting import full_date, unbroken
from core.models import Identity
from core.pdf.render import render_pdf
from loans.appointments.letters import BLANKS, appointment_values, phone_of, place_of, what_is_lent
from loans.appointments.lifecycle import AppointmentStatus
from loans.base.lifecycle.loans import LoanStatus
from loans.base.own_page import page_values
from loans.base.papers import language_of
from modules.campaigns.lifecycle import CampaignReason
from people.outbox import letter_kinds
from people.outbox.addresses import can_reach
from people.outbox.letter_kinds import Blank, Kind
from people.outbox.lifecycle import Channel
from people.outbox.rendering import filled, texts_of

WHOM = gettext_lazy("the person who has the loan, or the organisation itself")
REASON = {
    "reason": Blank(gettext_lazy("the reason for the campaign"), CampaignReason.SCHOOL_YEAR.label)
}
DAYS = {
    "first": Blank(gettext_lazy("the first possible day"), gettext_lazy("Monday 28 June 2027")),
    "last": Blank(gettext_lazy("the last possible day"), gettext_lazy("Friday 9 July 2027")),
}


BRING = {
    "bring": Blank(gettext_lazy("what to bring"), gettext_lazy("laptop, charger")),
}
TERM = {
    "term": Blank(
        gettext_lazy(
            "a sentence saying that the person may keep the equipment until the return "
            "date in the agreement, if that is later"
        ),
        gettext_lazy(
            " You do not have to return it before Monday 5 July 2027, unless you no longer use it"
            " as agreed."
        ),
    )
}


def term_of(loan, day):
    """The sentence that returning by `day`, before the agreed date, is voluntary; otherwise ""."""
    if loan.due_on is None or loan.due_on <= day:
        return ""
    words = _("You do not have to return it before %(day)s, unless you no longer use it as agreed.")
    return " " + words % {"day": full_date(loan.due_on)}


def reason_of(campaign):
    return str(CampaignReason(campaign.reason).label)


def values_with_slot(appointment, campaign):
    """The placeholder values of a letter that gives a time."""
    term = term_of(appointment.loan, appointment.local.date())
    return appointment_values(appointment) | {"reason": reason_of(campaign), "term": term}


def values_to_book(row):
    """The placeholder values of a letter that asks the reader to book."""
    loan, campaign, site = row.loan, row.campaign, row.loan.site
    return {
        "number": str(loan),
        "reason": reason_of(campaign),
        "first": full_date(campaign.first_on),
        "last": full_date(campaign.last_on),
        "site": site.name,
        "address": place_of(site),
        "site_phone": phone_of(site),
        "bring": what_is_lent(loan),
        "term": term_of(loan, campaign.last_on),
    }


def _with_time(message):
    row = message.about.campaign_rows.select_related("campaign").first()
    return values_with_slot(message.about, row.campaign) | page_values(message)


def _is_over(message):
    return message.about.status != AppointmentStatus.BOOKED


SLOT = Kind(
    "campaign.slot",
    gettext_lazy("Recalled, with an appointment"),
    WHOM,
    subject=gettext_noop("{association}: please return what we lent you, {when}"),
    body=gettext_noop(
        "We lent you equipment ({number}). We are writing because {reason}.\n\nPlease return"
        " it:\n\n{when}\n{site}, {address}\n\nPlease bring: {bring}.{term}\n\nIf you cannot come"
        " then, call us and we will find another time: {site_phone}\n\n{page}"
    ),
    sms=gettext_noop(
        "{association}: please return what we lent you ({bring}) on {when}, {site}, {address}."
        "{term} If you cannot come: {url} {site_phone}"
    ),
    blanks=BLANKS | BRING | REASON | TERM,
    fill=_with_time,
    is_moot=_is_over,
    first=Channel.SMS,
)
ASK = Kind(
    "campaign.ask",
    gettext_lazy("Recalled, to book an appointment"),
    WHOM,
    subject=gettext_noop("{association}: please call us to return what we lent you"),
    body=gettext_noop(
        "We lent you equipment ({number}). We are writing because {reason}.\n\nPlease "
        "call us to choose a day between {first} and {last}: {site_phone}\n\nPlease "
        "return it here:\n\n{site}, {address}\n\nPlease bring: {bring}.{term}\n\n{page}"
    ),
    sms=gettext_noop(
        "{association}: please choose a time to return what we lent you ({bring}), between "
        "{first} and {last}: {url} {site_phone}.{term}"
    ),
    blanks={
        name: BLANKS[name] for name in ("number", "site", "address", "site_phone", "page", "url")
    }
    | BRING
    | REASON
    | DAYS
    | TERM,
    fill=lambda message: values_to_book(message.about) | page_values(message),
    is_moot=lambda message: message.about.loan.status != LoanStatus.ACTIVE,
    first=Channel.SMS,
)
CAMPAIGN_LETTERS = [SLOT, ASK]


def addressee_of(kind, loan):
    """The addressee: the person, or the organisation for itself; None without an address."""
    to = loan.recipient or loan.organisation
    return to if can_reach(kind, to) else None


def on_paper(row):
    """A letter to print: its language, its addressee, and its text with placeholders filled."""
    language = language_of(row.loan)
    to = row.loan.recipient or row.loan.organisation
    identity = Identity.cached()
    with translation.override(language):
        if row.appointment:
            kind, values = SLOT, values_with_slot(row.appointment, row.campaign)
        else:
            kind, values = ASK, values_to_book(row)
        values |= {
            "name": str(to),
            "association": identity.name,
            "association_phone": unbroken(identity.phone),
            "site_phone": unbroken(values["site_phone"]),
        }
        texts = texts_of(kind, row.loan.site)
        return {
            "language": language,
            "to": to,
            "through": "" if to.address else row.loan.organisation.name,
            "number": str(row.loan),
            "phone": values["site_phone"],
            "subject": filled(texts.subject, values),
            "body": filled(texts.body, values),
        }


def render_letters(rows):
    """One PDF (bytes) with a letter for each of these rows, in the language of each person.

    Rendered when it is printed, from rows of ids, so that no file of addresses is stored.
    """
    identity = Identity.cached()
    letters = [on_paper(row) for row in rows]
    context = {"letters": letters, "identity": identity, "logo": identity.logo_uri}
    return render_pdf("campaigns/letters.html", context | {"today": timezone.localdate()})


letter_kinds.register(*CAMPAIGN_LETTERS)
