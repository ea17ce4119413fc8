"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from modules.declaration import RemovableModule
from modules.demo_visit.visits import roles_to_try

MODULE = RemovableModule(
    key="demo_visit",
    rank=None,
    label=_("Visit of the demo"),
    description=_("The sign-in page of a demo offers its roles, and all modules or few."),
    panels=[Panel("sign_in_first", "demo_visit/_roles.html", roles_to_try)],
)
