"""Letters about expiring vouchers, to coordinators and to holders; never with codes."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from core.formatting import day, full_date
from inventory.vouchers.expiry_alerts import NOTICE_DAYS, ending_of, ending_on
from inventory.vouchers.lifecycle import VOUCHER_GIVEN_OUT
from people.outbox import letter_kinds
from people.outbox.letter_kinds import Blank, Kind
from people.outbox.lifecycle import Channel

DAY = {"day": Blank(gettext_lazy("the last day, in full"), gettext_lazy("Tuesday 3 March 2026"))}


def _ending(message):
    """Return the template variables: the stock that expires at the site, by product and day."""
    lines = [
        _("- %(product)s: %(count)s, until %(day)s")
        % {
            "product": product,
            "count": count,
            "day": day(ends_on),
        }
        for product, ends_on, count in ending_on(message.about, message.on)
    ]
    return {
        "vouchers": "\n".join(lines),
        "site": str(message.about),
        "url": settings.SITE_URL + reverse("voucher_stock"),
    }


def _is_over(message):
    return not ending_on(message.about, message.on, today=timezone.localdate())


VOUCHERS_EXPIRING = Kind(
    "vouchers.expiring",
    gettext_lazy("Vouchers expiring soon"),
    gettext_lazy("the coordinators of the site"),
    subject=gettext_noop("{association}: vouchers expiring soon at {site}"),
    body=gettext_noop(
        "These vouchers in stock at {site} expire soon:\n\n{vouchers}\n\nHand them over "
        "first:\n\n{url}"
    ),
    blanks={
        "vouchers": Blank(
            gettext_lazy("the vouchers about to expire, one per line"),
            gettext_lazy("- Top-up 20 GB: 12, until 03/03/2026"),
        ),
        "site": Blank(gettext_lazy("the site where they are"), "Rennes Sud"),
        "url": Blank(gettext_lazy("the address of the list"), f"{settings.SITE_URL}/vouchers/"),
    },
    fill=_ending,
    is_moot=_is_over,
)


def _person_values(message):
    return {
        "product": str(message.about.batch.product),
        "day": full_date(_last_day(message)),
    }


def _last_day(message):
    return message.on + timedelta(days=NOTICE_DAYS)


def _organisation_values(message):
    rows = ending_of(message.about, _last_day(message))
    lines = [f"- {row.batch.product} {row}" for row in rows]
    return {
        "vouchers": "\n".join(lines),
        "day": full_date(_last_day(message)),
        "url": settings.SITE_URL + reverse("request_new"),
    }


VOUCHER_ENDING = Kind(
    "vouchers.ending",
    gettext_lazy("Credit or SIM about to expire, to the person"),
    gettext_lazy("the person who has it"),
    subject=gettext_noop("{association}: your internet credit expires on {day}"),
    body=gettext_noop(
        "The internet credit that we gave you ({product}) expires on {day}. Do you "
        "need more? Call us before then: {association_phone}."
    ),
    sms=gettext_noop(
        "{association}: your internet credit ({product}) expires on {day}. Do you need "
        "more? Call us: {association_phone}"
    ),
    blanks=DAY | {"product": Blank(gettext_lazy("what it is"), gettext_lazy("Top-up 20 GB"))},
    fill=_person_values,
    is_moot=lambda message: (
        message.about.status not in VOUCHER_GIVEN_OUT or _last_day(message) < timezone.localdate()
    ),
    first=Channel.SMS,
)
VOUCHERS_ENDING_OFFICE = Kind(
    "vouchers.ending_office",
    gettext_lazy("Credits or SIMs about to expire, to the organisation"),
    gettext_lazy("the organisation, for itself and for people we cannot reach"),
    subject=gettext_noop("{association}: internet credits expiring on {day}"),
    body=gettext_noop(
        "These internet credits and SIM cards expire on {day}:\n\n{vouchers}\n\nDoes "
        "anyone need more? Call us on {association_phone}, or make a request:\n\n{url}"
    ),
    blanks=DAY
    | {
        "vouchers": Blank(
            gettext_lazy("the vouchers about to expire, one per line"),
            gettext_lazy("- Top-up 20 GB •••• 1234"),
        ),
        "url": Blank(
            gettext_lazy("the page to make a request"), f"{settings.SITE_URL}/requests/new/"
        ),
    },
    fill=_organisation_values,
    is_moot=lambda message: (
        not ending_of(message.about, _last_day(message))
        or _last_day(message) < timezone.localdate()
    ),
)

letter_kinds.register(VOUCHERS_EXPIRING, VOUCHER_ENDING, VOUCHERS_ENDING_OFFICE)
