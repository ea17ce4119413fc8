"""Counts that a phone takes along, to scan without network (`RemovableModule.scan_tasks`)."""

from types import SimpleNamespace

from inventory.models import Device
from modules.stocktakes.answers import sentence_of
from modules.stocktakes.lifecycle import CountStatus
from modules.stocktakes.models import StockCount
from modules.stocktakes.operations.scans import count_code


def _open_count(user, pk):
    counts = StockCount.objects.visible_to(user).select_related("site", "place", "category")
    return counts.filter(status=CountStatus.OPEN, pk=pk).first()


def _expected(count, _user):
    return Device.objects.filter(count_lines__count=count, count_lines__is_expected=True)


def _scan(count, by, code):
    return sentence_of(count_code(count, by=by, code=code), by)


COUNT_TASK = SimpleNamespace(
    key="count",
    page="count_list",
    model=StockCount,
    find=_open_count,
    title=lambda count: f"{count} · {count.designation}",
    expected=_expected,
    scan=_scan,
)
