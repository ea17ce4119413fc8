"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from modules.declaration import RemovableModule
from modules.demo_visit.visits import roles_to_try

MODULE = RemovableModule(
    key="demo_visit",
    rank=None,
    label=_("Demo visit"),
    description=_(
        "On the sign-in page of a demo, visitors choose a role, and all modules or only a few."
    ),
    panels=[Panel("sign_in_first", "demo_visit/_roles.html", roles_to_try)],
)
