"""Entry of the settings page."""

from django.utils.translation import gettext_lazy as _

from core.settings_page import registry
from core.settings_page.registry import Part, SettingsEntries, SettingSummary
from modules.second_verification.models import SampleRules
from modules.second_verification.operations import change_rules

ENTRIES = SettingsEntries()


@ENTRIES.line(
    Part.SWITCHES,
    _("Second verification of erasures"),
    "shield-check",
    change_rules.permission,
    "sample_rules_edit",
)
def share():
    percent = SampleRules.cached().percent
    return SettingSummary(_("%(percent)s %% of the media of each lot") % {"percent": percent})


registry.ENTRIES.extend(ENTRIES)
