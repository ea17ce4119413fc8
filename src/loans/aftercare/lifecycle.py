"""Outcomes of calls after a hand-over or about an overdue loan."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.workflow import event_messages


class CallResult(models.TextChoices):
    WORKS = "works", _("it works")
    REACHED = "reached", _("reached")
    NEEDS_HELP = "needs_help", _("needs help")
    NOT_REACHED = "not_reached", _("no answer")
    CALL_AGAIN = "call_again", _("call again")
    INCIDENT = "incident", _("an incident: broken, lost or stolen")


class Went(models.TextChoices):
    """Whether a person went to the training that they accepted."""

    YES = "yes", pgettext_lazy("training", "yes")
    NOT_YET = "not_yet", _("not yet")
    NO = "no", pgettext_lazy("training", "no")


# Results after which another call is planned.
GO_ON = (CallResult.NOT_REACHED, CallResult.CALL_AGAIN)

EVENTS = {
    "followup.recorded": _("Call: %(call)s"),
    "loan.reminded": _("Reminder requested (%(channel)s), to %(addressee)s: %(letter)s"),
}

event_messages.register(EVENTS, call=CallResult)
