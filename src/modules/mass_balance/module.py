"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from modules.declaration import RemovableModule
from people.base.roles import Role

VIEW = "mass_balance.view_balance"


def may_view(user, _subject):
    return {} if user.has_perm(VIEW) else None


MODULE = RemovableModule(
    key="mass_balance",
    rank=145,
    label=_("Mass balance"),
    description=_(
        "A report balances the devices received, reused, recycled and in stock, in units and"
        " kilograms, by category and period."
    ),
    urls=("mass_balance*",),
    permissions={Role.COORDINATOR: {VIEW}},
    paths={"mass-balance": "exit_list"},
    help_pages={"exits": "mass_balance"},
    help_lines={
        "exits": (
            4,
            _(
                "“Mass balance” compares, for a period, what came in with what left and what is in"
                " stock, by category."
            ),
        )
    },
    panels=[Panel("exit_list_actions", "mass_balance/_link.html", may_view)],
)
