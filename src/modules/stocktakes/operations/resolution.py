"""Resolution of a closed count: decide each difference, then apply all decisions."""

from collections import Counter

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.models import Event
from core.text_input import line_of
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from inventory.devices.operations import (
    check_lies_here,
    check_on_hand,
    declare_lost,
    find_again,
    move_to_place,
)
from inventory.models import Device, Place
from modules.stocktakes.lifecycle import CountStatus, Decision, ScanKind
from modules.stocktakes.models import CountLine, StockCount
from people.models import Site, User

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
        raise Refused(_("You counted, so someone else must decide and finalise."))


@operation("stocktakes.finalise_count")
def decide(
    count: StockCount, *, by: User, lines: QuerySet, decision: Decision, reason: str = ""
) -> int:
    """Choose the decision for these differences; it is applied by `finalise`.

    Returns the number of lines changed: lines that do not allow it are unchanged.
    """
    count.lock()
    _check_decides(count, by)
    reason = line_of(reason)[:120] if decision == Decision.IGNORE else ""
    if decision == Decision.IGNORE and not reason:
        raise Refused(_("Give the reason for leaving the line unchanged."))
    chosen = lines.filter(count=count).allowing(decision).values_list("pk", flat=True)
    return count.lines.filter(pk__in=list(chosen)).update(decision=decision, reason=reason)


@operation("stocktakes.finalise_count")
def ignore_changed(count: StockCount, *, by: User) -> int:
    """Ignore the differences of devices that changed since their scan; return their number."""
    count.lock()
    _check_decides(count, by)
    changed = [line.pk for line in differences_of(count) if line.has_changed]
    return count.lines.filter(pk__in=changed).update(
        decision=Decision.IGNORE, reason=_("This device has changed since it was counted.")
    )


def differences_of(count: StockCount) -> list[CountLine]:
    """The differences of a count, each with its device as it is now."""
    lines = list(count.lines.differences().for_list().order_by("device_id", "pk"))
    for line in lines:
        line.count = count
    return lines


@operation("stocktakes.finalise_count")
def finalise(count: StockCount, *, by: User) -> StockCount:
    """Apply all decisions as operations on the devices, all or nothing.

    Raises `Refused`, naming the lines, if a line waits for a decision, a device has changed
    since it was counted, or an operation is not allowed now.
    """
    count.lock()
    _check_decides(count, by)
    waiting = count.lines.undecided().count()
    if waiting:
        raise Refused(
            ngettext(
                "%(count)s difference is waiting for a decision.",
                "%(count)s differences are waiting for a decision.",
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
                    _(
                        "%(line)s has changed since it was counted: it is now “%(now)s”, "
                        "at %(place)s."
                    )
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
    """Set `seen_at` of the device to the time of the scan instead of the time of the decision."""
    Device.objects.filter(pk=line.device_id).update(seen_at=line.scan.at)


def _lose(line: CountLine, by: User) -> None:
    declare_lost(line.device, by=by, is_stolen=line.decision == Decision.STOLEN)


ACTS = {
    Decision.MOVE: _move,
    Decision.LOST: _lose,
    Decision.STOLEN: _lose,
    Decision.FOUND: _find,
}


@operation("stocktakes.finalise_count")
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
    """Mark the shelves that the count covered as counted on the day it was closed."""
    if count.place_id:
        places = Place.objects.filter(pk=count.place_id)
    elif count.category_id is None:
        places = Place.objects.filter(site=count.site)
    else:
        return
    places.update(counted_at=count.counted_at)
