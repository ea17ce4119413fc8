"""A list that was checked: written at one go, stopped, given up, or undone."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.lives import Refused
from core.models import Event
from core.operations import operation
from inventory.lifecycle.lists import ImportStatus, RowVerdict
from inventory.lists.kinds import Reading
from inventory.models import ImportBatch, ImportedDevice, ImportRow
from inventory.operations.forgetting import forget
from inventory.operations.matching import (
    CHUNK,
    check_first_time,
    check_not_written,
    check_open,
    judge_again,
    unheard,
)
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
    batch.move_to(
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


@operation("inventory.import_device")
def apply_import(
    batch: ImportBatch, *, by: User, run: int | None = None, reading: Reading | None = None
) -> ImportBatch:
    """Write the good rows of a started list, all or none; done already, do nothing.

    `reading` is what the good rows say, if it was read before, in attempt `run`.
    """
    batch.lock()
    if batch.status == ImportStatus.APPLIED:
        return batch
    if batch.status != ImportStatus.APPLYING or run not in {None, batch.run}:
        raise Refused(_("Nobody has decided to write this list."))
    rows = list(batch.rows.good())
    if reading is None:
        reading = batch.list_kind.read(batch, rows, unheard)
    _check_as_shown(rows, reading)
    made = batch.list_kind.write(batch, rows, reading, by=by)
    links = [
        ImportedDevice(row=row, device=d)
        for row, devices in zip(rows, made, strict=True)
        for d in devices
    ]
    ImportedDevice.objects.bulk_create(links, batch_size=CHUNK)
    batch.rows.good().update(verdict=RowVerdict.WRITTEN)
    batch.move_to(ImportStatus.APPLIED, done=len(rows))
    Event.objects.record("import.applied", batch, by=by, count=len(links))
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


@operation("inventory.import_device")
def give_back(batch: ImportBatch, *, by: User, error: str) -> ImportBatch:
    """Return a started list that could not be written to who checks it, saying why."""
    batch.lock()
    batch.move_to(ImportStatus.CHECKED, error=error, offered_at=None)
    judge_again(batch)
    Event.objects.record("import.given_back", batch, by=by)
    return batch


@operation("inventory.import_device")
def undo_import(batch: ImportBatch, *, by: User) -> ImportBatch:
    """Take back all that a written list did, if nothing has happened to any device of it since.

    The rows keep their devices' tags, and the same file may come in again.
    """
    batch.lock()
    if batch.status != ImportStatus.APPLIED:
        raise Refused(_("Only a list that was written can be undone."))
    batch.list_kind.undo(batch, by=by)
    batch.move_to(ImportStatus.UNDONE)
    Event.objects.record("import.undone", batch, by=by)
    if batch.names_people:
        forget(batch, by=by)
    return batch


@operation("inventory.import_device")
def stop_import(batch: ImportBatch, *, by: User) -> ImportBatch:
    """Stop the writing of a list: nothing of it is written, and it may be started again."""
    batch.lock()
    if batch.status != ImportStatus.APPLYING:
        raise Refused(
            _("This list is “%(status)s”: there is nothing to stop.")
            % {"status": batch.status_label}
        )
    batch.move_to(ImportStatus.CHECKED, offered_at=None, run=batch.run + 1)
    Event.objects.record("import.stopped", batch, by=by)
    return batch


@operation("inventory.import_device")
def drop_import(batch: ImportBatch, *, by: User) -> ImportBatch:
    """Give up a list of which nothing was written; it stays to be seen."""
    batch.lock()
    check_not_written(batch)
    batch.move_to(ImportStatus.DROPPED)
    Event.objects.record("import.dropped", batch, by=by)
    if batch.names_people:
        forget(batch, by=by)
    return batch
