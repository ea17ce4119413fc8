"""The letter that tells coordinators who will be erased, while somebody may still be kept."""

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy, gettext_noop

from people.models import Recipient
from people.outbox import Blank, Kind

ANNOUNCED = "retention.announced"
EXAMPLE = f"{settings.SITE_URL}/privacy/"


def _announced():
    return Recipient.objects.known().filter(erase_on__isnull=False)


def _of(message):
    """How many, the first day, and where they stand; no name is ever in a mail."""
    people = _announced().order_by("erase_on")
    first = people.first()
    return {
        "count": str(people.count()),
        "day": date_format(first.erase_on, "SHORT_DATE_FORMAT") if first else "",
        "url": f"{settings.SITE_URL}{reverse('privacy')}",
    }


def _is_settled(message):
    return not _announced().exists()


ERASURE_LETTERS = [
    Kind(
        ANNOUNCED,
        gettext_lazy("People to be erased"),
        gettext_lazy("the coordinators"),
        subject=gettext_noop("People to be erased: {count}"),
        body=gettext_noop(
            "Hello {name},\n\n"
            "{count} people have not been in touch for so long that what we know of them will be"
            " erased, the first on {day}. If you know that somebody was in touch since, note it:"
            " they are kept.\n\n"
            "{url}\n\n"
            "{association}"
        ),
        blanks={
            "count": Blank(gettext_lazy("how many people"), "12"),
            "day": Blank(gettext_lazy("the first day"), "31/12/2026"),
            "url": Blank(gettext_lazy("the address of their list"), EXAMPLE),
        },
        fill=_of,
        is_moot=_is_settled,
    )
]
