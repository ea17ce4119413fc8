"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from modules.declaration import RemovableModule

MODULE = RemovableModule(
    key="personal_data_cleaning",
    rank=None,
    label=_("Possible personal data"),
    description=_(
        "Possible personal data in device remarks and in imported lists is found, then "
        "erased or kept."
    ),
    help_pages={"privacy": "suspicion_list"},
    help_lines={
        "privacy": (
            5,
            _(
                "Possible personal data: device remarks and list cells that look like "
                "a name, a phone number or a login. Erase anything that names a "
                "person; anything you keep is not shown again."
            ),
        )
    },
    panels=[Panel("privacy_tabs", "personal_data_cleaning/_tab.html")],
)
