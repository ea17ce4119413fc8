"""Scans of a count: concurrent, one effective scan per line, undone by another row."""

from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Event
from core.text_input import line_of
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from core.workflow.undo import undoes
from inventory.devices.identifiers import clean_code
from inventory.devices.lifecycle.devices import ENDED
from inventory.models import Device, Place
from inventory.scanning.codes import (
    host_in,
    is_misread,
    is_number_of_ours,
    payload_type,
    voucher_in,
    why_no_device,
)
from modules.stocktakes.lifecycle import Finding, ScanKind
from modules.stocktakes.models import CountLine, CountScan, StockCount
from modules.stocktakes.operations.counts import check_is_open
from people.models import User


def shelf_of(count: StockCount, by: User) -> Place | None:
    """The shelf where this person counts now: the shelf of the count, or the last scanned shelf."""
    if count.place_id:
        return count.place
    last = count.scans.filter(by=by).select_related("here").order_by("-pk").first()
    return last.here if last else None


@operation("stocktakes.count_stock")
def count_code(count: StockCount, *, by: User, code: str) -> CountScan:
    """Record a scan: a device, the current shelf, or an unknown code.

    A line that is counted already is unchanged: its scan is returned, with `is_again`. Raises
    `Refused` for a misread code, a code of several devices, or another site's address.
    """
    count.lock()
    check_is_open(count)
    typed, code = line_of(code), clean_code(code)
    device = _device_named(code)
    if device is None:
        places = Place.objects.select_related("site")
        here = places.filter(site=count.site_id)  # other sites may have an A1 too
        place = here.matching_code(code).first() or places.matching_code(code).first()
        if place:
            return _stand_at(count, place, typed, by)
        _check_recordable(typed, code)
    else:
        _check_is_counted_here(count, device)
    line = _line_of(count, device, code)
    if line.scan_id:
        line.scan.line, line.scan.is_again = line, True
        return line.scan
    return record_scan(line, device, by=by, code=typed, here=shelf_of(count, by))


def _device_named(code: str) -> Device | None:
    """The device with this code, preferring devices still ours; raises `Refused` for several."""
    if not code:
        raise Refused(_("Scan or type a code."))
    devices = list(Device.objects.matching_code(code).for_list()[:10])
    living = [device for device in devices if device.status not in ENDED]
    matches = living or devices[:1]
    if len(matches) > 1:
        raise Refused(
            _("Several devices have the code %(code)s: scan the label of this one.")
            % {"code": code}
        )
    return matches[0] if matches else None


def _check_recordable(typed: str, code: str) -> None:
    """Raise `Refused` for a misread code, an address, a payload or a voucher."""
    if payload_type(typed) or host_in(code) or is_misread(code) or voucher_in(code):
        raise Refused(why_no_device(typed))
    if is_number_of_ours(code):
        raise Refused(_("%(code)s is one of our numbers.") % {"code": code})


def _check_is_counted_here(count: StockCount, device: Device) -> None:
    """Raise `Refused` for a registered device that a count of another category does not cover."""
    is_other = count.category_id and device.category_id != count.category_id
    is_here = device.is_on_hand and not device.transfer_id
    if is_other and is_here and device.site_id == count.site_id:
        raise Refused(
            _("%(device)s is in the category “%(other)s”: this count only covers “%(category)s”.")
            % {"device": device, "other": device.category, "category": count.category}
        )


def _stand_at(count: StockCount, place: Place, typed: str, by: User) -> CountScan:
    if place.site_id != count.site_id:
        raise Refused(_("%(place)s is at another site.") % {"place": place})
    if count.place_id and place.pk != count.place_id:
        raise Refused(
            _("This count only covers %(place)s, not %(other)s.")
            % {"place": count.place, "other": place}
        )
    return CountScan.objects.create(count=count, kind=ScanKind.SHELF, by=by, code=typed, here=place)


@operation("stocktakes.count_stock")
def clear_shelf(count: StockCount, *, by: User) -> StockCount:
    """Clear the current shelf of the person who counts."""
    count.lock()
    check_is_open(count)
    CountScan.objects.create(count=count, kind=ScanKind.SHELF, by=by)
    return count


def _line_of(count: StockCount, device: Device | None, code: str) -> CountLine:
    """The line of this device or unknown code, created if it was not expected."""
    subject = {"device": device} if device else {"device": None, "code": code}
    lines = count.lines.select_related("scan__by", "scan__here", "place", "site")
    line = lines.filter(**subject).first()
    if line is None:
        facts = {}
        if device:
            facts = {
                "status": device.status,
                "tag": device.asset_tag,
                "place": device.place,
                "site": device.site,
            }
        line = CountLine.objects.create(count=count, finding=Finding.UNDONE, **subject, **facts)
    line.count, line.device = count, device
    return line


def record_scan(
    line: CountLine,
    device: Device | None,
    *,
    by: User,
    code: str,
    here: Place | None,
    is_from_sheet: bool = False,
) -> CountScan:
    """Create the scan of a line without a scan and update its finding. Requires the count lock."""
    now = timezone.now()
    copied = {}
    if device:
        copied = {
            "status": device.status,
            "tag": device.asset_tag,
            "place_id": device.place_id,
            "seen_before": device.seen_at,
        }
        Device.objects.filter(pk=device.pk).update(seen_at=now)
    line.scan = CountScan.objects.create(
        count=line.count,
        line=line,
        by=by,
        at=now,
        code=code,
        here=here,
        is_from_sheet=is_from_sheet,
        **copied,
    )
    line.finding = _finding(line.count, device, here)
    line.save(update_fields=["scan", "finding"])
    return line.scan


def _finding(count: StockCount, device: Device | None, here: Place | None) -> Finding:
    """The finding of a device seen here, compared with the register."""
    if device is None:
        return Finding.UNKNOWN
    if not device.is_on_hand or device.transfer_id:
        return Finding.ASTRAY
    is_there = device.site_id == count.site_id and (here is None or device.place_id == here.pk)
    return Finding.FOUND if is_there else Finding.ELSEWHERE


@operation("stocktakes.count_stock")
def count_ticked(count: StockCount, *, by: User, lines: list[CountLine]) -> int:
    """Record the lines ticked on the printed sheet, each as seen where it was expected.

    Returns the number of new scans: lines scanned meanwhile are unchanged.
    """
    count.lock()
    check_is_open(count)
    missing = count.lines.filter(pk__in=[line.pk for line in lines], finding=Finding.MISSING)
    missing = list(missing.select_related("device", "place").order_by("device_id"))
    scans = []
    for line in missing:
        line.count, facts = count, {"code": line.tag, "here": line.place, "is_from_sheet": True}
        scans.append(record_scan(line, line.device, by=by, **facts).pk)
    if scans:
        Event.objects.record("stockcount.ticked", count, by=by, count=len(scans), scans=scans)
    return len(scans)


@undoes("stockcount.ticked")
@operation("stocktakes.count_stock", locks=True)
def undo_ticked(count: StockCount, *, by: User, event: Event) -> StockCount:
    """Undo `count_ticked`, unless one of its scans is undone already."""
    for scan in CountScan.objects.filter(pk__in=event.data["scans"]).order_by("pk"):
        undo_scan(scan, by=by)
    Event.objects.record("stockcount.ticks_undone", count, by=by, count=len(event.data["scans"]))
    return count


@operation("stocktakes.count_stock")
def undo_scan(scan: CountScan, *, by: User) -> CountLine:
    """Undo one scan by adding a row; its line returns to its state before the scan."""
    count, line = scan.count, scan.line
    count.lock()
    check_is_open(count)
    line.refresh_from_db()
    if line.scan_id != scan.pk:
        raise Refused(_("This scan has already been undone."))
    CountScan.objects.create(
        count=count,
        line=line,
        kind=ScanKind.UNDONE,
        by=by,
        code=scan.code,
        here=shelf_of(count, by),
        undoes=scan,
    )
    line.scan = None
    line.finding = Finding.MISSING if line.is_expected else Finding.UNDONE
    line.save(update_fields=["scan", "finding"])
    if line.device_id:
        Device.objects.filter(pk=line.device_id, seen_at=scan.at).update(seen_at=scan.seen_before)
    return line
