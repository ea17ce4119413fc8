"""Stock counts opened, noted, closed, taken up again or dropped; how they are scanned: `scans`."""

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import Category
from core.lives import Refused
from core.models import Event, Sequence
from core.operations import operation
from core.typed import line_of
from inventory.lifecycle.counts import CountStatus, Finding
from inventory.models import CountLine, Place, StockCount
from people.models import Site, User

CHUNK = 2_000


@operation("inventory.count_stock")
def open_count(
    *, by: User, site: Site, place: Place | None = None, category: Category | None = None
) -> StockCount:
    """Open a count of a shelf, of a category at a site, or of a whole site.

    What is expected is written down as it stands now. Refused while another count under way covers
    some of the same shelves; anything wider than a shelf is for those who may count a site.
    """
    if place is None and not by.has_perm("inventory.count_site"):
        raise PermissionDenied("inventory.count_site")
    if place is not None and place.site_id != site.pk:
        raise Refused(_("%(place)s is at another site.") % {"place": place})
    Site.objects.select_for_update(no_key=True).get(pk=site.pk)
    crossing = StockCount.objects.crossing(site, place, category).first()
    if crossing:
        raise Refused(
            _("%(count)s covers the same shelves and is “%(status)s”: go on with that one first.")
            % {"count": crossing, "status": crossing.status_label}
        )
    devices = StockCount.expected_devices(site, place, category).order_by("pk")
    rows = list(devices.values_list("pk", "status", "asset_tag", "place"))
    count = StockCount.objects.create(
        number=Sequence.objects.number_of_year("count", "I"),
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
        batch_size=CHUNK,
    )
    Event.objects.record("count.opened", count, by=by, expected=len(rows))
    return count


@operation("inventory.count_stock")
def note_line(line: CountLine, *, by: User, note: str) -> CountLine:
    """Write a short note on a line, about the equipment; an empty one takes it away."""
    line.count.lock()
    if line.is_over:
        raise Refused(_("A count that is over does not change."))
    line.note = line_of(note)
    line.save(update_fields=["note"])
    return line


@operation("inventory.count_stock")
def close_count(count: StockCount, *, by: User) -> StockCount:
    """Say that all was counted: what was not scanned is missing, and somebody else decides."""
    count.lock()
    count.transition_to(CountStatus.COUNTED, counted_by=by, counted_at=timezone.now())
    missing = count.lines.filter(finding=Finding.MISSING).count()
    others = count.lines.differences().count() - missing
    figures = {"found": count.expected - missing, "missing": missing, "others": others}
    Event.objects.record("count.closed", count, by=by, **figures)
    return count


@operation("inventory.count_stock")
def reopen_count(count: StockCount, *, by: User) -> StockCount:
    """Go on counting: who closed the count, or who would finalise it; decisions start anew."""
    count.lock()
    if count.counted_by_id != by.pk and not by.has_perm("inventory.finalise_count"):
        raise PermissionDenied("inventory.finalise_count")
    count.transition_to(CountStatus.OPEN, counted_by=None, counted_at=None)
    count.lines.exclude(decision="").update(decision="", reason="")
    Event.objects.record("count.reopened", count, by=by)
    return count


@operation("inventory.count_stock")
def cancel_count(count: StockCount, *, by: User) -> StockCount:
    """Drop a count: who opened it, while nothing is scanned; a coordinator, at any time."""
    count.lock()
    is_own = count.opened_by_id == by.pk and not count.scans.exists()
    if not is_own and not by.has_perm("inventory.finalise_count"):
        raise PermissionDenied("inventory.finalise_count")
    count.transition_to(CountStatus.CANCELLED)
    Event.objects.record("count.cancelled", count, by=by)
    return count
