"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from api.scopes import Scope
from core.modules.panels import Panel
from core.modules.registry import StillOpen
from desk.help.topics import Topic
from desk.home.todo import STOCK, TO_DO_NOW
from desk.navigation import Tab
from inventory.device_pages.filters import DeviceFilter
from inventory.device_pages.place_tables import PlaceTable
from inventory.devices.filters import PlaceFilter
from modules.declaration import RemovableModule
from modules.stocktakes import demo
from modules.stocktakes.api import COUNTS, MAY_COUNT
from modules.stocktakes.benchmark import measures
from modules.stocktakes.due import DUE_DEVICES, DUE_PLACES
from modules.stocktakes.figures import (
    COUNTING,
    FIGURES,
    FINALISE,
    ROW_SUMMARIES,
    SHELVES,
)
from modules.stocktakes.models import StockCount
from modules.stocktakes.panels import (
    LAST_COUNTED,
    being_counted,
    cell_counted_at,
    shelf_to_count,
)
from modules.stocktakes.practice import COUNT
from modules.stocktakes.taken_along import COUNT_TASK
from people.base.roles import Role

ABOVE = {"stocktakes.count_site", "stocktakes.finalise_count"}


def counts_under_way():
    count = StockCount.objects.under_way().count()
    return count and ngettext(
        "%(count)s stock count is in progress: finalise or cancel it first.",
        "%(count)s stock counts are in progress: finalise or cancel them first.",
        count,
    ) % {"count": count}


MODULE = RemovableModule(
    key="stocktakes",
    rank=None,
    label=_("Stock counts"),
    search_words={"count_list": _("inventory missing")},
    description=_(
        "A shelf or a site is counted by scanning; someone else decides on the differences."
    ),
    fields=("SiteForm.count_every",),
    open=(StillOpen(counts_under_way),),
    permissions={Role.VOLUNTEER: {MAY_COUNT}, Role.COORDINATOR: ABOVE},
    menu=[
        (
            "stock",
            Tab(
                "count_list",
                _("Stock counts"),
                "clipboard-check",
                "inventory.view_device",
                paths=("stocktakes.countline",),
            ),
            "place_list",
        )
    ],
    acts=[Tab("count_open", _("Open a stock count"), "plus", MAY_COUNT)],
    topics=[
        Topic(
            "counts",
            Role.VOLUNTEER,
            "count_list count_open count_detail count_line count_finalise",
            after="exits",
        )
    ],
    help_lines={
        "guides/volunteer": (
            4,
            _("To count: open a count of a shelf and scan everything you see."),
        ),
        "guides/coordinator": (
            5,
            _("Have shelves counted, and finalise what someone else counted."),
        ),
        "places": (2, _("The list shows shelves that have not been counted for too long.")),
    },
    stations=[COUNT],
    scan_tasks=[COUNT_TASK],
    panels=[
        Panel("shelf_actions", "stocktakes/_shelf.html", shelf_to_count),
        Panel("place_actions", "stocktakes/_place.html", shelf_to_count),
        Panel("batch_choices", "stocktakes/_choice.html"),
    ],
    new_columns={PlaceTable: {"counted_at": (LAST_COUNTED, cell_counted_at, "devices")}},
    new_filters={
        PlaceFilter: {"due": (DUE_PLACES, "site")},
        DeviceFilter: {"due": (DUE_DEVICES, "grade")},
    },
    numbered=[StockCount],
    new_figures=[(figure, "") for figure in FIGURES],
    row_summaries=ROW_SUMMARIES,
    home_panels={Role.VOLUNTEER: [being_counted]},
    todos=[
        (Role.VOLUNTEER, TO_DO_NOW, COUNTING, "lots_to_come"),
        *(
            (role, STOCK, line, before)
            for role in (Role.COORDINATOR, Role.ADMIN)
            for line, before in ((FINALISE, "vouchers_short"), (SHELVES, FINALISE.key))
        ),
    ],
    fed=[COUNTS],
    token_scopes=[(Scope.INTAKE, {MAY_COUNT, *ABOVE}, _("counts"))],
    measures=measures,
    demo=demo.count_stock,
)
