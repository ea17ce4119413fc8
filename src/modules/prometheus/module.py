"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from modules.declaration import RemovableModule

MODULE = RemovableModule(
    key="prometheus",
    rank=None,
    label=_("Metrics"),
    description=_("Monitoring software reads the status of the installation, with a token."),
)
