"""Workflow of a campaign, and its results for each loan."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.workflow import event_messages
from core.workflow.lifecycle import ToneChoices


class CampaignReason(models.TextChoices):
    SCHOOL_YEAR = "school_year", _("the school year is ending")
    CONTRACT = "contract", _("the contract has ended")
    TELEWORK = "telework", _("telework has ended")
    DUE = "due", _("the loan has come to its end")
    RENEWAL = "renewal", _("the equipment is to be checked or replaced")


class CampaignMode(models.TextChoices):
    SLOTS = "slots", _("a date at the counter, for each")
    ASK = "ask", _("a letter that asks them to book")


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

    BOOKED = "booked", _("has its date")
    INVITED = "asked", _("asked to book")
    HAD_ONE = "had_one", _("had an appointment already")
    NO_SLOT = "no_slot", _("no place was left: asked to book")
    OVER = "over", _("was over already")
    RESTRICTED = "restricted", _("this person receives no letters at the moment")


class Way(models.TextChoices):
    """Channel by which the person, or their association, is notified."""

    EMAIL = "email", _("e-mail")
    SMS = "sms", _("SMS")
    PAPER = "paper", _("letter on paper")


EVENTS = {
    "campaign.prepared": _("Prepared, loans: %(count)s"),
    "campaign.changed": _("Changed"),
    "campaign.row_removed": _("Taken out: %(loan)s"),
    "campaign.launched": _("Sent out, appointments: %(booked)s, letters on paper: %(paper)s"),
    "campaign.dropped": _("Dropped"),
    "loan.called_back": _("Recalled by campaign no. %(campaign)s"),
}

event_messages.register(EVENTS)
