"""Entries of the settings page."""

from django.utils.translation import gettext_lazy as _

from core.settings_page import registry
from core.settings_page.registry import Part, SettingsEntries
from inventory.models import LabelFormat, Printer
from modules.label_setup.operations import save_printer

VIEW_FORMATS = "inventory.view_labelformat"
ENTRIES = SettingsEntries()

ENTRIES.count(
    LabelFormat.objects.filter(is_active=True),
    Part.STOCK,
    _("Sheets and rolls of labels"),
    "sticker",
    VIEW_FORMATS,
    "labelformat_list",
    missing=_("a sheet or roll in use"),
)
ENTRIES.count(
    Printer.objects.filter(is_active=True),
    Part.STOCK,
    _("Printers"),
    "printer",
    save_printer.permission,
    "printer_list",
)

registry.ENTRIES.extend(ENTRIES)
