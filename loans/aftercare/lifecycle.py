"""Outcomes of follow-up calls after a hand-over."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CallResult(models.TextChoices):
    WORKS = "works", _("it works")
    NEEDS_HELP = "needs_help", _("needs help")
    NOT_REACHED = "not_reached", _("nobody answered")
    CALL_AGAIN = "call_again", _("to call again")
    INCIDENT = "incident", _("an incident: broken, lost or stolen")


# Results after which another call is planned.
GO_ON = (CallResult.NOT_REACHED, CallResult.CALL_AGAIN)

EVENTS = {
    "followup.recorded": _("Called after the hand-over: %(call)s"),
}
