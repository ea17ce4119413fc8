"""Request and download backups."""

from pathlib import Path

from django.utils.translation import gettext as _

from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from desk.backups.create import is_archive, usual_folder
from desk.models import Backup
from modules.browser_backups.jobs import under_way
from people.models import User


@operation("desk.export_all")
def ask_backup(*, by: User) -> None:
    """Record that a user asked for a backup; raise `Refused` while one is being made."""
    if under_way():
        raise Refused(_("A backup is already in progress."))
    Event.objects.record("backup.asked", by, by=by)


@operation("desk.export_all")
def note_backup_download(backup: Backup, *, by: User) -> Backup:
    """Record the download of a backup before it starts."""
    Event.objects.record("backup.downloaded", backup, by=by, name=backup.name)
    return backup


def path_of(backup: Backup) -> Path | None:
    """Path of the archive if this machine still has it; only files of the usual folder."""
    if not is_archive(backup.name) or Path(backup.name).name != backup.name:
        return None
    path = usual_folder() / backup.name
    return path if path.is_file() else None


def is_encrypted(backup: Backup) -> bool:
    """Whether only a private key opens the archive, whatever BACKUP_KEY is now."""
    return backup.name.endswith(".age")
