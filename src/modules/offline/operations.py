"""Take a snapshot along, receive its scans, resolve those that were refused, and end it."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import message_of, operation
from inventory.scanning.codes import masked
from modules.offline.models import TAKE, OfflineScan, Outcome, Snapshot
from modules.offline.tasks import facts_of, task_of
from people.models import Site, User

MAX_ANSWER = OfflineScan._meta.get_field("answer").max_length
MAX_CODE = OfflineScan._meta.get_field("code").max_length
OTHER_WORK = gettext_lazy("This scan belongs to different work.")
TRUSTED = timedelta(days=60)  # an older time of a phone is wrong


class SentScan(NamedTuple):
    """A scan as a phone sends it; with a `reason` if it was discarded there."""

    id: UUID
    number: int
    code: str
    scanned_at: datetime
    clock_offset: int
    reason: str = ""


@operation(TAKE)
def take_along(task: str, row_id: int, *, by: User) -> tuple[Snapshot, dict]:
    """Record that a phone takes a task along; return the snapshot and what the phone stores."""
    row = task_of(task).find(by, row_id)
    if row is None:
        raise Refused(_("This work is closed, or was never yours: open its page again."))
    facts = facts_of(task, row, by)
    snapshot = Snapshot.objects.create(
        by=by,
        site=getattr(row, "site", None) or _site_of(by),
        task=task,
        row_id=row_id,
        label=facts["label"][:120],
        expected=sum(device["expected"] for device in facts["devices"]),
    )
    Event.objects.record("offline.taken", snapshot, by=by, count=snapshot.expected)
    return snapshot, facts


def _site_of(user: User) -> Site:
    return user.site or Site.objects.visible_to(user).first()


@operation(TAKE, locks=True)
def hear_from(snapshot: Snapshot, *, by: User, announced: int) -> Snapshot:
    """Note how many scans the phone has made; a scan that arrives later may still be missing."""
    snapshot.announced = max(snapshot.announced, announced)
    snapshot.seen_at = timezone.now()
    snapshot.save(update_fields=["announced", "seen_at"])
    return snapshot


@operation(TAKE, locks=True)
def receive_scan(snapshot: Snapshot, *, by: User, sent: SentScan) -> OfflineScan:
    """Apply a scan to the current state, once however often it is sent.

    A refused scan changes nothing and is stored, to be resolved. Raises `Refused` for the id of a
    scan of other work.
    """
    earlier = OfflineScan.objects.filter(pk=sent.id).first()
    if earlier and earlier.snapshot_id != snapshot.pk:
        raise Refused(OTHER_WORK)
    if earlier:
        return earlier
    scan = OfflineScan(
        id=sent.id,
        snapshot=snapshot,
        number=sent.number,
        scanned_at=_corrected(sent),
        clock_offset=sent.clock_offset,
    )
    if sent.reason:
        scan.code, scan.reason = masked(sent.code)[:MAX_CODE], sent.reason
        scan.outcome, scan.tone, scan.resolved_by = Outcome.DISCARDED, "info", by
        Event.objects.record("offline.discarded", snapshot, by=by, number=sent.number)
    else:
        _apply(scan, sent.code, by)
    try:
        scan.save(force_insert=True)
    except IntegrityError as error:
        if message_of(error):
            raise
        raise Refused(OTHER_WORK) from error  # the id arrived meanwhile, with other work
    return scan


def _corrected(sent: SentScan) -> datetime:
    """The time of a scan by our clock; now if the phone's time makes no sense."""
    now = timezone.now()
    at = sent.scanned_at + timedelta(seconds=sent.clock_offset)
    return at if now - TRUSTED < at <= now else now


def _apply(scan: OfflineScan, code: str, by: User) -> None:
    """Run the operation of the task for a code, and set the result of the scan."""
    scan.code = masked(code)[:MAX_CODE]
    try:
        with transaction.atomic():
            task = task_of(scan.snapshot.task)
            row = task.find(by, scan.snapshot.row_id)
            if row is None:
                raise Refused(_("This work is closed, or was never yours: open its page again."))
            scan.tone, answer = task.scan(row, by, code)
        scan.outcome = Outcome.DONE
    except (ValidationError, PermissionDenied) as refusal:
        scan.outcome, scan.tone = Outcome.OPEN, "danger"
        answer = " ".join(
            getattr(refusal, "messages", [_("You are no longer allowed to do this.")])
        )
    scan.answer = str(answer)[:MAX_ANSWER]


@operation(TAKE)
def resolve_scan(scan: OfflineScan, *, by: User, code: str) -> OfflineScan:
    """Apply a refused scan again, perhaps with a corrected code. Raises `Refused` with the reason.

    The scan of a code that is masked must be typed again.
    """
    _lock_open(scan)
    _apply(scan, code, by)
    if scan.outcome == Outcome.OPEN:
        raise Refused(scan.answer)
    scan.resolved_by = by
    scan.save(update_fields=["code", "outcome", "tone", "answer", "resolved_by"])
    Event.objects.record("offline.corrected", scan.snapshot, by=by, number=scan.number)
    return scan


@operation(TAKE)
def discard_scan(scan: OfflineScan, *, by: User, reason: str) -> OfflineScan:
    """Discard a refused scan, for a reason."""
    _lock_open(scan)
    scan.outcome, scan.reason, scan.resolved_by = Outcome.DISCARDED, reason, by
    scan.save(update_fields=["outcome", "reason", "resolved_by"])
    Event.objects.record("offline.discarded", scan.snapshot, by=by, number=scan.number)
    return scan


def _lock_open(scan: OfflineScan) -> None:
    scan.snapshot.lock()
    scan.refresh_from_db(fields=["outcome"])
    if scan.outcome != Outcome.OPEN:
        raise Refused(_("Someone has resolved this scan in the meantime."))


@operation(TAKE)
def note_dropped(*, by: User, count: int, reason: str) -> Snapshot:
    """Record that the user discarded scans or signatures on a phone, of which we know no work."""
    snapshot = Snapshot.objects.create(
        by=by,
        site=_site_of(by),
        label=_("Discarded on a phone, because the server did not recognise it"),
        announced=count,
        ended_at=timezone.now(),
        reason=reason,
    )
    Event.objects.record("offline.dropped", snapshot, by=by, count=count)
    return snapshot


@operation(TAKE, locks=True)
def give_back(snapshot: Snapshot, *, by: User) -> Snapshot:
    """End a snapshot whose phone has sent all its scans."""
    missing = snapshot.announced - snapshot.scans.count()
    if missing > 0:
        raise Refused(_("The phone has not sent all its scans yet."))
    return _end(snapshot, by, "offline.ended")


@operation(TAKE, locks=True)
def give_up(snapshot: Snapshot, *, by: User, reason: str) -> Snapshot:
    """End a snapshot whose phone is lost. A scan that still arrives is received."""
    snapshot.reason = reason
    missing = max(0, snapshot.announced - snapshot.scans.count())
    return _end(snapshot, by, "offline.given_up", count=missing)


def _end(snapshot: Snapshot, by: User, event: str, **data: int) -> Snapshot:
    if snapshot.ended_at is None:
        snapshot.ended_at = timezone.now()
        snapshot.save(update_fields=["ended_at", "reason"])
        Event.objects.record(event, snapshot, by=by, **data)
    return snapshot
