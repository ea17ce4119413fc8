from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core.settings_page import registry
from core.settings_page.registry import Part, SettingsEntries, SettingSummary
from desk.backups.staleness import last_backup, lateness
from desk.models import FigureRules
from people.models import Processing, Retention

RULES = "desk.change_figurerules", "figurerules_edit"
TERMS = "people.change_retention"
ENTRIES = SettingsEntries()
line = ENTRIES.line

ENTRIES.field(FigureRules, "figurerules_edit", "gift_months", Part.FIGURES, "leaf")


@line(Part.PRIVACY, _("How long data is kept"), "hourglass", TERMS, "retention_edit")
def terms():
    terms = Retention.cached()
    values = {"families": terms.family_months, "years": terms.agreement_years}
    summary = _("%(families)s months, signed papers %(years)s years") % values
    missing = [not terms.officer and _("personal data contact")]
    return SettingSummary(summary, missing=missing)


@line(Part.PRIVACY, _("Register of processing"), "book-open-check", TERMS, "processing_list")
def register():
    return _("lines in your own words: %(count)s") % {"count": Processing.objects.count()}


@line(Part.PRIVACY, _("Backup and export"), "archive", "desk.export_all", "safekeeping")
def backups():
    last, late = last_backup(), lateness(now=timezone.now())
    day = last and date_format(timezone.localtime(last.at), "DATE_FORMAT")
    return SettingSummary(day and _("last backup on %(day)s") % {"day": day}, missing=[late])


registry.ENTRIES.extend(ENTRIES)
