"""The letter about a new token."""

from django.conf import settings
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext_lazy, gettext_noop

from people.outbox import letter_kinds
from people.outbox.letter_kinds import WITH_PHONE, Blank, Kind


def _about(message):
    token = message.about
    name = "token_mine" if token.user_id == token.by_id else "token_list"
    return {
        "token": token.name,
        "day": formats.date_format(token.expires_on),
        "url": settings.SITE_URL + reverse(name),
    }


TOKEN_MADE = Kind(
    "token.opened",
    gettext_lazy("An API token was created"),
    gettext_lazy("the person who created it"),
    subject=gettext_noop("{association}: an API token was created from your account"),
    body=gettext_noop(
        "The API token “{token}” was created from your account. It works until {day}.\n\nIf it was "
        "not you, revoke it, change your password and call us at once:\n\n{url}"
    ),
    closing=WITH_PHONE,
    blanks={
        "token": Blank(gettext_lazy("the name of the token"), "bench 2"),
        "day": Blank(gettext_lazy("its last day"), "31/12/2026"),
        "url": Blank(
            gettext_lazy("the page where the token can be revoked"),
            f"{settings.SITE_URL}/profile/tokens/",
        ),
    },
    fill=_about,
    is_moot=lambda message: bool(message.about.revoked_at),
)

letter_kinds.register(TOKEN_MADE)
