from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy, gettext_noop

from loans.base.letters import url_of
from loans.base.lifecycle.loans import ConventionStatus
from people.outbox import letter_kinds
from people.outbox.letter_kinds import PHONE_BELOW, Blank, Kind

ENDING = "convention.ending"

BLANKS = {
    "number": Blank(gettext_lazy("the number of the partnership agreement"), "K26-00042"),
    "organisation": Blank(gettext_lazy("the name of the organisation"), "Les Genêts"),
    "day": Blank(gettext_lazy("its last day"), "31/12/2026"),
    "url": Blank(gettext_lazy("the address of its page"), f"{settings.SITE_URL}/conventions/42/"),
}


def _of(message):
    """The placeholder values of a convention."""
    convention = message.about
    return {
        "number": str(convention),
        "organisation": str(convention.organisation),
        "day": date_format(convention.ends_on, "SHORT_DATE_FORMAT"),
        "url": url_of(convention),
    }


def _is_settled(message):
    """Whether the convention ended or was renewed meanwhile, so that no reminder is needed."""
    convention = message.about
    return convention.status != ConventionStatus.AGREED or hasattr(convention, "renewed_by")


CONVENTION_LETTERS = [
    Kind(
        ENDING,
        gettext_lazy("Partnership agreement ending soon"),
        gettext_lazy("the users of the organisation, and the coordinators"),
        subject=gettext_noop("{association}: partnership agreement {number} ends on {day}"),
        body=gettext_noop(
            "The partnership agreement {number} with {organisation} ends on {day}. Unless it is"
            " renewed, current loans continue after that day, but no new request can be made.\n\nTo"
            " renew it, please contact us before then. View the agreement here:\n\n{url}"
        ),
        closing=PHONE_BELOW,
        blanks=BLANKS,
        fill=_of,
        is_moot=_is_settled,
    ),
    Kind(
        "convention.expired",
        gettext_lazy("Partnership agreement ended"),
        gettext_lazy("the users of the organisation"),
        subject=gettext_noop("{association}: partnership agreement {number} has ended"),
        body=gettext_noop(
            "The partnership agreement {number} with {organisation} ended on {day}. Current loans"
            " continue until they are due, and you can still read your requests.\n\nTo make a new"
            " request, please contact us to renew the agreement. View it here:\n\n{url}"
        ),
        closing=PHONE_BELOW,
        blanks=BLANKS,
        fill=_of,
    ),
]

letter_kinds.register(*CONVENTION_LETTERS)
