"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from modules.declaration import RemovableModule

MODULE = RemovableModule(
    key="repair_lists",
    rank=None,
    label=_("Lists of repairs"),
    description=_("A command takes the devices of a list through the workshop, as it tells."),
)
