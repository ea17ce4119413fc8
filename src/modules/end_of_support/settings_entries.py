"""The line of the settings page."""

from django.utils.translation import gettext_lazy as _

from core.settings_page import registry
from core.settings_page.registry import Part, SettingsEntries
from modules.end_of_support.models import SupportEnd
from modules.end_of_support.operations import save_end

ENTRIES = SettingsEntries()

ENTRIES.count(
    SupportEnd.objects.all(),
    Part.STOCK,
    _("End-of-update dates"),
    "calendar",
    save_end.permission,
    "supportend_list",
    missing=_("the last day of updates of each system"),
)

registry.ENTRIES.extend(ENTRIES)
