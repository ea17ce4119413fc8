from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.workflow import event_messages
from core.workflow.lifecycle import ToneChoices


class AccessStatus(ToneChoices):
    """Status of a request for access."""

    UNCONFIRMED = "unconfirmed", "neutral", _("address to confirm")
    WAITING = "waiting", "wait", _("waiting for an answer")
    GRANTED = "granted", "good", _("access given")
    REFUSED = "refused", "bad", pgettext_lazy("access", "refused")


AccessStatus.TRANSITIONS = {
    AccessStatus.UNCONFIRMED: {AccessStatus.WAITING},
    AccessStatus.WAITING: {AccessStatus.GRANTED, AccessStatus.REFUSED},
    AccessStatus.GRANTED: set(),
    AccessStatus.REFUSED: set(),
}

EVENTS = {
    "access.confirmed": _("Access requested, address confirmed"),
    "access.granted": _("Access given"),
    "access.refused": _("Access refused, with a reason"),
}

event_messages.register(EVENTS)
