"""The page of a person behind their personal link: whether it is open, and its URL in letters.

It is open while an item is lent, prepared or requested for the person. The link of a minor goes to
the parent or guardian who borrows, if the child has no phone: it shows the items lent for that
child, and no name.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.modules.registry import without_what_is_off
from loans.base.lifecycle.loans import LoanKind, LoanStatus, RequestStatus
from loans.models import Loan, Request
from people.outbox.letter_kinds import Blank
from people.recipients.personal_link import personal_token

UNDER_WAY = [RequestStatus.SENT, RequestStatus.ACCEPTED]
PAGE = {
    "page": Blank(
        gettext_lazy("the person’s own page, with its address"),
        f"{settings.SITE_URL}/m/…/",
    )
}
URL_OF_PAGE = {
    "url": Blank(gettext_lazy("the address of the person’s own page"), f"{settings.SITE_URL}/m/…/")
}


def lent_to(person):
    """The loans that a person has to bring back."""
    return Loan.objects.filter(recipient=person, status=LoanStatus.ACTIVE, kind=LoanKind.LOAN)


def prepared_for(person):
    return Loan.objects.filter(recipient=person, status=LoanStatus.PREPARED)


def is_page_open(person):
    requests = Request.objects.filter(recipient=person, status__in=UNDER_WAY)
    return any(rows.exists() for rows in (lent_to(person), prepared_for(person), requests))


def personal_url(person, name="personal_page", *args):
    """The absolute URL of a page of the person's own; "" while it is not open."""
    if person is None or not is_page_open(person):
        return ""
    return settings.SITE_URL + reverse(name, args=[personal_token(person), *args])


def page_values(message):
    """The placeholder values for the addressee's own page: its URL, and a sentence."""
    url = personal_url(message.recipient)
    sentence = _(
        "On your own page you may{appointments: choose another time,} ask for longer and report a"
        " fault: %(url)s"
    )
    return {"url": url, "page": without_what_is_off(sentence) % {"url": url} if url else ""}
