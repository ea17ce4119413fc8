"""Operations that record backups."""

from datetime import datetime

from core.models import Event
from core.workflow.operations import operation
from desk.models import Backup
from people.models import User


@operation("desk.export_all")
def note_backup(
    *,
    by: User,
    name: str,
    size: int,
    sha256: str,
    documents: int,
    missing: int,
    **when: datetime,
) -> Backup:
    """Record a finished backup in the database, so that pages show its age."""
    backup = Backup.objects.create(
        name=name, size=size, sha256=sha256, documents=documents, missing=missing, **when
    )
    Event.objects.record("backup.made", backup, by=by, documents=documents, missing=missing)
    return backup
