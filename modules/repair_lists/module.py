"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from modules.declaration import RemovableModule

MODULE = RemovableModule(
    key="repair_lists",
    rank=None,
    label=_("Lists of repairs"),
    description=_("Commands import a donor's list, and take its devices through the workshop."),
)
