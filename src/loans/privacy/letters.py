"""Letter to coordinators about people due for anonymisation, while they may still be kept.

The letter to the person is printed before the anonymisation, which deletes the address.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy, gettext_noop

from donations.models import Donor
from people.models import Recipient
from people.outbox import letter_kinds
from people.outbox.letter_kinds import Blank, Kind

ANNOUNCED = "retention.announced"
EXAMPLE = f"{settings.SITE_URL}/privacy/"


def _announced():
    """The dates of all announced anonymisations: people, and donors with personal data."""
    people = Recipient.objects.not_anonymised().filter(erase_on__isnull=False)
    donors = Donor.objects.filter(erase_on__isnull=False)
    return sorted(
        [*people.values_list("erase_on", flat=True), *donors.values_list("erase_on", flat=True)]
    )


def _of(message):
    """The placeholder values: the number of people, the first day and the link; never a name."""
    days = _announced()
    return {
        "count": str(len(days)),
        "day": date_format(days[0], "SHORT_DATE_FORMAT") if days else "",
        "url": f"{settings.SITE_URL}{reverse('privacy')}",
    }


def _is_settled(message):
    return not _announced()


ERASURE_LETTERS = [
    Kind(
        ANNOUNCED,
        gettext_lazy("Records due for deletion"),
        gettext_lazy("the coordinators"),
        subject=gettext_noop("{association}: records due for deletion ({count})"),
        body=gettext_noop(
            "We have had no contact with some people for a long time ({count}). Their "
            "data will be erased, starting on {day}. If you know of a more recent "
            "contact, record it to keep their data:\n\n{url}"
        ),
        blanks={
            "count": Blank(gettext_lazy("number of people"), "12"),
            "day": Blank(gettext_lazy("the first day"), "31/12/2026"),
            "url": Blank(gettext_lazy("the address of their list"), EXAMPLE),
        },
        fill=_of,
        is_moot=_is_settled,
    )
]

letter_kinds.register(*ERASURE_LETTERS)
