from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy, gettext_noop

from loans.base.letters import DATE, ITEMS, coordinators_of, items_of, url_of
from loans.base.lifecycle.aftercare import IncidentStatus, RenewalStatus
from loans.base.own_page import own_url
from people.outbox import letter_kinds
from people.outbox.addresses import can_reach
from people.outbox.letter_kinds import LETTERS, Blank, Kind
from people.outbox.lifecycle import Channel
from people.outbox.posting import post

REQUESTERS = gettext_lazy("the requester: the person, or their organisation")
COORDINATORS = gettext_lazy("the coordinators of the site")
NUMBER = {"number": Blank(gettext_lazy("the number of the loan"), "P26-00042")}
URL = {"url": Blank(gettext_lazy("the address of its page"), f"{settings.SITE_URL}/loans/42/")}
DAY = {"day": Blank(gettext_lazy("the due date"), DATE)}


def _renewal(message):
    renewal = message.about
    day = renewal.agreed_on or renewal.wished_on
    return {
        "number": str(renewal.loan),
        "items": items_of(renewal.loan),
        "url": own_url(message.recipient) or url_of(renewal.loan),
        "day": date_format(day, "DATE_FORMAT"),
    }


AFTERWARDS_LETTERS = [
    Kind(
        "renewal.asked",
        gettext_lazy("Extension requested"),
        COORDINATORS,
        subject=gettext_noop("{association}: extension requested for loan {number}"),
        body=gettext_noop(
            "An extension of loan {number} until {day} has been requested, for: {items}. Accept "
            "or refuse it here:\n\n{url}"
        ),
        blanks=NUMBER | ITEMS | DAY | URL,
        fill=lambda message: _renewal(message) | {"url": url_of(message.about)},
        is_moot=lambda message: message.about.status != RenewalStatus.PENDING,
    ),
    Kind(
        "renewal.agreed",
        gettext_lazy("Extension agreed"),
        REQUESTERS,
        subject=gettext_noop("{association}: loan {number} has been extended"),
        body=gettext_noop(
            "You can keep this equipment until {day}: {items} (loan {number}). You do not have to "
            "sign anything. Details are on this page:\n\n{url}"
        ),
        sms=gettext_noop("{association}: you can keep this until {day}: {items}. Details: {url}"),
        blanks=NUMBER | ITEMS | DAY | URL,
        fill=_renewal,
        first=Channel.SMS,
    ),
    Kind(
        "renewal.refused",
        gettext_lazy("Extension refused"),
        REQUESTERS,
        subject=gettext_noop("{association}: loan {number} cannot be extended"),
        body=gettext_noop(
            "We cannot extend loan {number}, for: {items}. The reason is on this page:\n\n{url}"
        ),
        sms=gettext_noop("{association}: we cannot extend your loan ({items}). Reason: {url}"),
        blanks=NUMBER | ITEMS | URL,
        fill=_renewal,
        first=Channel.SMS,
    ),
    Kind(
        "incident.reported",
        gettext_lazy("Incident reported"),
        COORDINATORS,
        subject=gettext_noop("{association}: incident {number} reported"),
        body=gettext_noop(
            "An incident was reported with this equipment: {items}. View the details and the "
            "possible next steps:\n\n{url}"
        ),
        blanks=ITEMS
        | URL
        | {"number": Blank(gettext_lazy("the number of the incident"), "I26-00042")},
        fill=lambda message: {
            "number": str(message.about),
            "items": message.about.item.designation,
            "url": url_of(message.about),
        },
        is_moot=lambda message: message.about.status != IncidentStatus.OPEN,
    ),
    Kind(
        "loan.passed_on",
        gettext_lazy("Loan transferred"),
        gettext_lazy("the users of the organisation that takes it over"),
        subject=gettext_noop("{association}: a loan is being transferred to you ({number})"),
        body=gettext_noop(
            "A loan from another organisation is being transferred to you: {items}. Choose the "
            "person it is for, then have the agreement signed:\n\n{url}"
        ),
        blanks=NUMBER | ITEMS | URL,
        fill=lambda message: {
            "number": str(message.about),
            "items": items_of(message.about),
            "url": url_of(message.about),
        },
    ),
]


def notify_of_answer(renewal):
    """Post the answer to a renewal request to its requester, person or organisation.

    Called in the transaction of the answer.
    """
    loan, kind = renewal.loan, f"renewal.{renewal.status}"
    if renewal.by.organisation_id:
        post(kind, renewal, to=renewal.by, site=loan.site)
    elif renewal.by.is_by_link and can_reach(LETTERS(kind), loan.recipient):
        post(kind, renewal, to=loan.recipient, site=loan.site)
    elif not loan.organisation.is_ours:
        post(kind, renewal, to=loan.organisation, site=loan.site)


def notify_transferred(loan):
    """Post a letter to the new organisation of a loan, in the transaction of the transfer."""
    post("loan.passed_on", loan, to=loan.organisation)


def notify_coordinators(kind, about, site):
    """Post a message to the coordinators of a site, in the transaction of its event."""
    for to in coordinators_of(site):
        post(kind, about, to=to, site=site)


letter_kinds.register(*AFTERWARDS_LETTERS)
