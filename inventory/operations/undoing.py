"""Undo of a written import, slice by slice."""

from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Event
from core.operations import operation
from inventory.lifecycle.lists import ImportStatus, RowVerdict
from inventory.models import ImportBatch, ImportRow
from inventory.operations.forgetting import forget
from inventory.operations.judging import no_report
from inventory.operations.slices import Stopped, let_others_write, slices
from people.models import User


def undo_import(batch: ImportBatch, *, by: User) -> ImportBatch:
    """Take back all that a written list did, if nothing has happened to any device of it since.

    The rows keep their devices' tags, and the same file may come in again.
    """
    start_undo(batch, by=by)
    return take_back(batch, by=by) if batch.status == ImportStatus.UNDOING else batch


def _check_undo(batch: ImportBatch, **_by: User) -> dict:
    """For `start_undo`: refused, before anything is locked, once something has happened."""
    if batch.status == ImportStatus.APPLIED:
        batch.list_kind.check_undo(batch)
    return {}


@operation("inventory.import_device", prepare=_check_undo)
def start_undo(batch: ImportBatch, *, by: User) -> ImportBatch:
    """Decide that a written list is to be taken back: `take_back` does it, now or in a worker."""
    batch.lock()
    if batch.status != ImportStatus.APPLIED:
        raise Refused(_("Only a list that was written can be undone."))
    to_take_back(batch, by)
    if batch.list_kind.bonds is None:
        undo_slice(batch, by=by, run=batch.run, rows=list(batch.rows.written()))
        finish_undo(batch, by=by, run=batch.run, staying=[])
    return batch


def to_take_back(batch: ImportBatch, by: User, error: str = "") -> None:
    """From now on what is written of the list is to be taken back."""
    batch.transition_to(
        ImportStatus.UNDOING, offered_at=timezone.now(), run=batch.run + 1, done=0, error=error
    )
    Event.objects.record("import.undo_started", batch, by=by)


@operation("inventory.import_device")
def give_up(batch: ImportBatch, *, by: User, error: str) -> ImportBatch:
    """Have what was written of a started list taken back, since the rest of it cannot be."""
    batch.lock()
    if batch.status != ImportStatus.APPLYING:
        raise Stopped
    to_take_back(batch, by, error)
    return batch


def take_back(
    batch: ImportBatch, *, by: User, report: Callable[[int], None] = no_report
) -> ImportBatch:
    """Undo an import, slice by slice; called again, it resumes.

    Devices worked on in the meantime stay, and are named.
    """
    run, rows = batch.run, list(batch.rows.written())
    staying = []
    for bundles in slices(batch.list_kind.undo_bonds(rows)):
        some = [[rows[place] for place in bundle] for bundle in bundles]
        staying += _undo_or_skip(batch, some, by, run)
        report(batch.rows.filter(verdict=RowVerdict.UNDONE).count())
        let_others_write()
    return finish_undo(batch, by=by, run=run, staying=[row.number for row in staying])


def _undo_or_skip(
    batch: ImportBatch, bundles: list[list[ImportRow]], by: User, run: int
) -> list[ImportRow]:
    """Take these rows back; those that refuse, by the bundles that go together, are returned."""
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
    """Take back some written rows in one transaction."""
    ids = [row.pk for row in rows]
    batch.lock()
    is_ours = batch.status == ImportStatus.UNDOING and batch.run == run
    if not is_ours or batch.rows.written().filter(pk__in=ids).count() != len(ids):
        raise Stopped
    batch.list_kind.undo(batch, rows, by=by)
    batch.rows.filter(pk__in=ids).update(verdict=RowVerdict.UNDONE)


@operation("inventory.import_device")
def finish_undo(batch: ImportBatch, *, by: User, run: int, staying: list[int]) -> ImportBatch:
    """All of a list is taken back, but for the rows of these numbers."""
    batch.lock()
    if batch.status != ImportStatus.UNDOING or batch.run != run:
        raise Stopped
    errors = [batch.error]
    if staying:
        params = {"rows": ", ".join(map(str, staying))}
        errors.append(_("Worked on meanwhile, so these rows stay: %(rows)s.") % params)
    batch.transition_to(ImportStatus.UNDONE, error="\n".join(filter(None, errors)))
    Event.objects.record("import.undone", batch, by=by)
    if batch.names_people:
        forget(batch, by=by)
    return batch
