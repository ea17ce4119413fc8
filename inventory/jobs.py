"""What a worker does: the job is a row of ours, and the task only says which row to look at."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation
from django_tasks import task

from core.lives import Refused
from inventory.lifecycle import ImportStatus
from inventory.models import ImportBatch
from inventory.operations.imports import apply_import, give_back
from people.models import User

# A list of so many rows is written while one waits; a longer one by a worker.
AT_ONCE = 500
LEASE = timedelta(minutes=5)


def write_import(batch: ImportBatch) -> ImportBatch:
    """Have a started list written: at once when it is short, else by a worker."""
    if batch.status != ImportStatus.APPLYING:
        return batch
    if batch.rows.good().count() <= AT_ONCE:
        return carry_out(batch)
    apply_import_job.enqueue(batch.pk)
    return batch


@task()
def apply_import_job(batch_id: int) -> None:
    """Write the list of this row, unless that is done; killed half-way, it has written nothing."""
    carry_out(ImportBatch.objects.get(pk=batch_id))


def carry_out(batch: ImportBatch) -> ImportBatch:
    """Write a started list as who started it; refused now, it is given back with the reason."""
    with translation.override(batch.by.language):
        try:
            return apply_import(batch, by=batch.by)
        except Refused as refusal:
            error = "\n".join(refusal.messages)
        except PermissionDenied:
            error = translation.gettext("Who started the writing is no longer allowed to.")
        batch.refresh_from_db()
        if batch.status != ImportStatus.APPLYING:
            return batch
        return give_back(batch, by=User.objects.system(), error=error)


def offer_again(*, now: datetime) -> int:
    """Offer to a worker again the lists that were started five minutes ago and are not written."""
    waiting = ImportBatch.objects.waiting_since(now - LEASE)
    batches = list(waiting.values_list("pk", flat=True))
    ImportBatch.objects.filter(pk__in=batches).update(offered_at=timezone.now())
    for pk in batches:
        apply_import_job.enqueue(pk)
    return len(batches)
