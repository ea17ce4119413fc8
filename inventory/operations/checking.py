"""What was judged of a list's rows is written in slices, while nobody else has a say about it."""

from collections.abc import Callable, Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from core.lives import Refused
from core.operations import operation
from inventory.lifecycle.lists import ImportStatus
from inventory.models import ImportBatch, ImportRow
from inventory.operations.judging import Judged
from inventory.operations.slices import let_others_write
from people.models import User

# So many rows in one transaction.
SLICE = 500
MATCHING = [
    "headings",
    "sheet",
    "mapping",
    "values",
    "words",
    "options",
    "default_category",
    "error",
]


def in_slices(judge: Callable, status: ImportStatus = ImportStatus.CHECKED) -> Callable:
    """For an operation that ends with `end_check`: what it prepares, of a list in this `status`.

    The rows are judged before anything is locked, and written before the operation begins. Killed
    in between, the list stays “being checked”, and is given up by the tick.
    """

    def prepare(
        batch: ImportBatch, *, by: User, judged: Judged | None = None, **facts: object
    ) -> dict:
        if judged:
            return {}
        batch.refresh_from_db()
        judged = judge(batch, **facts)
        begin_check(batch, by=by, status=status, run=judged.batch.run)
        judged.batch.run = batch.run
        write_rows(batch, judged, by=by)
        return {"judged": judged}

    return prepare


@operation("inventory.import_device")
def begin_check(batch: ImportBatch, *, by: User, status: ImportStatus, run: int) -> None:
    """The list is being checked, unless something happened to it since it was read."""
    batch.lock()
    check_not_written(batch, status)
    if batch.run != run:
        raise _changed()
    batch.transition_to(ImportStatus.CHECKING, run=run + 1, offered_at=timezone.now())


def write_rows(batch: ImportBatch, judged: Judged, *, by: User) -> None:
    """Write the judged rows of a list that is being checked; those it had else are deleted."""
    run = judged.batch.run
    there = set(batch.rows.values_list("pk", flat=True))
    others = sorted(there - {row.pk for row in judged.rows})
    for some in _slices(others):
        _delete_slice(batch, by=by, run=run, ids=some)
        let_others_write()
    for some in _slices(judged.rows):
        _write_slice(batch, by=by, run=run, rows=some)
        let_others_write()


def _slices(things: list) -> Iterator[list]:
    return (things[place : place + SLICE] for place in range(0, len(things), SLICE))


@operation("inventory.import_device")
def _delete_slice(batch: ImportBatch, *, by: User, run: int, ids: list[int]) -> None:
    _lock_check(batch, run)
    batch.rows.filter(pk__in=ids).delete()


@operation("inventory.import_device")
def _write_slice(batch: ImportBatch, *, by: User, run: int, rows: list[ImportRow]) -> None:
    """Write rows by upsert: `bulk_update` would write a CASE a row."""
    _lock_check(batch, run)
    for row in rows:
        row.batch = batch
    ImportRow.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["verdict", "problems", "units", "changes", "is_forced"],
    )


def end_check(batch: ImportBatch, judged: Judged) -> None:
    """The list is checked, and matched as it was when its rows were judged."""
    _lock_check(batch, judged.batch.run)
    matching = {name: getattr(judged.batch, name) for name in MATCHING}
    batch.transition_to(ImportStatus.CHECKED, offered_at=None, **matching)


def _lock_check(batch: ImportBatch, run: int) -> None:
    batch.lock()
    if batch.status != ImportStatus.CHECKING or batch.run != run:
        raise _changed()


def _changed() -> Refused:
    return Refused(_("This list was changed meanwhile: look at it again."))


def check_not_written(batch: ImportBatch, status: ImportStatus = ImportStatus.CHECKED) -> None:
    if batch.status != status:
        raise Refused(_("This list is “%(status)s” already.") % {"status": batch.status_label})
