"""Declaration of the module “priority”."""

from django.utils.translation import gettext_lazy as _

from core.modules.registry import Module, register

register(
    Module(
        key="priority",
        rank=50,
        label=_("Priority points"),
        description=_(
            "Points decide which request comes first. Without points: first come, first served."
        ),
        urls=("weights_edit",),
    )
)
