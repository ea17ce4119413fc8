"""Kinds of reference values, and sentences of events."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages


class ValueKind(models.TextChoices):
    PRICE = "price", _("purchase price (€, tax included)")
    CO2E = "co2e", _("kg CO₂e avoided per year of use")


EVENTS = {
    "referencevalue.saved": _("Reference value saved: %(name)s"),
    "device.hours_noted": _("Hours of use recorded after the return: %(hours)s h"),
}

# A price or hours noted later change the figures of days that are over.
event_messages.register(EVENTS, corrections=list(EVENTS))
