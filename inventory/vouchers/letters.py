"""Mails about stock: expiry alerts of vouchers to coordinators, without any code."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from core.formatting import day
from inventory.vouchers.expiry_alerts import ending_on
from people.outbox.letter_kinds import Blank, Kind


def _ending(message):
    """The values of the blanks: what ends at the site, a line for each product and day."""
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
        "url": settings.SITE_URL + reverse("voucherbatch_list"),
    }


def _is_over(message):
    return not ending_on(message.about, message.on, today=timezone.localdate())


VOUCHERS_EXPIRING = Kind(
    "vouchers.expiring",
    gettext_lazy("Vouchers that end soon"),
    gettext_lazy("the coordinators of the site"),
    subject=gettext_noop("Vouchers that end soon at {site}"),
    body=gettext_noop(
        "Hello {name},\n\n"
        "These vouchers in stock at {site} end soon:\n\n"
        "{vouchers}\n\n"
        "Hand them out first:\n\n"
        "{url}\n\n"
        "{association}"
    ),
    blanks={
        "vouchers": Blank(
            gettext_lazy("what ends, a line each"),
            gettext_lazy("- Top-up 20 GB: 12, until 03/03/2026"),
        ),
        "site": Blank(gettext_lazy("the site where they are"), "Rennes Sud"),
        "url": Blank(gettext_lazy("the address of the list"), f"{settings.SITE_URL}/vouchers/"),
    },
    fill=_ending,
    is_moot=_is_over,
)
