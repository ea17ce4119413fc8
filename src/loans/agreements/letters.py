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
    proof = _("You will be asked for the year of your birth.")
    if not link.asks_year:
        proof = _("You will be asked for the code that we give you by phone.")
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
        gettext_lazy("Link to sign at a distance"),
        gettext_lazy("the signatory: the person, a guardian or an employer"),
        subject=gettext_noop("To sign: {number}"),
        body=gettext_noop(
            "A paper of ours waits for your signature (number {number}). Open this address, read,"
            " and sign with a finger or by typing your name:\n\n"
            "{url}\n\n"
            "It works once, until {day}. {proof}\n\n"
            "A question? Call {association_phone}."
        ),
        sms=gettext_noop(
            "{association}: to read and sign {number} on your phone, until {day}: {url}"
        ),
        blanks={
            "number": Blank(gettext_lazy("the number of the paper"), "C26-00042"),
            "url": Blank(gettext_lazy("the address to sign at"), f"{settings.SITE_URL}/s/…/"),
            "day": Blank(gettext_lazy("the last day that it works"), "30/11/2026"),
            "proof": Blank(
                gettext_lazy("check made when the link is opened"),
                gettext_lazy("You will be asked for the year of your birth."),
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
