"""The line of the settings page."""

from django.utils.translation import gettext_lazy as _

from core.settings_page import registry
from core.settings_page.registry import Part, SettingsEntries
from modules.second_life.lifecycle import ValueKind
from modules.second_life.models import ReferenceValue
from modules.second_life.operations import save_value

ENTRIES = SettingsEntries()

ENTRIES.count(
    ReferenceValue.objects.filter(kind=ValueKind.PRICE),
    Part.FIGURES,
    _("Purchase prices, CO₂e ranges"),
    "wallet",
    save_value.permission,
    "referencevalue_list",
    missing=_("the purchase price of each category"),
)

registry.ENTRIES.extend(ENTRIES)
