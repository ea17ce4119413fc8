"""Entries of the settings page."""

from django.utils.translation import gettext_lazy as _

from core.modules.registry import is_on
from core.settings_page import registry
from core.settings_page.registry import Part, SettingsEntries, SettingSummary
from loans.models import Rules
from modules.sales.models import SaleTerms
from modules.sales.operations import save_terms

ENTRIES = SettingsEntries()
ENTRIES.field(Rules, "rules_edit", "price_ceiling", Part.COUNTER, "tags")


@ENTRIES.line(Part.COUNTER, _("Terms of sale"), "percent", save_terms.permission, "sale_terms_edit")
def sale_terms():
    terms = SaleTerms.cached()
    is_missing = is_on("sales") and not terms.is_complete
    lacks_mediator = is_missing and _("no consumer mediator, so nothing can be sold")
    mediator = terms.mediator_name or (terms.is_complete and _("no mediator"))
    return SettingSummary(terms.get_vat_display(), mediator, missing=[lacks_mediator])


registry.ENTRIES.extend(ENTRIES)
