"""The life of a convention, and what the stories of organisations say of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ConventionStatus(models.TextChoices):
    AGREED = "agreed", _("agreed")
    EXPIRED = "expired", pgettext_lazy("convention", "expired")
    ENDED = "ended", _("ended before its time")


CONVENTION_TRANSITIONS = {
    ConventionStatus.AGREED: {ConventionStatus.EXPIRED, ConventionStatus.ENDED},
    ConventionStatus.EXPIRED: set(),
    ConventionStatus.ENDED: set(),
}

CONVENTION_BADGES = {
    ConventionStatus.AGREED: "good",
    ConventionStatus.EXPIRED: "done",
    ConventionStatus.ENDED: "bad",
}

EVENTS = {
    "convention.agreed": _("Convention %(number)s agreed"),
    "convention.renewed": _("Renewed as %(number)s"),
    "convention.changed": _("Terms changed"),
    "convention.expired": _("Expired"),
    "convention.ended": _("Ended before its time"),
    "convention.opened": _("Signed paper opened"),
    "organisation.convention": _("Convention %(number)s, until %(on)s"),
    "organisation.lifted": _("May ask in spite of late loans, until %(on)s"),
    "organisation.unlifted": _("May no longer ask in spite of late loans"),
    "loan.tied": _("Its machine was scanned, row %(row)s of the list"),
    "loan.untied": _("Its machine is to be scanned again, row %(row)s of the list"),
}
