"""Workflow of a message, reasons to leave a person out, and sentences of events."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.workflow import event_messages
from core.workflow.lifecycle import ToneChoices


class HolderMessageStatus(ToneChoices):
    PREPARED = "prepared", "wait", pgettext_lazy("message to holders", "to be sent")
    SENT = "sent", "good", pgettext_lazy("message to holders", "sent")
    STOPPED = "stopped", "bad", pgettext_lazy("message to holders", "cancelled")
    DROPPED = "dropped", "done", pgettext_lazy("message to holders", "dropped")


HolderMessageStatus.TRANSITIONS = {
    HolderMessageStatus.PREPARED: {HolderMessageStatus.SENT, HolderMessageStatus.DROPPED},
    HolderMessageStatus.SENT: {HolderMessageStatus.STOPPED},
    HolderMessageStatus.STOPPED: set(),
    HolderMessageStatus.DROPPED: set(),
}


class LeftOut(models.TextChoices):
    """The reason why a holder does not receive a message."""

    OPTED_OUT = "opted_out", _("does not want these messages")
    RESTRICTED = "restricted", _("receives no letters at the moment")
    NO_ADDRESS = "no_address", _("no e-mail and no mobile phone")
    SAME_ADDRESS = "same_address", _("another person with the same address receives it")


EVENTS = {
    "holdermessage.prepared": _("Prepared"),
    "holdermessage.changed": pgettext_lazy("message to holders", "Changed"),
    "holdermessage.sent": _("Sent to people: %(count)s, left out: %(left_out)s"),
    "holdermessage.stopped": _("Cancelled before it left, messages: %(count)s"),
    "holdermessage.dropped": pgettext_lazy("message to holders", "Dropped"),
    "holdermessage.opted_out": _("No longer receives messages to device holders"),
    "holdermessage.opted_in": _("Receives messages to device holders again"),
}

event_messages.register(EVENTS)
