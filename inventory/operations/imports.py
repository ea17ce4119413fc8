"""Run an import that was checked: write in slices, stop, return, or drop it."""

from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.lives import Refused
from core.models import Event
from core.operations import operation
from inventory.lifecycle.lists import ImportStatus, RowVerdict
from inventory.lists.kinds import Reading
from inventory.models import ImportBatch, ImportedDevice, ImportRow
from inventory.operations.checking import check_not_written, end_check, in_slices
from inventory.operations.forgetting import forget
from inventory.operations.intake import RowsRefused
from inventory.operations.judging import Judged, judge_again, no_report
from inventory.operations.matching import check_first_time, check_open
from inventory.operations.slices import Stopped, let_others_write, slices
from inventory.operations.undoing import to_take_back
from people.models import User


@operation("inventory.import_device")
def start_import(
    batch: ImportBatch, *, by: User, skip_refused: bool = False, promises: dict | None = None
) -> ImportBatch:
    """Decide that the list is to be written: `apply_import` does it, now or in a worker.

    Refused rows are left out if so chosen; otherwise they refuse the whole list. `promises` is what
    `by` answers for, of what its kind asks.
    """
    batch.lock()
    check_not_written(batch)
    if batch.donation:
        check_open(batch.donation)
    check_first_time(batch.sha256, batch.kind)
    refused = batch.rows.refused().count()
    if refused and not skip_refused:
        raise Refused(
            ngettext(
                "%(count)s row is refused: correct the list, or choose to leave that row out.",
                "%(count)s rows are refused: correct the list, or choose to leave those rows out.",
                refused,
            )
            % {"count": refused}
        )
    if not batch.rows.good().exists():
        raise Refused(_("No row is to be written."))
    batch.transition_to(
        ImportStatus.APPLYING,
        skip_refused=skip_refused,
        by=by,
        error="",
        offered_at=timezone.now(),
        done=0,
        run=batch.run + 1,
        options=batch.options | (promises or {}),
    )
    Event.objects.record("import.started", batch, by=by)
    return batch


def apply_import(
    batch: ImportBatch,
    *,
    by: User,
    run: int | None = None,
    report: Callable[[int], None] = no_report,
) -> ImportBatch:
    """Write the good rows of a started list, slice by slice; done already, do nothing.

    All are judged before the first is written. Stopped in the middle and called again, it goes on.
    Of what is `Refused` on the way, the caller takes back what is written (`take_back`).
    """
    batch.refresh_from_db()
    if batch.status == ImportStatus.APPLIED:
        return batch
    if batch.status != ImportStatus.APPLYING or run not in {None, batch.run}:
        raise Refused(_("Nobody has decided to write this list."))
    run, kind, rows = batch.run, batch.list_kind, list(batch.rows.good())
    reading = kind.read(batch, rows, report)
    _check_as_shown(rows, reading)
    facts = [reading.facts[place] for place in range(len(rows))]
    for bundles in slices(kind.bonds(facts) if kind.bonds else [0] * len(rows)):
        places = sorted(place for bundle in bundles for place in bundle)
        report(len(rows))
        part = [rows[place] for place in places]
        write_slice(batch, by=by, run=run, rows=part, reading=reading.part(places))
        let_others_write()
    return batch


@operation("inventory.import_device")
def write_slice(
    batch: ImportBatch, *, by: User, run: int, rows: list[ImportRow], reading: Reading
) -> ImportBatch:
    """Write some good rows of a started list in one transaction; with the last it is written."""
    ids = [row.pk for row in rows]
    batch.lock()
    is_ours = batch.status == ImportStatus.APPLYING and batch.run == run
    if not is_ours or batch.rows.good().filter(pk__in=ids).count() != len(ids):
        raise Stopped
    try:
        made = batch.list_kind.write(batch, rows, reading, by=by)
    except RowsRefused as refusal:
        raise refusal.of([row.number for row in rows]) from refusal
    links = [
        ImportedDevice(row=row, device=d)
        for row, devices in zip(rows, made, strict=True)
        for d in devices
    ]
    ImportedDevice.objects.bulk_create(links)
    batch.rows.filter(pk__in=ids).update(verdict=RowVerdict.WRITTEN)
    if not batch.rows.good().exists():
        batch.transition_to(ImportStatus.APPLIED, done=batch.rows.written().count())
        count = ImportedDevice.objects.filter(row__batch=batch).count()
        Event.objects.record("import.applied", batch, by=by, count=count)
    return batch


def _check_as_shown(rows: list[ImportRow], reading: Reading) -> None:
    """Raise `Refused` unless every row still does what was shown of it."""
    others = sum(
        reading.verdict_of(index) != RowVerdict.GOOD
        or reading.changes.get(index, {}) != row.changes
        for index, row in enumerate(rows)
    )
    if others:
        raise Refused(
            ngettext(
                "%(count)s row can no longer be written: see why below.",
                "%(count)s rows can no longer be written: see why below.",
                others,
            )
            % {"count": others}
        )


@operation("inventory.import_device", prepare=in_slices(judge_again, ImportStatus.APPLYING))
def give_back(
    batch: ImportBatch, *, by: User, error: str, judged: Judged | None = None
) -> ImportBatch:
    """Return a started list, of which nothing was written, to who checks it, saying why."""
    end_check(batch, judged)
    Event.objects.record("import.given_back", batch, by=by)
    return batch


@operation("inventory.import_device")
def stop_import(batch: ImportBatch, *, by: User) -> ImportBatch:
    """Stop the writing of a list: nothing of it stays written.

    If nothing was, it may be started again; else what was written is to be taken back.
    """
    batch.lock()
    if batch.status != ImportStatus.APPLYING:
        raise Refused(
            _("This list is “%(status)s”: there is nothing to stop.")
            % {"status": batch.status_label}
        )
    Event.objects.record("import.stopped", batch, by=by)
    if batch.rows.written().exists():
        to_take_back(batch, by)
    else:
        batch.transition_to(ImportStatus.CHECKED, offered_at=None, run=batch.run + 1)
    return batch


@operation("inventory.import_device")
def drop_import(batch: ImportBatch, *, by: User) -> ImportBatch:
    """Give up a list of which nothing was written; it stays to be seen."""
    batch.lock()
    if batch.status != ImportStatus.CHECKING:
        check_not_written(batch)
    batch.transition_to(ImportStatus.DROPPED)
    Event.objects.record("import.dropped", batch, by=by)
    if batch.names_people:
        forget(batch, by=by)
    return batch
