"""Job of a move, idempotent: write its files in order, or undo them in reverse order.

Each file is written in batches (`inventory/imports`), so that other transactions can write
meanwhile. After an interruption, the job resumes with the next unwritten file; after an error, all
written files are undone.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.utils import timezone, translation
from django_tasks import task

from core.imports.kinds import RowVerdict
from core.workflow.lifecycle import Refused
from inventory.erasure.jobs import LEASE
from inventory.imports.apply import (
    abandon,
    drop_import,
    start_import,
    start_undo,
    stop_import,
    undoing,
    writing,
)
from inventory.imports.check import Stopped
from inventory.imports.jobs import AT_ONCE, follow
from inventory.imports.lifecycle import ImportStatus
from inventory.models import ImportBatch, ImportRow
from modules.legacy_import.lifecycle import MigrationStatus
from modules.legacy_import.models import Migration
from modules.legacy_import.operations.migrations import (
    TAKE_OVER,
    fail_migration,
    finish_migration,
    finish_undo,
)
from modules.legacy_import.planned import batches_of
from people.models import User


def run_migration(migration: Migration) -> Migration:
    """Write or undo a move: at once when it is short, otherwise by a worker."""
    rows = ImportRow.objects.filter(batch__migration_file__migration=migration)
    in_hand = rows.filter(verdict__in=[RowVerdict.GOOD, RowVerdict.WRITTEN]).count()
    if in_hand <= AT_ONCE:
        return carry_out(migration)
    migration_job.enqueue(migration.pk)
    return migration


@task()
def migration_job(migration_id: int) -> None:
    """Write or undo the move of this row; can be run again after a crash."""
    carry_out(Migration.objects.get(pk=migration_id))


def carry_out(migration: Migration) -> Migration:
    with translation.override(migration.by.language):
        try:
            if migration.status == MigrationStatus.STARTING:
                _write(migration)
            if migration.status == MigrationStatus.UNDOING:
                _take_back(migration)
        except Stopped:
            migration.refresh_from_db()
    return migration


def _write(migration: Migration) -> None:
    by = migration.by
    try:
        for batch in batches_of(migration):
            _write_file(migration, batch, by)
        finish_migration(migration, by=by)
        return
    except ValidationError as refusal:
        error = "\n".join(refusal.messages)
    except PermissionDenied:
        error = translation.gettext(
            "The user who started this migration is no longer allowed to run it."
        )
    system = User.objects.system()
    for batch in batches_of(migration, status=ImportStatus.APPLYING):
        _stop_file(batch, system)
    fail_migration(migration, by=system, error=error)


def _stop_file(batch: ImportBatch, by: User) -> None:
    """Stop a file that is being written; if some rows are written, it has to be undone."""
    if batch.rows.written().exists():
        abandon(batch, by=by, error="")
    else:
        stop_import(batch, by=by, part_of=batch.part_of)


def _write_file(migration: Migration, batch: ImportBatch, by: User) -> None:
    """Write a file unless it is written already; resumes an interrupted file."""
    if batch.status == ImportStatus.CHECKED and batch.error:
        raise Refused(batch.error)
    if batch.status == ImportStatus.CHECKED and batch.rows.good().exists():
        start_import(batch, by=by, skip_refused=True, part_of=batch.part_of)
    if batch.status == ImportStatus.APPLYING:
        follow(batch, _noting(migration, writing(batch, by=by, run=batch.run)))
    elif batch.status not in {ImportStatus.APPLIED, ImportStatus.CHECKED}:
        raise Refused(translation.gettext("%(file)s could not be imported.") % {"file": batch})


def _noting(migration: Migration, work: Iterable[int]) -> Iterator[int]:
    """Run this work and record its progress; raise `Stopped` if another worker has taken over."""
    this = Migration.objects.filter(pk=migration.pk, status=migration.status, run=migration.run)
    for done in work:
        if not this.update(offered_at=timezone.now()):
            raise Stopped
        yield done


def _take_back(migration: Migration) -> None:
    """Undo every written file in reverse order; records changed since then stay, and are named."""
    system = User.objects.system()
    by = migration.by if migration.by.has_perm(TAKE_OVER) else system
    staying = []
    for batch in reversed(batches_of(migration)):
        _take_file_back(migration, batch, by)
        if batch.status == ImportStatus.UNDONE and batch.error:
            staying.append(f"{batch} : {batch.error}")
    finish_undo(migration, by=by, staying="\n".join(staying))


def _take_file_back(migration: Migration, batch: ImportBatch, by: User) -> None:
    if batch.status == ImportStatus.APPLYING:
        _stop_file(batch, by)
    if batch.status == ImportStatus.APPLIED:
        start_undo(batch, by=by, part_of=batch.part_of)
    if batch.status == ImportStatus.UNDOING:
        follow(batch, _noting(migration, undoing(batch, by=by)))
    elif batch.status == ImportStatus.CHECKED:
        drop_import(batch, by=by, part_of=batch.part_of)


def offer_again(now: datetime) -> int:
    """Enqueue again the moves without progress for five minutes."""
    waiting = Migration.objects.without_progress(now - LEASE)
    ids = list(waiting.values_list("pk", flat=True))
    Migration.objects.filter(pk__in=ids).update(offered_at=now, run=F("run") + 1)
    for pk in ids:
        migration_job.enqueue(pk)
    return len(ids)
