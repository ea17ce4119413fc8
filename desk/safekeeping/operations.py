"""What is written down of backups."""

from core.models import Event
from core.operations import operation
from desk.models import Backup


@operation("desk.export_all")
def note_backup(*, by, name, size, sha256, documents, missing, **when):
    """A backup that stands is known to the register, so that its pages say how old it is."""
    backup = Backup.objects.create(
        name=name, size=size, sha256=sha256, documents=documents, missing=missing, **when
    )
    Event.objects.record("backup.made", backup, by=by, documents=documents, missing=missing)
    return backup
