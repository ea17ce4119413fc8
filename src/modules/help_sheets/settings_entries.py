"""The line of the settings page."""

from django.utils.translation import gettext_lazy as _

from core.settings_page import registry
from core.settings_page.registry import Part, SettingsEntries, SettingSummary
from modules.help_sheets.models import SheetText, SupportTool
from modules.help_sheets.operations import write_sheet

ENTRIES = SettingsEntries()


@ENTRIES.line(Part.WORDS, _("Help sheets"), "life-buoy", write_sheet.permission, "helpsheet_list")
def sheets():
    count = SheetText.objects.in_use().count()
    changed = _("changed sheets: %(count)s") % {"count": count} if count else _("original text")
    return SettingSummary(changed, SupportTool.cached().name)


registry.ENTRIES.extend(ENTRIES)
