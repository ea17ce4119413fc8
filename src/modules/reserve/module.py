"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from desk.help.topics import Topic
from desk.navigation import Tab
from loans.allocation.stock import SPARES
from modules.declaration import RemovableModule
from modules.reserve import demo, panels
from modules.reserve.operations import draw, save_level
from modules.reserve.spares import spares_of_levels
from people.base.roles import Role

MODULE = RemovableModule(
    key="reserve",
    rank=165,
    label=_("Devices kept back"),
    search_words={"level_list": _("emergency stock for staff")},
    description=_(
        "Each site keeps back a number of ready devices for its staff or for "
        "emergencies. These devices are not promised to any request."
    ),
    urls=("level_*", "request_draw", "loan_draw"),
    permissions={Role.COUNTER: {draw.permission}, Role.COORDINATOR: {save_level.permission}},
    menu=[
        (
            "requests",
            Tab("level_list", _("Kept back"), "package", save_level.permission),
            "reservation_list",
        )
    ],
    paths={"kept-back": "level_list"},
    topics=[Topic("reserve", Role.COUNTER, "level_list level_edit", after="allocation")],
    panels=[
        Panel("stock_figures", "reserve/_beside_figures.html", panels.beside_figures),
        Panel("request_detail", "reserve/_offers.html", panels.of_request),
        Panel("take_along", "reserve/_offers.html", panels.of_loan),
    ],
    demo=demo.keep_back,
)

SPARES.append(spares_of_levels)
