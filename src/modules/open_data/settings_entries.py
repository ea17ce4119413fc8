"""Entry of the settings page."""

from django.utils.translation import gettext_lazy as _

from core.settings_page import registry
from core.settings_page.registry import Part, SettingsEntries, SettingSummary
from modules.open_data.models import Publication
from modules.open_data.operations import publish

ENTRIES = SettingsEntries()


@ENTRIES.line(Part.FIGURES, _("Open data"), "globe", publish.permission, "publication_edit")
def open_data():
    publication = Publication.cached()
    shared = [
        publication.shares_places and _("organisations and places that offer help"),
        publication.shares_stock and _("stock"),
    ]
    return SettingSummary(*(shared if any(shared) else [_("not published")]))


registry.ENTRIES.extend(ENTRIES)
