"""Event messages of the catalogue."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "reference.entered": _("Entered in the catalogue"),
    "reference.changed": _("Details corrected"),
    "kit.entered": _("Kit entered"),
    "kit.changed": _("Kit changed"),
}
