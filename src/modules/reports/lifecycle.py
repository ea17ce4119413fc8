"""Periods of saved reports, and event sentences."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages


class Period(models.TextChoices):
    """Days over which a saved report is run."""

    DAYS = "days", _("exact dates")
    THIS_YEAR = "this_year", _("this year until today")
    LAST_YEAR = "last_year", _("last year")
    LAST_MONTH = "last_month", _("last month")
    TWELVE_MONTHS = "months12", _("the last twelve months")


EVENTS = {
    "report.kept": _("Report saved"),
    "report.forgotten": _("Report deleted"),
    "report.exported": _("Report exported as %(form)s"),
}

event_messages.register(EVENTS)
