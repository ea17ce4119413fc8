"""The figures entries of the settings page."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.formatting import yes_or_no
from core.settings_page.registry import Part, SettingsEntries, SettingSummary
from desk.models import FigureRules

RULES = "desk.change_figurerules", "figurerules_edit"
ENTRIES = SettingsEntries()
line = ENTRIES.line


@line(Part.FIGURES, _("Months of use counted after a gift"), "leaf", *RULES, "id_gift_months")
def months():
    count = FigureRules.cached().gift_months
    return ngettext("%(n)s month", "%(n)s months", count) % {"n": count}


@line(Part.FIGURES, _("Public page of key figures"), "globe", *RULES, "id_is_public")
def public():
    rules = FigureRules.cached()
    return SettingSummary(yes_or_no(rules.is_public), *rules.origins)
