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
    gettext_lazy("Access requested by an organisation"),
    gettext_lazy("the coordinators"),
    subject=gettext_noop("{association}: {organisation} requests access"),
    body=gettext_noop(
        "{organisation} requests access and has confirmed its address. Read the "
        "request, and accept or refuse it:\n\n{url}"
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


ASKER = gettext_lazy("the person who requested access")
ACCESS_BLANKS = {"organisation": Blank(gettext_lazy("the name of the organisation"), "Les Genêts")}

ACCESS_CONFIRMATION = Kind(
    "confirm.address",
    gettext_lazy("Confirm the e-mail address of an access request"),
    ASKER,
    subject=gettext_noop("{association}: confirm your e-mail address"),
    body=gettext_noop(
        "You requested access to the equipment register of {association}, for {organisation}. To"
        " confirm your address, open this link:\n\n{url}\n\nA coordinator will then read your"
        " request and answer by e-mail. The link works for three days.\n\nIf you did not request"
        " anything, ignore this e-mail: the details will be deleted."
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
    subject=gettext_noop("{association}: your request for access has been refused"),
    body=gettext_noop("We cannot give {organisation} access. The reason:\n\n{reason}"),
    closing=WITH_PHONE,
    blanks=ACCESS_BLANKS
    | {"reason": Blank(gettext_lazy("the reason, as it was written"), "Hors de notre territoire.")},
    fill=_fill_access,
    is_moot=lambda message: message.about.status != AccessStatus.REFUSED,
)

ACCESS_LETTERS = (ACCESS_CONFIRMATION, ACCESS_REFUSED, ACCESS_WAITS)

letter_kinds.register(*ACCESS_LETTERS)
