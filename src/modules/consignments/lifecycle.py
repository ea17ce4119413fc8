"""Outcomes of consigned vouchers, and the events of consignments."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.workflow import event_messages


class Outcome(models.TextChoices):
    USED = "used", pgettext_lazy("voucher", "used")
    GIVEN_BACK = "given_back", pgettext_lazy("voucher", "returned unopened")
    LOST = "lost", pgettext_lazy("voucher", "lost")


EVENTS = {
    "consignment.made": _("Consigned to the organisation: %(count)s"),
    "consignment.accounted": _(
        "Answer from the organisation: used %(used)s, returned %(given_back)s, lost %(lost)s"
    ),
    "voucher.consigned": _("Consigned to an organisation"),
    "voucher.unconsigned": _("Returned from consignment, unopened"),
    "voucher.used_there": _("Used, according to the organisation"),
}

event_messages.register(EVENTS)
