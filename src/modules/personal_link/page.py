"""Whether the page behind a personal link is open, and its URL.

The page is open while an item is lent, prepared or requested for the person. The link of a minor
goes to the parent or guardian who borrows, if the child has no phone: it shows the items lent for
that child, and no name.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy

from loans.base.lifecycle.loans import LoanKind, LoanStatus, RequestStatus
from loans.base.own_page import OwnPage
from loans.models import Loan, Request
from modules.personal_link.tokens import personal_token

UNDER_WAY = [RequestStatus.SENT, RequestStatus.ACCEPTED]


def lent_to(person):
    """The loans that a person has to bring back."""
    return Loan.objects.filter(recipient=person, status=LoanStatus.ACTIVE, kind=LoanKind.LOAN)


def prepared_for(person):
    return Loan.objects.filter(recipient=person, status=LoanStatus.PREPARED)


def is_page_open(person):
    requests = Request.objects.filter(recipient=person, status__in=UNDER_WAY)
    return any(rows.exists() for rows in (lent_to(person), prepared_for(person), requests))


def personal_url(person, number):
    """The absolute URL of the person's page, or to choose a time there; "" while it is closed."""
    if not is_page_open(person):
        return ""
    token = personal_token(person)
    args = [token, number] if number else [token]
    return settings.SITE_URL + reverse("personal_time" if number else "personal_page", args=args)


OWN_PAGE = OwnPage(
    personal_url,
    gettext_lazy(
        "On your own page you can{appointments: choose another time,} request an "
        "extension and report a fault: %(url)s"
    ),
)
