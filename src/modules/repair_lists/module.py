"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from modules.declaration import RemovableModule

MODULE = RemovableModule(
    key="repair_lists",
    rank=None,
    label=_("Commands for lists"),
    description=_(
        "Commands import a donor's list or another list, and take devices through the workshop."
    ),
)
