"""Event sentences, and the mode of scan sessions that assigns machines to people."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages


class StaffMode(models.TextChoices):
    TIE = "tie", _("Match to its person")


class StaffResult(models.TextChoices):
    TIED = "tied", _("Row %(row)s of the list, %(loan)s")


EVENTS = {
    "loan.tied": _("The machine for this loan was scanned, row %(row)s of the list"),
    "loan.untied": _("The machine for this loan must be scanned again, row %(row)s of the list"),
}

event_messages.register(EVENTS)
