"""Apply and undo a checked list in slices, each in a separate short transaction.

Long operations are generators that yield their progress, which the job (`jobs.py`) stores on the
list: `writing` yields the number of rows read, then of rows written; `undoing` yields the number of
rows undone. The job stops when the list is stopped.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.imports.kinds import RowVerdict
from core.models import Event
from core.models.bulk_insert import bulk_insert
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from inventory.imports.check import (
    Stopped,
    check_first_time,
    check_not_written,
    check_open,
    let_others_write,
    set_outcomes,
    slices,
    undecided,
)
from inventory.imports.lifecycle import ImportStatus
from inventory.imports.operations.anonymisation import forget
from inventory.imports.personal_data import forget_withheld
from inventory.intake.operations.intake import RowsRefused
from inventory.models import ImportBatch, ImportedDevice, ImportRow
from people.models import User


def _check_alone(batch: ImportBatch, part_of: str) -> None:
    """Raise `Refused` for part of a larger import, unless that import is the caller."""
    if batch.part_of != part_of:
        raise Refused(_("This list is imported and undone together with others, on their page."))


def _check_undo(batch: ImportBatch, *, part_of: str = "", **_by: User) -> dict:
    """Check for `start_undo`, before any lock: raise `Refused` if a device has changed."""
    _check_alone(batch, part_of)
    if not batch.list_kind.can_be_undone:
        raise Refused(_("This import cannot be undone: correct each record on its own page."))
    if batch.status == ImportStatus.APPLIED:
        batch.list_kind.check_undo(batch)
    return {}


@operation("inventory.import_device", prepare=_check_undo)
def start_undo(batch: ImportBatch, *, by: User, part_of: str = "") -> ImportBatch:
    """Mark an applied list to be undone by `undoing`, now or in a worker.

    `part_of` is the URL of the larger import that undoes the list, or "".
    """
    batch.lock()
    if batch.status != ImportStatus.APPLIED:
        raise Refused(_("Only an imported list can be undone."))
    begin_undo(batch, by)
    if batch.list_kind.bonds is None:
        undo_slice(batch, by=by, run=batch.run, rows=list(batch.rows.written()))
        finish_undo(batch, by=by, run=batch.run, staying=[])
    return batch


def begin_undo(batch: ImportBatch, by: User, error: str = "") -> None:
    """Start the undo of the written rows of a list."""
    batch.transition_to(
        ImportStatus.UNDOING, offered_at=timezone.now(), run=batch.run + 1, done=0, error=error
    )
    Event.objects.record("import.undo_started", batch, by=by)


@operation("inventory.import_device")
def abandon(batch: ImportBatch, *, by: User, error: str) -> ImportBatch:
    """Start the undo of the written rows of a list, since its other rows cannot be written."""
    batch.lock()
    if batch.status != ImportStatus.APPLYING:
        raise Stopped
    begin_undo(batch, by, error)
    return batch


def undoing(batch: ImportBatch, *, by: User) -> Iterator[int]:
    """Undo an import slice by slice, yielding the number of undone rows; it can be resumed.

    Devices that were worked on in the meantime stay, and their rows are named.
    """
    run, rows = batch.run, list(batch.rows.written())
    staying = []
    for bundles in slices(batch.list_kind.undo_bonds(rows)):
        some = [[rows[place] for place in bundle] for bundle in bundles]
        staying += _undo_or_skip(batch, some, by, run)
        yield batch.rows.filter(verdict=RowVerdict.UNDONE).count()
        let_others_write()
    finish_undo(batch, by=by, run=run, staying=[row.label for row in staying])


def _undo_or_skip(
    batch: ImportBatch, bundles: list[list[ImportRow]], by: User, run: int
) -> list[ImportRow]:
    """Undo these bundles of rows; return the rows of the bundles that cannot be undone."""
    rows = [row for bundle in bundles for row in bundle]
    try:
        undo_slice(batch, by=by, run=run, rows=rows)
    except Refused:
        if len(bundles) == 1:
            return rows
        return [row for one in bundles for row in _undo_or_skip(batch, [one], by, run)]
    return []


@operation("inventory.import_device")
def undo_slice(batch: ImportBatch, *, by: User, run: int, rows: list[ImportRow]) -> None:
    """Undo some written rows in one transaction."""
    ids = [row.pk for row in rows]
    batch.lock()
    is_ours = batch.status == ImportStatus.UNDOING and batch.run == run
    if not is_ours or batch.rows.written().filter(pk__in=ids).count() != len(ids):
        raise Stopped
    batch.list_kind.undo(batch, rows, by=by)
    batch.rows.filter(pk__in=ids).update(verdict=RowVerdict.UNDONE)


@operation("inventory.import_device")
def finish_undo(batch: ImportBatch, *, by: User, run: int, staying: list[int | str]) -> ImportBatch:
    """Finish undoing an import; the rows with the numbers in `staying` are not undone."""
    batch.lock()
    if batch.status != ImportStatus.UNDOING or batch.run != run:
        raise Stopped
    errors = [batch.error]
    if staying:
        params = {"rows": ", ".join(map(str, staying))}
        errors.append(
            _("These rows stay, because their devices have been worked on since: %(rows)s.")
            % params
        )
    batch.transition_to(ImportStatus.UNDONE, error="\n".join(filter(None, errors)))
    Event.objects.record("import.undone", batch, by=by)
    if batch.donation:
        count = batch.rows.filter(verdict=RowVerdict.UNDONE).count()
        Event.objects.record("donation.import_undone", batch.donation, by=by, count=count)
    if batch.names_people:
        forget(batch, by=by)
    return batch


# --- Apply a checked list in slices; stop or drop it. ---


@operation("inventory.import_device")
def start_import(
    batch: ImportBatch,
    *,
    by: User,
    skip_refused: bool = False,
    promises: dict | None = None,
    part_of: str = "",
) -> ImportBatch:
    """Mark the list to be applied by `writing`, now or in a worker.

    Refused rows are left out if the user chose so, for all rows or for some reasons; otherwise the
    whole list is refused. `promises` are the confirmations that the kind of list requires of `by`;
    `part_of` is the URL of the larger import that writes the list.
    """
    batch.lock()
    _check_alone(batch, part_of)
    check_not_written(batch)
    if batch.donation:
        check_open(batch.donation)
    check_first_time(batch)
    refused = 0 if skip_refused else len(undecided(batch))
    if refused:
        raise Refused(
            ngettext(
                "%(count)s row is refused: correct the list, or choose to skip that row.",
                "%(count)s rows are refused: correct the list, or choose to skip those rows.",
                refused,
            )
            % {"count": refused}
        )
    if not batch.rows.good().exists():
        if batch.rows.waiting().exists():
            raise Refused(_("Every row is waiting for your answer: answer the questions first."))
        raise Refused(_("There are no rows to import."))
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


def writing(batch: ImportBatch, *, by: User, run: int | None = None) -> Iterator[int]:
    """Write the valid rows of a started list, slice by slice; idempotent.

    All rows are checked before the first row is written. The work can be resumed after an
    interruption. If it raises `Refused`, the caller undoes the slices already written (`undoing`).
    """
    batch.refresh_from_db()
    if batch.status == ImportStatus.APPLIED:
        return
    if batch.status != ImportStatus.APPLYING or run not in {None, batch.run}:
        raise Refused(_("This import has not been started."))
    run, kind, rows = batch.run, batch.list_kind, list(batch.rows.defer("changes"))
    # Check all rows together: “idem” refers to the row above, and the format of dates to the
    # column.
    yield from set_outcomes(batch, rows)
    rows = [row for row in rows if row.verdict == RowVerdict.GOOD]
    _check_as_shown(batch, rows)
    drafts = [row.outcome.draft for row in rows]
    for bundles in slices(kind.bonds(drafts) if kind.bonds else [0] * len(rows)):
        if done := batch.rows.written().count():
            yield done
        part = [rows[place] for place in sorted(place for bundle in bundles for place in bundle)]
        write_slice(batch, by=by, run=run, rows=part)
        let_others_write()


@operation("inventory.import_device")
def write_slice(batch: ImportBatch, *, by: User, run: int, rows: list[ImportRow]) -> ImportBatch:
    """Write valid rows of a started list in one transaction; the last slice completes the list."""
    ids = [row.pk for row in rows]
    batch.lock()
    is_ours = batch.status == ImportStatus.APPLYING and batch.run == run
    if not is_ours or batch.rows.good().filter(pk__in=ids).count() != len(ids):
        raise Stopped
    try:
        made = batch.list_kind.resource(batch, rows).write(rows, by=by)
    except RowsRefused as refusal:
        raise refusal.of([row.label for row in rows]) from refusal
    pairs = zip(rows, made, strict=True)
    links = ({"row_id": row.pk, "device_id": d.pk} for row, devices in pairs for d in devices)
    bulk_insert(ImportedDevice, links)
    batch.rows.filter(pk__in=ids).update(verdict=RowVerdict.WRITTEN)
    if not batch.rows.good().exists():
        count = batch.rows.written().count()
        batch.transition_to(ImportStatus.APPLIED, done=count)
        Event.objects.record("import.applied", batch, by=by, count=count)
        forget_withheld(batch)
    return batch


def _check_as_shown(batch: ImportBatch, rows: list[ImportRow]) -> None:
    """Raise `Refused` unless every row still has the effect that was shown."""
    now = {row.pk: row.outcome for row in rows}
    shown = batch.rows.values_list("pk", "changes").iterator()  # not all in memory at once
    others = sum(
        now[pk].verdict != RowVerdict.GOOD or (now[pk].diff or {}) != changes
        for pk, changes in shown
        if pk in now
    )
    if others:
        raise Refused(
            ngettext(
                "%(count)s row can no longer be saved: the reason is below.",
                "%(count)s rows can no longer be saved: the reasons are below.",
                others,
            )
            % {"count": others}
        )


@operation("inventory.import_device")
def stop_import(batch: ImportBatch, *, by: User, part_of: str = "") -> ImportBatch:
    """Stop a list that is being applied; no row stays written.

    If no row was written yet, the list can be started again; otherwise its undo starts.
    """
    batch.lock()
    _check_alone(batch, part_of)
    if batch.status != ImportStatus.APPLYING:
        raise Refused(
            _("This list is “%(status)s”: there is nothing to stop.")
            % {"status": batch.status_label}
        )
    Event.objects.record("import.stopped", batch, by=by)
    if batch.rows.written().exists():
        begin_undo(batch, by)
    else:
        batch.transition_to(ImportStatus.CHECKED, offered_at=None, run=batch.run + 1)
    return batch


@operation("inventory.import_device")
def drop_import(batch: ImportBatch, *, by: User, part_of: str = "") -> ImportBatch:
    """Cancel a list that was not applied; it remains visible."""
    batch.lock()
    _check_alone(batch, part_of)
    if batch.status != ImportStatus.CHECKING:
        check_not_written(batch)
    _drop(batch, by)
    return batch


@operation("inventory.import_device")
def drop_late_check(batch: ImportBatch, *, by: User, lease: timedelta, now: datetime) -> None:
    """Cancel a list if its check is still late under the lock: the check may have ended."""
    batch.lock()
    if ImportBatch.objects.with_late_check(lease, now=now).filter(pk=batch.pk).exists():
        _drop(batch, by)


def _drop(batch: ImportBatch, by: User) -> None:
    batch.transition_to(ImportStatus.DROPPED)
    Event.objects.record("import.dropped", batch, by=by)
    forget_withheld(batch)
    if batch.names_people:
        forget(batch, by=by)
