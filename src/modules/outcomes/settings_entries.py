"""Entry of the settings page, after the other rules of figures."""

from django.utils.translation import gettext_lazy as _

from core.formatting import yes_or_no
from core.settings_page import registry
from core.settings_page.registry import Part, SettingsEntries, SettingSummary
from desk.models import FigureRules
from desk.settings_entries import RULES

ENTRIES = SettingsEntries()


@ENTRIES.line(Part.FIGURES, _("Public page of key figures"), "globe", *RULES, "id_is_public")
def public():
    rules = FigureRules.cached()
    return SettingSummary(yes_or_no(rules.is_public), *rules.origins)


_place = [entry.at for entry in registry.ENTRIES].index("id_gift_months") + 1
registry.ENTRIES[_place:_place] = ENTRIES
