"""The line of the settings page."""

from django.utils.translation import gettext_lazy as _

from core.settings_page import registry
from core.settings_page.registry import Part, SettingsEntries
from modules.equipment_features.models import AccessoryFeature
from modules.equipment_features.operations import add_to_accessory

ENTRIES = SettingsEntries()

ENTRIES.count(
    AccessoryFeature.objects.all(),
    Part.STOCK,
    _("Adapted accessories"),
    "keyboard",
    add_to_accessory.permission,
    "feature_list",
    missing=_("accessories with large keys, easy to hold…"),
)

registry.ENTRIES.extend(ENTRIES)
