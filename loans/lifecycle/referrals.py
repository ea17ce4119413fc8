"""The life of a referral slip, and what the stories of requests say of changes and messages."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Part(models.TextChoices):
    """What of a request may be changed, as its story names it."""

    LINES = "lines", _("what is asked")
    PERSON = "person", _("the person")
    HOUSEHOLD = "household", _("the household")
    PURPOSE = "purpose", _("the purpose")
    URGENCY = "urgency", _("the urgency")
    DAY = "day", _("the day")
    SITE = "site", _("the site")
    NOTE = "note", _("the note")
    REFERENCE = "reference", _("the reference")


class ReferralStatus(models.TextChoices):
    ISSUED = "issued", pgettext_lazy("referral", "to be used")
    USED = "used", pgettext_lazy("referral", "used")
    CANCELLED = "cancelled", pgettext_lazy("referral", "cancelled")


REFERRAL_TRANSITIONS = {
    ReferralStatus.ISSUED: {ReferralStatus.USED, ReferralStatus.CANCELLED},
    ReferralStatus.USED: {ReferralStatus.ISSUED},  # the hand-over that used it was cancelled
    ReferralStatus.CANCELLED: set(),
}

REFERRAL_BADGES = {
    ReferralStatus.ISSUED: "good",
    ReferralStatus.USED: "done",
    ReferralStatus.CANCELLED: "done",
}


EVENTS = {
    "request.revised": _("Changed: %(parts)s"),
    "request.resized": _("Things asked: %(before)s before, %(after)s now"),
    "request.message": _("A message from the organisation"),
    "request.answer": _("A message from the house"),
    "request.message_withdrawn": _("A message was withdrawn"),
    "requestgroup.sent": _("Requests sent together: %(count)s"),
    "referral.issued": _("Issued, valid until %(on)s"),
    "referral.used": _("Used by %(loan)s"),
    "referral.freed": _("Free again: %(loan)s was given up"),
    "referral.cancelled": _("Cancelled"),
    "loan.referral_used": _("Referral slip %(referral)s used"),
    "loan.referral_freed": _("Referral slip %(referral)s taken off"),
}
