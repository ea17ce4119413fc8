"""Entry of the settings page."""

from django.utils.translation import gettext_lazy as _

from core.settings_page import registry
from core.settings_page.registry import Part, SettingsEntries, SettingSummary
from modules.accessibility.models import Statement
from modules.accessibility.operations import publish_statement

ENTRIES = SettingsEntries()


@ENTRIES.line(
    Part.FIGURES,
    _("Accessibility statement"),
    "accessibility",
    publish_statement.permission,
    "accessibility_edit",
)
def accessibility():
    return SettingSummary(Statement.cached().get_conformity_display())


registry.ENTRIES.extend(ENTRIES)
