"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from modules.declaration import RemovableModule

MODULE = RemovableModule(
    key="styleguide",
    rank=None,
    label=_("Style guide"),
    description=_("A page shows all components to developers."),
)
