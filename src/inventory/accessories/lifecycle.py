"""Movement kinds of accessory stock, and their events."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.workflow import event_messages


class MovementKind(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("accessory", "received")
    TAKEN = "taken", _("taken for a device")
    FITTED = "fitted", _("fitted as a part")
    PUT_BACK = "put_back", _("put back, not used")
    HANDED_OVER = "handed_over", pgettext_lazy("accessory", "handed over")
    CAME_BACK = "came_back", _("came back")
    SENT = "sent", _("sent to another site")
    ARRIVED = "arrived", _("received from another site")
    COUNTED = "counted", _("counted")


COMING = [
    MovementKind.RECEIVED,
    MovementKind.PUT_BACK,
    MovementKind.CAME_BACK,
    MovementKind.ARRIVED,
]
OUTGOING = [MovementKind.TAKEN, MovementKind.FITTED, MovementKind.SENT]
BETWEEN_SITES = [MovementKind.SENT, MovementKind.ARRIVED]


class CountReason(models.TextChoices):
    COUNT = "count", _("the shelf was counted")
    BROKEN = "broken", _("broken or thrown away")
    LOST = "lost", _("not to be found")
    FOUND = "found", _("found again")
    MISTAKE = "mistake", _("entered by mistake")


class ChargerSupply(models.TextChoices):
    """Whether a device has its own charger, a charger from stock, or no charger."""

    OWN = "own", _("its own")
    STOCK = "stock", _("one of our stock")
    MISSING = "missing", _("none")


EVENTS = {
    "stock.received": _("Received: %(count)s"),
    "stock.taken": _("Taken for a device: %(count)s"),
    "stock.fitted": _("Fitted as a part: %(count)s"),
    "stock.put_back": _("Put back, not used: %(count)s"),
    "stock.handed_over": _("Handed over: %(count)s"),
    "stock.came_back": _("Returned: %(count)s"),
    "stock.sent": _("Sent to another site: %(count)s"),
    "stock.arrived": _("Received from another site: %(count)s"),
    "stock.counted": _("Counted: %(count)s"),
    "stock.minimum": _("Minimum set to %(count)s"),
    "device.charger_here": _("Charger present"),
    "device.charger_missing": _("Its charger is missing"),
    "device.charger_taken": _("Charger taken from the stock: %(accessory)s"),
    "device.charger_put_back": _("Charger put back in the stock: %(accessory)s"),
    "device.charger_known": _("Required charger recorded"),
}

event_messages.register(EVENTS)
