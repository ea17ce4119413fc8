"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from modules.declaration import RemovableModule

MODULE = RemovableModule(
    key="personal_data_cleaning",
    rank=None,
    label=_("Possible personal data"),
    description=_(
        "Possible personal data in remarks of devices and in imported lists is found, "
        "then erased or kept."
    ),
    help_pages={"privacy": "suspicion_list"},
    help_lines={
        "privacy": (
            5,
            _(
                "Possible personal data: remarks of devices and cells of lists that look like a"
                " name, a phone or a login. Erase what names a person; what you keep is not"
                " proposed again."
            ),
        )
    },
    panels=[Panel("privacy_tabs", "personal_data_cleaning/_tab.html")],
)
