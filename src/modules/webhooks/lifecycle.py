"""Webhooks: topics, statuses of deliveries, errors and events."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.workflow import event_messages
from core.workflow.lifecycle import ToneChoices


class Topic(models.TextChoices):
    """Topic of a webhook: groups kinds of events."""

    STOCK = "stock", _("devices: arrival, change of shelf, permanent departure")
    BENCH = "bench", _("devices: tested, erased, repaired, ready")
    LENT = "lent", _("devices: set aside, handed over, returned")
    DONATIONS = "donations", _("donations")
    LISTS = "lists", _("lists received")
    COUNTS = "counts", _("stocktakes")
    REQUESTS = "requests", _("requests")
    LOANS = "loans", _("loans and agreements")
    APPOINTMENTS = "appointments", _("appointments")
    VOUCHERS = "vouchers", _("vouchers")
    ORGANISATIONS = "organisations", _("organisations")


OF_DEVICES = {Topic.STOCK, Topic.BENCH, Topic.LENT}
# Kinds of events of devices; all others belong to the bench.
_STOCK = """
    received taken_over withdrawn revived moved sent arrived not_arrived stayed settled
    sent_outside back_from_outside kept_outside listed_to_leave not_listed_to_leave left retired
    lost stolen found seen unseen relabelled value_declared value_withdrawn
"""
_LENT = """
    reserved freed lent given returned kept did_not_conform
    taken_over_given taken_over_lent taken_over_returned
"""
STOCK_KINDS = frozenset(f"device.{name}" for name in _STOCK.split())
LENT_KINDS = frozenset(f"device.{name}" for name in _LENT.split())


def topic_of(about, kind):
    """The topic of an event of this kind about a row of this resource."""
    if about != "devices":
        return Topic(about)
    if kind in LENT_KINDS:
        return Topic.LENT
    return Topic.STOCK if kind in STOCK_KINDS else Topic.BENCH


class WebhookStatus(ToneChoices):
    ON = "on", "good", pgettext_lazy("webhook", "on")
    OFF = "off", "bad", pgettext_lazy("webhook", "off")


class DeliveryStatus(ToneChoices):
    WAITING = "waiting", "wait", _("to be sent")
    ACCEPTED = "accepted", "good", pgettext_lazy("delivery", "accepted")
    FAILED = "failed", "bad", _("not sent")


DeliveryStatus.TRANSITIONS = {
    DeliveryStatus.WAITING: {DeliveryStatus.ACCEPTED, DeliveryStatus.FAILED},
    # Sent again by hand with the same number, so that a receiver can deduplicate it.
    DeliveryStatus.ACCEPTED: {DeliveryStatus.WAITING},
    DeliveryStatus.FAILED: {DeliveryStatus.WAITING},
}


class Trouble(models.TextChoices):
    """Reason why a receiver did not accept a delivery."""

    UNKNOWN = "unknown", _("no server has this name")
    PRIVATE = "private", _("its server is in a private network")
    UNREACHABLE = "unreachable", _("the server does not respond")
    REFUSED = "refused", _("the server did not accept it")


EVENTS = {
    "webhook.saved": _("Webhook saved: %(topics)s"),
    "webhook.on": _("Webhook switched on"),
    "webhook.off": _("Webhook switched off"),
    "webhook.gave_up": _("Webhook switched off: %(problem)s"),
    "webhook.again": _("Deliveries to be sent again: %(count)s"),
}

event_messages.register(EVENTS, topics=Topic, problem=Trouble)
