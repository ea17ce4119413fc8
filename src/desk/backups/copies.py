"""Remote storage of backups, a folder or a bucket, with copies of the archives and the journal."""

import shutil
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import FileSystemStorage, storages
from django.utils.translation import gettext as _

from core.files.storage import bucket_errors
from core.workflow import erasure_journal
from desk.backups.create import archives_in, is_archive
from desk.full_export import archives


def second_place():
    """The storage of copies. A missing folder is not created: its disk may be unmounted."""
    place = storages["copies"]
    if isinstance(place, FileSystemStorage) and not Path(place.location).is_dir():
        raise ValidationError(_("The folder %(path)s does not exist.") % {"path": place.location})
    return place


def send_copies(folder, keep):
    """Copy each archive of this folder to the remote storage, which retains the newest `keep`."""
    place = second_place()
    for path in archives_in(folder):
        _send(place, path)
    send_journal()
    for name in names_there()[:-keep] if keep else []:
        place.delete(name)


def names_there():
    """Names of the archives in the remote storage, oldest first; empty without a storage."""
    if not settings.BACKUP_COPY:
        return []
    return sorted(filter(is_archive, second_place().listdir("")[1]))


@contextmanager
def fetched(name):
    """Context manager: the local path of an archive fetched from the remote storage."""
    with archives.work_folder() as folder:
        copy = Path(folder) / name
        with second_place().open(name) as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target)
        yield copy


def send_journal():
    """Copy the journal of erasures to the remote storage."""
    path = erasure_journal.journal()
    if settings.BACKUP_COPY and path.exists():
        _send(second_place(), path)


def _send(place, path):
    """Upload the file unless a copy of the same name and size exists; replaces partial copies."""
    if place.exists(path.name) and place.size(path.name) == path.stat().st_size:
        return
    place.delete(path.name)
    try:
        with path.open("rb") as file:
            place.save(path.name, File(file))
    except BaseException:
        with suppress(OSError, *bucket_errors()):
            place.delete(path.name)
        raise
