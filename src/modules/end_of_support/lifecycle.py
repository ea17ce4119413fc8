"""States of the updates of a device, and sentences of events."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages


class Updates(models.TextChoices):
    ENDED = "ended", _("have ended")
    ENDING = "ending", _("end within six months")
    LATER = "later", _("end later")
    UNKNOWN = "unknown", _("end on an unknown date")


EVENTS = {"supportend.saved": _("End-of-update date saved: %(name)s")}

event_messages.register(EVENTS)
