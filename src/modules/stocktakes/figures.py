"""Figures of the module, the summaries of their rows, and their lines of the home page."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.lists.tables import link
from desk.figures.lists import list_of
from desk.figures.presentation import RowSummary
from desk.figures.request_metrics import at, now
from desk.home.todo import Line
from inventory.models import Place
from modules.stocktakes.due import places_to_count
from modules.stocktakes.lifecycle import CountStatus
from modules.stocktakes.models import StockCount


def _counts(status):
    return lambda scope: at(StockCount.objects.visible_to(scope.user).filter(status=status), scope)


def _places(scope):
    return at(places_to_count(Place.objects.visible_to(scope.user), timezone.now()), scope)


UNDER_WAY = now(
    key="counts_under_way",
    noun=ngettext_lazy("count in progress", "counts in progress", "count"),
    definition=_("Stock counts that were started and are still being scanned."),
    rows=_counts(CountStatus.OPEN),
    permission="stocktakes.count_stock",
    worked_on=list_of("count_list", status="open"),
)
TO_FINALISE = now(
    key="counts_to_finalise",
    noun=ngettext_lazy("count to finalise", "counts to finalise", "count"),
    definition=_("Stock counts that were scanned and must be finalised by someone else."),
    rows=_counts(CountStatus.COUNTED),
    permission="stocktakes.count_stock",
    worked_on=list_of("count_list", status="counted"),
)
TO_COUNT = now(
    key="places_to_count",
    noun=ngettext_lazy("shelf due for a count", "shelves due for a count", "count"),
    definition=_("Shelves last counted longer ago than their site allows."),
    rows=_places,
    permission="inventory.view_place",
    worked_on=list_of("place_list", due="true"),
)
FIGURES = [UNDER_WAY, TO_FINALISE, TO_COUNT]


def _count(count, user):
    return RowSummary(link(count), count.designation, count.opened_at)


def _place(place, user):
    may = user.has_perm("inventory.change_place")
    return RowSummary(link(place) if may else str(place), place.site, place.counted_at)


ROW_SUMMARIES = {
    StockCount: (_count, lambda rows: rows.for_list()),
    Place: (_place, lambda rows: rows.select_related("site")),
}

# --- Lines of the home page -----------------------------------------------------------------------
COUNTING = Line(UNDER_WAY.key, "list-checks", "opened_at")
FINALISE = Line(TO_FINALISE.key, "clipboard-check", "status_since")
SHELVES = Line(TO_COUNT.key, "map-pin", "counted_at")
