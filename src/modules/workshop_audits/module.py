"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from modules.declaration import RemovableModule
from modules.workshop_audits.comparison import compared
from modules.workshop_audits.resource import AUDIT

MODULE = RemovableModule(
    key="workshop_audits",
    rank=None,
    label=_("Audits of outside workshops"),
    description=_(
        "A workshop’s list for a lot is checked, imported, and compared with what was "
        "sent and returned."
    ),
    panels=[Panel("transfer_detail", "workshop_audits/_comparison.html", compared)],
    help_pages={"outings": "outing_audit"},
    help_lines={
        "outings": (
            2,
            _(
                "Their audit file shows what they found and erased; it is compared "
                "with our register before anything is saved."
            ),
        )
    },
    list_kinds=[AUDIT],
)
