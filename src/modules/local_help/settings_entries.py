"""The line of the settings page."""

from django.urls import reverse_lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.settings_page import registry
from core.settings_page.registry import Part, SettingsEntries
from modules.local_help.models import ResourceLink
from modules.local_help.operations import save_link

LINKS = ResourceLink.objects.filter(is_active=True)
PAGE = format_lazy("{}#help", reverse_lazy("agreementtext_list"))
NO_HELP = _("where families find help")
ENTRIES = SettingsEntries()

ENTRIES.count(
    LINKS,
    Part.WORDS,
    _("Help shown on documents"),
    "life-buoy",
    save_link.permission,
    PAGE,
    missing=NO_HELP,
)

registry.ENTRIES.extend(ENTRIES)
