"""Entry of the settings page."""

from django.utils.translation import gettext_lazy as _

from core.models import Identity
from core.settings_page import registry
from core.settings_page.registry import Part, SettingsEntries, SettingSummary
from modules.receipts.content import INCOMPLETE, is_complete

ENTRIES = SettingsEntries()


@ENTRIES.line(
    Part.SWITCHES,
    _("Tax receipts"),
    "stamp",
    "core.change_identity",
    "identity_edit",
    "id_tax_quality",
)
def receipts():
    identity = Identity.cached()
    lacks_signature = identity.signature_id is None and _("the signature printed on receipts")
    return SettingSummary(
        identity.tax_quality, missing=[not is_complete(identity) and INCOMPLETE, lacks_signature]
    )


registry.ENTRIES.extend(ENTRIES)
