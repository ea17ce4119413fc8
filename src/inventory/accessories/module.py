"""Declaration of the module “accessories”."""

from django.utils.translation import gettext_lazy as _

from core.modules.registry import Module, register

register(
    Module(
        key="accessories",
        rank=30,
        label=_("Stock of accessories and parts"),
        description=_("Number of mice, bags, chargers and spare parts at each site."),
        urls=(
            "accessory_*",
            "loan_accessory",
            "charger_take",
            "charger_put_back",
            "repair_fit",
        ),
        figures=("accessories_*",),
    )
)
