"""Declaration of the module “kits”."""

from django.utils.translation import gettext_lazy as _

from core.modules.registry import Module, register

register(
    Module(
        key="kits",
        rank=40,
        label=_("Kits"),
        description=_("Items that belong together, requested and handed over as one."),
        urls=("kit_*",),
    )
)
