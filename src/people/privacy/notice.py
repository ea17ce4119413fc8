"""Privacy notice (RGPD, art. 13 and 14): one text on pages, on papers and in the portal.

`templates/people/privacy/_notice.html` shows it. Its parts are those of the register of processing,
so that the two agree, and retention periods come from the settings.
"""

from django.conf import settings
from django.urls import reverse

from core.formatting import unbroken
from core.models import Identity
from people.models import Retention
from people.privacy.processing_record import Line, line_of, register


def contact() -> str:
    """Contact for questions about personal data."""
    identity = Identity.cached()
    phone = unbroken(identity.phone)
    return " · ".join(filter(None, [Retention.cached().officer, identity.email, phone]))


def notice(code: str = "families", *, organisation=None) -> dict:
    """Context of the notice about an entry of the register, in the active language.

    `organisation` is the one that sent the person, or None to name no organisation.
    """
    return {
        "notice": line_of(code).parts
        | {
            "identity": Identity.cached(),
            "is_of_families": code == "families",
            "is_of_staff": code == "staff",
            "organisation": organisation,
            "contact": contact(),
            "url": (settings.SITE_URL + reverse("privacy_notice")),
        }
    }


def other_lines() -> list[Line]:
    """The other entries of the register, for the people whom they concern."""
    return [line for line in register() if line.code != "families"]
