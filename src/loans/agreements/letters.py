"""Letter with the link to sign a paper remotely; a reminder sends the same letter again."""

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from loans.agreements.remote import url_of_link, way_of
from people.outbox import letter_kinds
from people.outbox.letter_kinds import Blank, Kind
from people.outbox.lifecycle import Channel
from people.outbox.phones import e164


def _values(message):
    link, way = message.about, way_of(message.about)
    proof = _("You will be asked for your year of birth.")
    if not link.asks_year:
        proof = _("You will be asked for the code we give you by phone.")
    return {
        "name": way.name if way else str(message.to),
        "number": str(link),
        "url": url_of_link(link),
        "day": date_format(timezone.localtime(link.expires_at), "SHORT_DATE_FORMAT"),
        "proof": proof,
    }


def _addresses(message):
    way = way_of(message.about)
    if way is None:
        return []
    return [e164(way.address)] if way.channel == Channel.SMS else way.address.split(", ")


SIGNING_LETTERS = [
    Kind(
        "signing.link",
        gettext_lazy("Link for signing remotely"),
        gettext_lazy("the signatory: the person, a guardian or an employer"),
        subject=gettext_noop("{association}: a document to sign ({number})"),
        body=gettext_noop(
            "A document is waiting for your signature (number {number}). Open this link, read the"
            " document, and sign with a finger or by typing your name:\n\n{url}\n\nThe link works"
            " once, until {day}. {proof}\n\nAny questions? Call {association_phone}."
        ),
        sms=gettext_noop(
            "{association}: please read and sign this document ({number}) by {day}: {url}"
        ),
        blanks={
            "number": Blank(gettext_lazy("the number of the document"), "C26-00042"),
            "url": Blank(gettext_lazy("the link for signing"), f"{settings.SITE_URL}/s/…/"),
            "day": Blank(gettext_lazy("the last day of the link"), "30/11/2026"),
            "proof": Blank(
                gettext_lazy("check made when the link is opened"),
                gettext_lazy("You will be asked for your year of birth."),
            ),
        },
        fill=_values,
        is_moot=lambda message: not message.about.is_open,
        first=Channel.SMS,
        is_secret=True,
        addresses=_addresses,
    )
]

letter_kinds.register(*SIGNING_LETTERS)
