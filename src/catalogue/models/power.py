"""Charging connectors and wattage of devices."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models.fields import check


class Connector(models.TextChoices):
    """A charging connector; barrel plugs are named by their outer diameter."""

    USB_C = "usb_c", "USB-C"
    MICRO_USB = "micro_usb", "micro-USB"
    LIGHTNING = "lightning", "Lightning"
    BARREL_4_0 = "barrel_4_0", _("round 4.0 mm (Asus, Lenovo)")
    BARREL_4_5 = "barrel_4_5", _("round 4.5 mm with pin (Dell, HP)")
    BARREL_5_5 = "barrel_5_5", _("round 5.5 mm (Acer, Asus, Toshiba)")
    BARREL_7_4 = "barrel_7_4", _("round 7.4 mm with pin (Dell, HP)")
    BARREL_7_9 = "barrel_7_9", _("round 7.9 mm (Lenovo)")
    SLIM_TIP = "slim_tip", _("rectangular (Lenovo)")
    MAGSAFE_1 = "magsafe_1", "MagSafe"
    MAGSAFE_2 = "magsafe_2", "MagSafe 2"
    MAGSAFE_3 = "magsafe_3", "MagSafe 3"
    SURFACE = "surface", "Surface Connect"
    OTHER = "other", _("another plug")


def sound_power(connector, watts):
    """Constraint that watts are at least 1, and set only with a plug."""
    return check(
        "power",
        Q(**{watts: None}) | Q(**{f"{watts}__gte": 1}) & ~Q(**{connector: ""}),
        _("Enter a power of at least 1 W, together with a plug."),
    )


def valid_connector(connector):
    plugs = Q(**{f"{connector}__in": ["", *Connector.values]})
    return check("connector", plugs, _("This plug is not in the list."))
