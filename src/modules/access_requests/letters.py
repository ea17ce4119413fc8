from django.conf import settings
from django.utils.translation import gettext_lazy, gettext_noop

from modules.access_requests.lifecycle import AccessStatus
from modules.access_requests.links import access_url
from people.accounts.letters import SAMPLE
from people.outbox import letter_kinds
from people.outbox.letter_kinds import WITH_PHONE, Blank, Kind


def _waiting(message):
    """The placeholder values for a request for access."""
    access = message.about
    return {"organisation": str(access), "url": settings.SITE_URL + access.get_absolute_url()}


def _is_answered(message):
    return message.about.status != message.about.Status.WAITING


ACCESS_WAITS = Kind(
    "access.confirmed",
    gettext_lazy("An organisation asks for access"),
    gettext_lazy("the coordinators"),
    subject=gettext_noop("{organisation} asks for access"),
    body=gettext_noop(
        "{organisation} asks for access and has confirmed its address. Read the request, and"
        " accept or refuse it:\n\n"
        "{url}"
    ),
    blanks={
        "organisation": Blank(gettext_lazy("the name of the organisation"), "Les Genêts"),
        "url": Blank(gettext_lazy("the address of its page"), f"{settings.SITE_URL}/access/42/"),
    },
    fill=_waiting,
    is_moot=_is_answered,
)


def _fill_access(message):
    access = message.about
    return {
        "name": access.contact,
        "organisation": str(access),
        "url": access_url(access),
        "reason": access.refusal,
    }


ASKER = gettext_lazy("the person who asked for access")
ACCESS_BLANKS = {"organisation": Blank(gettext_lazy("the name of the organisation"), "Les Genêts")}

ACCESS_CONFIRMATION = Kind(
    "confirm.address",
    gettext_lazy("Confirm the e-mail address of an access request"),
    ASKER,
    subject=gettext_noop("{association}: confirm your e-mail"),
    body=gettext_noop(
        "You asked {association} for access to its equipment register, for {organisation}. To"
        " confirm that this address is yours, open this link:\n\n"
        "{url}\n\n"
        "Then a coordinator reads your request and answers by mail. The link works for three"
        " days.\n\n"
        "If you asked for nothing, you may leave this mail unanswered: what was written is"
        " deleted."
    ),
    closing="",
    blanks=ACCESS_BLANKS
    | {"url": Blank(gettext_lazy("the link that confirms the address"), SAMPLE)},
    fill=_fill_access,
    is_moot=lambda message: message.about.status != AccessStatus.UNCONFIRMED,
    is_secret=True,
)

ACCESS_REFUSED = Kind(
    "access.refused",
    gettext_lazy("Access refused"),
    ASKER,
    subject=gettext_noop("{association}: your request for access"),
    body=gettext_noop("We cannot open an access for {organisation}:\n\n{reason}"),
    closing=WITH_PHONE,
    blanks=ACCESS_BLANKS
    | {"reason": Blank(gettext_lazy("the reason, as it was written"), "Hors de notre territoire.")},
    fill=_fill_access,
    is_moot=lambda message: message.about.status != AccessStatus.REFUSED,
)

ACCESS_LETTERS = (ACCESS_CONFIRMATION, ACCESS_REFUSED, ACCESS_WAITS)

letter_kinds.register(*ACCESS_LETTERS)
