"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from modules.declaration import RemovableModule
from modules.offline.shell import head_for

MODULE = RemovableModule(
    key="offline",
    rank=150,
    label=_("Work without network"),
    description=_(
        "The site can be installed on a phone. Without network, a page of ours shows what was not"
        " sent yet, and what still works."
    ),
    urls=("offline_*",),
    help_pages={"scanning": "offline_page offline_help"},
    help_lines={
        "scanning": (
            3,
            _(
                "Without network, a page of ours shows what is not sent yet, and the help can be"
                " read. The menu of your browser installs the site on your phone."
            ),
        )
    },
    panels=[Panel("head", "offline/_head.html", head_for)],
)
