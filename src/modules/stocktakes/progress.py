from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from modules.stocktakes.lifecycle import LISTS, Finding, ScanKind
from modules.stocktakes.models import CountLine

LATEST_SCANS_SHOWN = 5


@dataclass
class BulkResult:
    """The number of lines found, and of each discrepancy."""

    expected: int
    numbers: dict

    @property
    def seen(self):
        """The number of expected devices scanned, anywhere."""
        return self.expected - self.numbers.get(Finding.MISSING, 0)

    def boxes(self):
        """Yield (finding, name, number) of each list, in the order of the page."""
        for finding, name in LISTS.items():
            number = self.numbers.get(finding, 0)
            yield finding, name % {"count": number}, number


def tally_of(count):
    rows = count.lines.order_by().values_list("finding").annotate(number=Count("pk"))
    return BulkResult(expected=count.expected, numbers=dict(rows))


def with_numbers(counts):
    """Set `seen`, the expected devices scanned, and `differences` on each count."""
    lines = CountLine.objects.filter(count=OuterRef("pk"))
    return counts.annotate(
        missing=_number_of(lines.filter(finding=Finding.MISSING)),
        differences=_number_of(lines.differences()),
        seen=F("expected") - F("missing"),
    )


def _number_of(lines):
    counted = lines.order_by().values("count").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def latest_scans(count):
    """The latest scans of a count, each with its line and whether it is still effective."""
    scans = count.scans.filter(kind=ScanKind.SEEN).select_related(
        "by", "here", "line__device__category", "line__device__brand", "line__device__model"
    )
    scans = list(scans.order_by("-pk")[:LATEST_SCANS_SHOWN])
    for scan in scans:
        scan.stands = scan.line.scan_id == scan.pk
    return scans


def listed(count, finding):
    """The lines of one list: undecided lines first, then in the order of the shelves."""
    lines = count.lines.filter(finding=finding).for_list()
    return lines.order_by("decision", "place__code", "tag", "pk")
