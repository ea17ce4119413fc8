"""Background tasks for lists; a task takes only the id of its list.

A list is parsed before its transactions, and written and undone in slices (`apply.py`), since one
long transaction would block the single writer of SQLite. If a slice is refused, the slices already
written are undone; rows whose devices changed meanwhile stay, and are named on the page. The worker
stores its progress on the list, and checks there whether the list was stopped or taken over.
"""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.utils import timezone, translation
from django_tasks import task

from core.imports.kinds import RowVerdict
from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.erasure.jobs import LEASE
from inventory.imports.apply import (
    abandon,
    drop_late_check,
    start_undo,
    undoing,
    writing,
)
from inventory.imports.check import Stopped, return_to_check
from inventory.imports.lifecycle import ImportStatus
from inventory.models import ImportBatch
from people.models import User

# Maximum rows of a list applied during the request; a longer list is applied by a worker.
AT_ONCE = 500


def write_import(batch: ImportBatch) -> ImportBatch:
    """Apply or undo a list: at once if it is short, or by a worker."""
    if not batch.is_at_work:
        return batch
    if batch.rows.filter(verdict__in=[RowVerdict.GOOD, RowVerdict.WRITTEN]).count() <= AT_ONCE:
        return carry_out(batch)
    apply_import_job.enqueue(batch.pk)
    return batch


@task()
def apply_import_job(batch_id: int) -> None:
    """Apply or undo this import; it can be resumed after a crash."""
    carry_out(ImportBatch.objects.get(pk=batch_id))


def carry_out(batch: ImportBatch) -> ImportBatch:
    """Apply a started list on behalf of its user, or undo it."""
    with translation.override(batch.by.language):
        try:
            if batch.status == ImportStatus.APPLYING:
                _write(batch)
            if batch.status == ImportStatus.UNDOING:
                follow(batch, undoing(batch, by=_user_of_undo(batch)))
        except Stopped:
            batch.refresh_from_db()
        return batch


def _user_of_undo(batch: ImportBatch) -> User:
    """The user who requested the undo if still permitted, or the system user."""
    decided = Event.objects.about(batch).filter(kind="import.undo_started").first()
    return decided.by if decided.by.has_perm(start_undo.permission) else User.objects.system()


def _write(batch: ImportBatch) -> None:
    """Apply a list; if a slice is refused, return the list to “checked”, or undo it."""
    run = batch.run
    try:
        follow(batch, writing(batch, by=batch.by, run=run))
        return
    except Refused as refusal:
        error = "\n".join(refusal.messages)
    except PermissionDenied:
        error = translation.gettext(
            "The user who started this import is no longer allowed to import."
        )
    batch.refresh_from_db()
    if batch.status == ImportStatus.APPLYING and batch.run == run:
        stop = abandon if batch.rows.written().exists() else return_to_check
        stop(batch, by=User.objects.system(), error=error)


def follow(batch: ImportBatch, work: Iterable[int]) -> None:
    """Run this work to its end, storing the progress for the page.

    Raises `Stopped` if the list was stopped or taken over.
    """
    this = ImportBatch.objects.filter(pk=batch.pk, status=batch.status, run=batch.run)
    for done in work:
        if not this.update(done=done, offered_at=timezone.now()):
            raise Stopped


def offer_again(*, now: datetime) -> int:
    """Enqueue lists again that made no progress for five minutes; return their number."""
    waiting = ImportBatch.objects.without_progress(LEASE, now=now)
    batches = list(waiting.values_list("pk", flat=True))
    ImportBatch.objects.filter(pk__in=batches).update(offered_at=now, run=F("run") + 1, done=0)
    for pk in batches:
        apply_import_job.enqueue(pk)
    return len(batches)


def drop_unfinished(*, now: datetime) -> None:
    """Cancel lists whose check was interrupted, so that the file can be sent again."""
    for batch in ImportBatch.objects.with_late_check(LEASE, now=now):
        drop_late_check(batch, by=User.objects.system(), lease=LEASE, now=now)
