"""Workflow of a referral slip."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.workflow import event_messages
from core.workflow.lifecycle import ToneChoices


class ReferralStatus(ToneChoices):
    ISSUED = "issued", "good", pgettext_lazy("referral", "to be used")
    USED = "used", "done", pgettext_lazy("referral", "used")
    CANCELLED = "cancelled", "done", pgettext_lazy("referral", "cancelled")


ReferralStatus.TRANSITIONS = {
    ReferralStatus.ISSUED: {ReferralStatus.USED, ReferralStatus.CANCELLED},
    ReferralStatus.USED: {ReferralStatus.ISSUED},  # the hand-over that used it was cancelled
    ReferralStatus.CANCELLED: set(),
}


EVENTS = {
    "referral.issued": _("Issued, valid until %(on)s"),
    "referral.used": _("Used by %(loan)s"),
    "referral.freed": _("Available again: %(loan)s was abandoned"),
    "referral.cancelled": _("Cancelled"),
    "loan.referral_used": _("Referral slip %(referral)s used"),
    "loan.referral_freed": _("Referral slip %(referral)s removed"),
}

event_messages.register(EVENTS)
