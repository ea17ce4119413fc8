"""The second place of backups: a folder, or a bucket; it has each archive, and the journal."""

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
    """The storage of copies. A folder is not made here: its disk may be absent."""
    place = storages["copies"]
    if isinstance(place, FileSystemStorage) and not Path(place.location).is_dir():
        raise ValidationError(_("There is no folder %(path)s.") % {"path": place.location})
    return place


def send_copies(folder, keep):
    """Each archive of this folder is in the second place too, which has the newest `keep`."""
    place = second_place()
    for path in archives_in(folder):
        _send(place, path)
    send_journal()
    for name in names_there()[:-keep] if keep else []:
        place.delete(name)


def names_there():
    """The names of the archives in the second place, the oldest first; none without one."""
    if not settings.BACKUP_COPY:
        return []
    return sorted(filter(is_archive, second_place().listdir("")[1]))


@contextmanager
def fetched(name):
    """The path of this archive of the second place, fetched for as long as the block lasts."""
    with archives.work_folder() as folder:
        copy = Path(folder) / name
        with second_place().open(name) as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target)
        yield copy


def send_journal():
    """The journal of erasures is in the second place as it is here."""
    path = erasure_journal.journal()
    if settings.BACKUP_COPY and path.exists():
        _send(second_place(), path)


def _send(place, path):
    """A file of this name and size is there; what was cut short is sent again."""
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
