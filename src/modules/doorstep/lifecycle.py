"""Outcomes of a visit, and event sentences of the module."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages


class Outcome(models.TextChoices):
    OUT = "out", _("on a phone")
    DONE = "done", _("recorded")
    OPEN = "open", _("to resolve")
    RESOLVED = "resolved", _("resolved")


EVENTS = {
    "doorstep.prepared": _("Document taken on a phone, to be signed at the door"),
    "doorstep.kept": _("A signature given at the door was not applied: it is kept as evidence"),
    "doorstep.discarded": _("A signature given at the door was discarded on the phone"),
    "doorstep.resolved": _("The issue with a signature given at the door was resolved"),
    "doorstep.read": _("The signature kept as evidence was opened"),
}

event_messages.register(EVENTS)
