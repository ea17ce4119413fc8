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
    """A backup that stands is known to the register, so that its pages say how old it is."""
    backup = Backup.objects.create(
        name=name, size=size, sha256=sha256, documents=documents, missing=missing, **when
    )
    Event.objects.record("backup.made", backup, by=by, documents=documents, missing=missing)
    return backup
