"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from modules.declaration import RemovableModule

MODULE = RemovableModule(
    key="single_sign_on",
    rank=None,
    label=_("Single sign-on"),
    description=_("People you invited sign in with your OpenID provider."),
    panels=[Panel("sign_in", "single_sign_on/_providers.html")],
)
