"""Workflow of a campaign, and its results for each loan."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.workflow import event_messages
from core.workflow.lifecycle import ToneChoices


class CampaignReason(models.TextChoices):
    SCHOOL_YEAR = "school_year", _("the school year is ending")
    CONTRACT = "contract", _("the contract has ended")
    TELEWORK = "telework", _("remote working has ended")
    DUE = "due", _("the loan is ending")
    RENEWAL = "renewal", _("the equipment must be checked or replaced")


class CampaignMode(models.TextChoices):
    SLOTS = "slots", _("an appointment at the counter, for each person")
    ASK = "ask", _("a letter asking them to book an appointment")


class CampaignStatus(ToneChoices):
    PREPARED = "prepared", "wait", pgettext_lazy("campaign", "to be sent")
    LAUNCHED = "launched", "good", pgettext_lazy("campaign", "sent")
    DROPPED = "dropped", "done", pgettext_lazy("campaign", "dropped")


CampaignStatus.TRANSITIONS = {
    CampaignStatus.PREPARED: {CampaignStatus.LAUNCHED, CampaignStatus.DROPPED},
    CampaignStatus.LAUNCHED: set(),
    CampaignStatus.DROPPED: set(),
}


class Outcome(models.TextChoices):
    """Result of a launched campaign for a loan."""

    BOOKED = "booked", _("has an appointment")
    INVITED = "asked", _("asked to book")
    HAD_ONE = "had_one", _("already had an appointment")
    NO_SLOT = "no_slot", _("no slot was left: asked to book")
    OVER = "over", _("had already ended")
    RESTRICTED = "restricted", _("this person does not receive letters at the moment")


class Way(models.TextChoices):
    """Channel by which the person, or their association, is notified."""

    EMAIL = "email", _("e-mail")
    SMS = "sms", _("SMS")
    PAPER = "paper", _("printed letter")


EVENTS = {
    "campaign.prepared": _("Prepared, loans: %(count)s"),
    "campaign.changed": _("Changed"),
    "campaign.row_removed": _("Removed: %(loan)s"),
    "campaign.launched": _("Sent, appointments: %(booked)s, printed letters: %(paper)s"),
    "campaign.dropped": _("Dropped"),
    "loan.called_back": _("Included in return campaign no. %(campaign)s"),
}

event_messages.register(EVENTS)
