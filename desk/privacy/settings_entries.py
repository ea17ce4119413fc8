"""The personal data entries of the settings page."""

from django.utils.translation import gettext_lazy as _

from core.settings_page.registry import Part, SettingsEntries, SettingSummary
from people.models import Processing, Retention

TERMS = "people.change_retention"
ENTRIES = SettingsEntries()
line = ENTRIES.line


@line(Part.PRIVACY, _("How long data is kept"), "hourglass", TERMS, "retention_edit")
def terms():
    terms = Retention.cached()
    values = {"families": terms.family_months, "years": terms.agreement_years}
    summary = _("%(families)s months, signed papers %(years)s years") % values
    return SettingSummary(
        summary, missing=[not terms.officer and _("who answers for personal data")]
    )


@line(Part.PRIVACY, _("Register of processing"), "book-open-check", TERMS, "processing_list")
def register():
    return _("lines in your own words: %(count)s") % {"count": Processing.objects.count()}
