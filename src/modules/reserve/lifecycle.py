"""Purposes of the devices kept back, users who may take one, and sentences of events."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages


class Purpose(models.TextChoices):
    BOTH = "both", _("staff and emergencies")
    STAFF = "staff", _("our staff")
    EMERGENCY = "emergency", _("emergencies")

    @property
    def reasons(self):
        """The reasons for which a device kept back for this purpose may be taken."""
        return list(Reason) if self == Purpose.BOTH else [Reason(self.value)]


class Reason(models.TextChoices):
    STAFF = "staff", _("for staff")
    EMERGENCY = "emergency", _("an emergency")


class Taker(models.TextChoices):
    COORDINATOR = "coordinator", _("coordinators only")
    COUNTER = "counter", _("the counter too")


EVENTS = {
    "level.saved": _("Number kept back: %(count)s"),
    "level.drawn": _("%(device)s taken for %(loan)s: %(draw_reason)s"),
    "request.drawn": _("Taken from the devices kept back: %(draw_reason)s"),
    "loan.drawn": _("Taken from the devices kept back: %(draw_reason)s"),
    "device.drawn": _("Taken from the devices kept back, for %(loan)s: %(draw_reason)s"),
}

event_messages.register(EVENTS, draw_reason=Reason)
