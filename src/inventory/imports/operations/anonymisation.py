"""Retention of imported lists: rows that may name people are erased after a period."""

from datetime import datetime, timedelta

from django.db.models import Q

from core.models import Document, Event
from core.workflow.guards import FORGOTTEN
from core.workflow.operations import operation
from inventory.imports.lifecycle import AT_WORK, ImportStatus
from inventory.imports.remembered_mapping import MEMORY, OF_ROWS, memory_of
from inventory.models import ImportBatch
from people.models import Recipient, Retention, User
from people.privacy.anonymisation import Names


@operation("inventory.import_device")
def forget(batch: ImportBatch, *, by: User) -> ImportBatch:
    """Delete the file of a list, and its cells if they contain personal data; imported rows stay.

    A list that was never applied is cancelled and loses its rows, unless only its file may name
    people. For other lists, the file name and headings are erased too (without headings, they are
    the first row). An erased list is unchanged.
    """
    if batch.document.purged_at:
        return batch
    if batch.status in {ImportStatus.CHECKING, ImportStatus.CHECKED}:
        batch.transition_to(ImportStatus.DROPPED)
        Event.objects.record("import.dropped", batch, by=by)
    if batch.names_people:
        batch.rows.update(cells=[], problems=[], changes={}, withheld={})
    elif batch.status == ImportStatus.DROPPED:
        batch.rows.all().delete()
    else:
        batch.document.purge()
        Event.objects.record("import.file_deleted", batch, by=by)
        return batch
    memory = batch.reading.get(MEMORY) or memory_of(batch)
    batch.headings, batch.mapping, batch.words, batch.values, batch.error = [], {}, {}, {}, ""
    batch.options = {n: answers for n, answers in batch.options.items() if n not in OF_ROWS}
    # keep the digests, so that the same list is still recognised
    batch.reading = {
        "sheets": [
            {"name": "", "digest": sheet["digest"], "is_read": sheet["is_read"]}
            for sheet in batch.reading.get("sheets", [])
        ],
        MEMORY: memory,
    }
    erased = ["headings", "mapping", "words", "values", "options", "error", "reading"]
    batch.save(update_fields=erased)
    batch.document.purge()
    # the file name is free text and may name a person
    Document.objects.filter(pk=batch.document_id).update(name=FORGOTTEN)
    Event.objects.record("import.forgotten", batch, by=by)
    return batch


@operation("inventory.import_device")
def forget_lists(*, by: User, now: datetime) -> int:
    """Erase the lists that name people after their retention; return their number."""
    retention = timedelta(days=Retention.cached().list_days)
    batches = ImportBatch.objects.to_forget(now - retention).lock()
    for batch in batches:
        forget(batch, by=by)
    return len(batches)


@operation("inventory.import_device")
def forget_lists_naming(recipients: list[Recipient], of_them: Q, *, by: User) -> None:
    """Erase the lists `of_them`, and other lists in which a row names one of these people."""
    named = ImportBatch.objects.filter(names_people=True, document__purged_at=None)
    theirs = set(named.filter(of_them).values_list("pk", flat=True))
    for batch in named.exclude(status__in=AT_WORK).lock():
        if batch.pk in theirs or _names_one(batch, recipients):
            forget(batch, by=by)


def _names_one(batch: ImportBatch, recipients: list[Recipient]) -> bool:
    people = Names(recipients)
    rows = batch.rows.values_list("cells", flat=True).iterator()
    return any(people.are_in(" ".join(map(str, cells))) for cells in rows)
