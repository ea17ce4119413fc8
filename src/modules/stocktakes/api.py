"""Stock counts in the API: open, scan, close."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from api.endpoints import Resource
from api.responses import respond
from api.schema import of_path
from api.v1.forms import CodeForm
from modules.stocktakes.forms import OpenCountForm
from modules.stocktakes.models import CountLine, CountScan, StockCount
from modules.stocktakes.operations import counts as count_operations
from modules.stocktakes.operations import scans as scan_operations
from modules.stocktakes.tables import CountFilter

MAY_COUNT = "stocktakes.count_stock"
COUNTS = Resource(
    "counts",
    StockCount,
    (
        "number status status_since site place=place__code category=category__code "
        "expected opened_by opened_at counted_by counted_at finalised_by finalised_at"
    ),
    permission=MAY_COUNT,
    page="count_list",
    filters=CountFilter,
    has_code=True,
)
COUNTS.create(
    OpenCountForm, count_operations.open_count, page="count_open", example={"place": "A1"}
)
SCAN = {
    "type": "object",
    "properties": {
        "scan": of_path(CountScan, "pk"),
        "line": of_path(CountScan, "line"),
        "tag": of_path(CountScan, "line__tag"),
        "finding": of_path(CountScan, "line__finding"),
        "here": of_path(CountScan, "here__code"),
        "is_again": {"type": "boolean", "description": "It was counted already."},
    },
    "required": ["scan", "line", "tag", "finding", "here", "is_again"],
}


def scanned(request, _count, scan):
    """The finding of a scan; for a shelf, that it is now the current shelf."""
    line = scan.line
    content = {
        "scan": scan.pk,
        "line": line and line.pk,
        "tag": line and line.tag,
        "finding": line and line.finding,
        "here": scan.here and scan.here.code,
        "is_again": bool(getattr(scan, "is_again", False)),
    }
    return respond(request, content, HTTPStatus.OK)


COUNTS.act(
    "scan",
    scan_operations.count_code,
    CodeForm,
    summary=_("Scan a device or a shelf"),
    page="count_scan",
    answer=SCAN,
    gives=scanned,
    example={"code": "RB2600001Y"},
)
COUNTS.act("close", count_operations.close_count, summary=_("Close"), page="count_close")
COUNTS.act(
    "cancel", count_operations.cancel_count, summary=_("Cancel the count"), page="count_cancel"
)
Resource(
    "counts/{count}/lines",
    CountLine,
    "device tag code finding decision place=place__code site note",
    permission=MAY_COUNT,
    page="count_list",
    rows=lambda _user: CountLine.objects.all(),
    parent=COUNTS,
    inside="count",
    changes=("count", StockCount),
)
