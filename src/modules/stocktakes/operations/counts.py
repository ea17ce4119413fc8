"""Open, close, reopen and cancel stock counts; store their reports."""

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import Category
from core.models import Document, Event, Sequence
from core.text_input import line_of
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, stores
from inventory.models import Place
from modules.stocktakes.lifecycle import CountStatus, Finding
from modules.stocktakes.models import CountLine, StockCount
from people.models import Site, User

BATCH_SIZE = 2_000


@operation("stocktakes.count_stock")
def open_count(
    *, by: User, site: Site, place: Place | None = None, category: Category | None = None
) -> StockCount:
    """Open a count of a shelf, of a category at a site, or of a whole site.

    The expected devices are stored as lines. Raises `Refused` while another count under way
    covers some of the same shelves. Counting more than a shelf requires the permission to count
    a site.
    """
    if place is None and not by.has_perm("stocktakes.count_site"):
        raise PermissionDenied("stocktakes.count_site")
    if place is not None and place.site_id != site.pk:
        raise Refused(_("%(place)s is at another site.") % {"place": place})
    Site.objects.select_for_update(no_key=True).get(pk=site.pk)
    crossing = StockCount.objects.crossing(site, place, category).first()
    if crossing:
        raise Refused(
            _("%(count)s covers the same shelves and is “%(status)s”: complete it first.")
            % {"count": crossing, "status": crossing.status_label}
        )
    devices = StockCount.expected_devices(site, place, category).order_by("pk")
    rows = list(devices.values_list("pk", "status", "asset_tag", "place"))
    count = StockCount.objects.create(
        number=Sequence.objects.number_of_year("count", "IV"),
        site=site,
        place=place,
        category=category,
        expected=len(rows),
        opened_by=by,
    )
    CountLine.objects.bulk_create(
        (
            CountLine(
                count=count,
                device_id=device,
                is_expected=True,
                status=status,
                tag=tag,
                place_id=shelf,
                site=site,
                finding=Finding.MISSING,
            )
            for device, status, tag, shelf in rows
        ),
        batch_size=BATCH_SIZE,
    )
    Event.objects.record("count.opened", count, by=by, expected=len(rows))
    return count


@operation("stocktakes.count_stock")
def note_line(line: CountLine, *, by: User, note: str) -> CountLine:
    """Write a short note about the equipment on a line; an empty note deletes it."""
    line.count.lock()
    if line.is_over:
        raise Refused(_("A count that has ended cannot be changed."))
    line.note = line_of(note)
    line.save(update_fields=["note"])
    return line


@operation("stocktakes.count_stock")
def close_count(count: StockCount, *, by: User) -> StockCount:
    """Close a count: unscanned devices are missing; differences wait for a decision."""
    count.lock()
    count.transition_to(CountStatus.COUNTED, counted_by=by, counted_at=timezone.now())
    missing = count.lines.filter(finding=Finding.MISSING).count()
    others = count.lines.differences().count() - missing
    figures = {"found": count.expected - missing, "missing": missing, "others": others}
    Event.objects.record("count.closed", count, by=by, **figures)
    return count


@operation("stocktakes.count_stock")
def reopen_count(count: StockCount, *, by: User) -> StockCount:
    """Reopen a count, as the user who closed it or may finalise it; decisions are reset."""
    count.lock()
    if count.counted_by_id != by.pk and not by.has_perm("stocktakes.finalise_count"):
        raise PermissionDenied("stocktakes.finalise_count")
    count.transition_to(CountStatus.OPEN, counted_by=None, counted_at=None)
    count.lines.exclude(decision="").update(decision="", reason="")
    Event.objects.record("count.reopened", count, by=by)
    return count


@operation("stocktakes.count_stock")
def cancel_count(count: StockCount, *, by: User) -> StockCount:
    """Cancel a count: its opener may while it has no scans, a coordinator at any time."""
    count.lock()
    is_own = count.opened_by_id == by.pk and not count.scans.exists()
    if not is_own and not by.has_perm("stocktakes.finalise_count"):
        raise PermissionDenied("stocktakes.finalise_count")
    count.transition_to(CountStatus.CANCELLED)
    Event.objects.record("count.cancelled", count, by=by)
    return count


@operation("stocktakes.count_stock", prepare=stores("pdf"))
def file_report(count: StockCount, *, by: User, pdf: bytes) -> StockCount:
    """Store the report of a finalised count; only the first report is kept."""
    count.lock()
    if count.status != CountStatus.FINALISED:
        raise Refused(_("The report of a count can be saved only once the count is finalised."))
    if count.document_id is None:
        count.document = Document.objects.store_paper(
            pdf, kind="count_report", of=count.number, by=by
        )
        count.save(update_fields=["document"])
    return count


def check_is_open(count: StockCount) -> None:
    count.check_status(
        {CountStatus.OPEN}, _("%(count)s is “%(status)s”: nothing more can be counted in it.")
    )
