"""The official models of a tax receipt, and the sentences of its events."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages


class ReceiptForm(models.TextChoices):
    """The official models of a tax receipt in France, by their number."""

    INDIVIDUAL = "11580", _("Cerfa 11580, individuals")
    COMPANY = "16216", _("Cerfa 16216, companies")


EVENTS = {
    "donation.receipt_issued": _("Tax receipt issued: %(number)s"),
    "donation.receipt_cancelled": _("Tax receipt %(number)s cancelled by %(counter)s"),
}

event_messages.register(EVENTS)
