"""Letter about a webhook that was switched off."""

from django.conf import settings
from django.utils.translation import gettext_lazy, gettext_noop

from people.outbox import letter_kinds
from people.outbox.letter_kinds import Blank, Kind


def _about(message):
    webhook = message.about
    return {"server": str(webhook), "url": settings.SITE_URL + webhook.get_absolute_url()}


WEBHOOK_OFF = Kind(
    "webhook.off",
    gettext_lazy("A webhook was switched off"),
    gettext_lazy("administrators"),
    subject=gettext_noop("{association}: a webhook was switched off"),
    body=gettext_noop(
        "{server} has not accepted anything for two days, so nothing more is sent to it.\n\nThe "
        "webhook’s page shows the server’s responses. Once the server is repaired, switch the "
        "webhook on again there: it will receive what it missed, for up to thirty days.\n\n{url}"
    ),
    blanks={
        "server": Blank(gettext_lazy("the receiving server"), "hooks.example.org"),
        "url": Blank(gettext_lazy("the page of the webhook"), f"{settings.SITE_URL}/webhooks/1/"),
    },
    fill=_about,
    is_moot=lambda message: not message.about.off_at,
)

letter_kinds.register(WEBHOOK_OFF)
