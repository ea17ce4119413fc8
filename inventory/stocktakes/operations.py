"""Stock counts: opened, scanned, closed; what differs is resolved."""

from collections import Counter

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.models import Category
from core.models import Document, Event, Sequence
from core.text_input import line_of
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, stores
from inventory.devices.identifiers import clean_code
from inventory.devices.lifecycle.devices import ENDED
from inventory.devices.operations import (
    check_lies_here,
    check_on_hand,
    declare_lost,
    find_again,
    move_to_place,
)
from inventory.models import CountLine, CountScan, Device, Place, StockCount
from inventory.scanning.codes import (
    host_in,
    is_misread,
    is_number_of_ours,
    payload_type,
    voucher_in,
    why_no_device,
)
from inventory.stocktakes.lifecycle import CountStatus, Decision, Finding, ScanKind
from people.models import Site, User

CHUNK = 2_000


@operation("inventory.count_stock")
def open_count(
    *, by: User, site: Site, place: Place | None = None, category: Category | None = None
) -> StockCount:
    """Open a count of a shelf, of a category at a site, or of a whole site.

    The expected devices are stored as lines. Refused while another count under way covers some of
    the same shelves; anything wider than a shelf is for those who may count a site.
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
    """Close a count: unscanned devices are missing; discrepancies wait for a decision."""
    count.lock()
    count.transition_to(CountStatus.COUNTED, counted_by=by, counted_at=timezone.now())
    missing = count.lines.filter(finding=Finding.MISSING).count()
    others = count.lines.differences().count() - missing
    figures = {"found": count.expected - missing, "missing": missing, "others": others}
    Event.objects.record("count.closed", count, by=by, **figures)
    return count


@operation("inventory.count_stock")
def reopen_count(count: StockCount, *, by: User) -> StockCount:
    """Go on counting: who closed the count, or who would finalise it; decisions start again."""
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


# --- Resolution of a closed stock count: decide each difference, then finalise. ---

MAX_PROBLEMS = 20


def has_counted(count: StockCount, user: User) -> bool:
    """Whether this user closed the count, or has an effective scan in it."""
    scans = count.scans.filter(by=user, kind=ScanKind.SEEN, undone=None)
    return count.counted_by_id == user.pk or scans.exists()


def _check_decides(count: StockCount, by: User) -> None:
    """Raise `Refused` unless the count is closed and `by` did not count."""
    count.check_status(
        {CountStatus.COUNTED}, _("%(count)s is “%(status)s”: there is nothing to decide.")
    )
    if has_counted(count, by):
        raise Refused(_("You counted: somebody else decides and finalises."))


@operation("inventory.finalise_count")
def decide(
    count: StockCount, *, by: User, lines: QuerySet, decision: Decision, reason: str = ""
) -> int:
    """Choose what will become of these differences; nothing happens before `finalise`.

    Returns for how many it was chosen: those that do not allow it are left as they were.
    """
    count.lock()
    _check_decides(count, by)
    reason = line_of(reason)[:120] if decision == Decision.IGNORE else ""
    if decision == Decision.IGNORE and not reason:
        raise Refused(_("Give the reason for leaving it as it is."))
    chosen = lines.filter(count=count).allowing(decision).values_list("pk", flat=True)
    return count.lines.filter(pk__in=list(chosen)).update(decision=decision, reason=reason)


@operation("inventory.finalise_count")
def ignore_changed(count: StockCount, *, by: User) -> int:
    """Set the lines whose device changed since it was counted to "ignore"; return how many."""
    count.lock()
    _check_decides(count, by)
    changed = [line.pk for line in differences_of(count) if line.has_changed]
    return count.lines.filter(pk__in=changed).update(
        decision=Decision.IGNORE, reason=_("It changed since it was counted.")
    )


def differences_of(count: StockCount) -> list[CountLine]:
    """The differences of a count, each with its device as it is now."""
    lines = list(count.lines.differences().for_list().order_by("device_id", "pk"))
    for line in lines:
        line.count = count
    return lines


@operation("inventory.finalise_count")
def finalise(count: StockCount, *, by: User) -> StockCount:
    """Do all that was decided, or nothing: each decision becomes an act on its device.

    Refused, naming the lines, while some wait for a decision, when a device has changed since it
    was counted, or when an act is not allowed now.
    """
    count.lock()
    _check_decides(count, by)
    waiting = count.lines.undecided().count()
    if waiting:
        raise Refused(
            ngettext(
                "%(count)s difference waits for a decision.",
                "%(count)s differences wait for a decision.",
                waiting,
            )
            % {"count": waiting}
        )
    decided = count.lines.differences().exclude(device=None)
    Device.objects.filter(pk__in=decided.values("device")).lock()
    lines = [line for line in differences_of(count) if line.decision != Decision.IGNORE]
    _carry_out(lines, by)
    now = timezone.now()
    count.transition_to(CountStatus.FINALISED, finalised_by=by, finalised_at=now)
    _note_counted(count)
    done = Counter(line.decision for line in lines)
    Event.objects.record(
        "count.finalised",
        count,
        by=by,
        moved=done[Decision.MOVE],
        lost=done[Decision.LOST] + done[Decision.STOLEN],
        found=done[Decision.FOUND],
        ignored=count.lines.filter(decision=Decision.IGNORE).count(),
    )
    return count


def _carry_out(lines: list[CountLine], by: User) -> None:
    problems = []
    for line in lines:
        try:
            if line.has_changed:
                raise Refused(
                    _("%(line)s changed since it was counted: it is now “%(now)s”, at %(place)s.")
                    % {
                        "line": line,
                        "now": line.device.status_label,
                        "place": line.device.place or _("no shelf"),
                    }
                )
            ACTS[line.decision](line, by)
        except Refused as refusal:
            problems += refusal.messages
    if problems:
        raise Refused(problems[:MAX_PROBLEMS])


def _move(line: CountLine, by: User) -> None:
    device, here = line.device, line.scan.here
    if device.site_id == line.count.site_id:
        move_to_place(device, by=by, place=here)
    else:
        settle(device, by=by, site=line.count.site, place=here)
    _keep_moment(line)


def _find(line: CountLine, by: User) -> None:
    device = find_again(line.device, by=by)
    here = line.scan.here
    if device.site_id != line.count.site_id:
        settle(device, by=by, site=line.count.site, place=here)
    elif here:
        move_to_place(device, by=by, place=here)
    _keep_moment(line)


def _keep_moment(line: CountLine) -> None:
    """Set `seen_at` of the device to the scan, not to the decision."""
    Device.objects.filter(pk=line.device_id).update(seen_at=line.scan.at)


def _lose(line: CountLine, by: User) -> None:
    declare_lost(line.device, by=by, is_stolen=line.decision == Decision.STOLEN)


ACTS = {
    Decision.MOVE: _move,
    Decision.LOST: _lose,
    Decision.STOLEN: _lose,
    Decision.FOUND: _find,
}


@operation("inventory.finalise_count")
def settle(device: Device, *, by: User, site: Site, place: Place | None = None) -> Device:
    """Transfer to this site a device of another site that was found here."""
    device.lock()
    check_on_hand(device)
    check_lies_here(device)
    if place is not None and place.site_id != site.pk:
        raise Refused(_("%(place)s is at another site.") % {"place": place})
    device.site, device.place = site, place
    device.save(update_fields=["site", "place"])
    data = {"site": site.pk, "place": place.pk if place else None}
    Event.objects.record("device.settled", device, by=by, **data)
    return device


def _note_counted(count: StockCount) -> None:
    """The shelves that it covered were counted on the day it was closed."""
    if count.place_id:
        places = Place.objects.filter(pk=count.place_id)
    elif count.category_id is None:
        places = Place.objects.filter(site=count.site)
    else:
        return
    places.update(counted_at=count.counted_at)


@operation("inventory.count_stock", prepare=stores("pdf"))
def file_report(count: StockCount, *, by: User, pdf: bytes) -> StockCount:
    """Keep the report of a finalised count, the first that is made; the count shows no other."""
    count.lock()
    if count.status != CountStatus.FINALISED:
        raise Refused(_("The report of a count is kept once it is finalised."))
    if count.document_id is None:
        count.document = Document.objects.store_paper(
            pdf, kind="count_report", of=count.number, by=by
        )
        count.save(update_fields=["document"])
    return count


# --- The scans of a count: concurrent, one per line, undone by another row. ---


def check_is_open(count: StockCount) -> None:
    count.check_status(
        {CountStatus.OPEN}, _("%(count)s is “%(status)s”: nothing more is counted in it.")
    )


def shelf_of(count: StockCount, by: User) -> Place | None:
    """The shelf where this person counts now: that of the count, or the last one scanned."""
    if count.place_id:
        return count.place
    last = count.scans.filter(by=by).select_related("here").order_by("-pk").first()
    return last.here if last else None


@operation("inventory.count_stock")
def count_code(count: StockCount, *, by: User, code: str) -> CountScan:
    """Record a scan: a device, the current shelf, or an unknown code.

    A line counted already is unchanged: its scan is returned, with `is_again`. Refused for
    a code that was misread, that several devices have, or that is another site's address.
    """
    count.lock()
    check_is_open(count)
    typed, code = line_of(code), clean_code(code)
    device = _device_named(code)
    if device is None:
        place = Place.objects.matching_code(code).select_related("site").first()
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
    """The one device with this code, those still ours first; raises `Refused` for several."""
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
        raise Refused(_("%(code)s is a number of ours.") % {"code": code})


def _check_is_counted_here(count: StockCount, device: Device) -> None:
    """Raise `Refused` for a device in order that a count of another category passes over."""
    is_other = count.category_id and device.category_id != count.category_id
    is_here = device.is_on_hand and not device.transfer_id
    if is_other and is_here and device.site_id == count.site_id:
        raise Refused(
            _("%(device)s is of the category “%(other)s”: this count is of “%(category)s” alone.")
            % {"device": device, "other": device.category, "category": count.category}
        )


def _stand_at(count: StockCount, place: Place, typed: str, by: User) -> CountScan:
    if place.site_id != count.site_id:
        raise Refused(_("%(place)s is at another site.") % {"place": place})
    if count.place_id and place.pk != count.place_id:
        raise Refused(
            _("This count is of %(place)s alone, not of %(other)s.")
            % {"place": count.place, "other": place}
        )
    return CountScan.objects.create(count=count, kind=ScanKind.SHELF, by=by, code=typed, here=place)


@operation("inventory.count_stock")
def clear_shelf(count: StockCount, *, by: User) -> StockCount:
    """Clear the current shelf of the person who counts."""
    count.lock()
    check_is_open(count)
    CountScan.objects.create(count=count, kind=ScanKind.SHELF, by=by)
    return count


def _line_of(count: StockCount, device: Device | None, code: str) -> CountLine:
    """The line of this device or unknown code, made if it was not expected."""
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
    """Create the scan of a line that has none and update its finding. Requires the count lock."""
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


@operation("inventory.count_stock")
def count_ticked(count: StockCount, *, by: User, lines: list[CountLine]) -> int:
    """Record the lines ticked on the printed sheet, each as seen where it was expected.

    Returns how many are new: lines scanned meanwhile are unchanged.
    """
    count.lock()
    check_is_open(count)
    missing = count.lines.filter(pk__in=[line.pk for line in lines], finding=Finding.MISSING)
    missing = list(missing.select_related("device", "place").order_by("device_id"))
    for line in missing:
        line.count = count
        record_scan(line, line.device, by=by, code=line.tag, here=line.place, is_from_sheet=True)
    return len(missing)


@operation("inventory.count_stock")
def undo_scan(scan: CountScan, *, by: User) -> CountLine:
    """Undo one scan by adding a row; its line returns to its state before the scan."""
    count, line = scan.count, scan.line
    count.lock()
    check_is_open(count)
    line.refresh_from_db()
    if line.scan_id != scan.pk:
        raise Refused(_("This scan is undone already."))
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
