"""What belongs to the module “staff”."""

from django.utils.translation import gettext_lazy as _

from core.modules.registry import Module, register

register(
    Module(
        key="staff",
        rank=100,
        label=_("Bulk staff loans"),
        description=_(
            "A spreadsheet lists the staff of an organisation; each gets a device and an agreement."
        ),
        urls=("staff_*",),
        figures=("staff_within_48h",),
    )
)
