"""Create a backup: a snapshot of the database, then every file that it names, in one archive.

The database is copied before the files. A file is written before the row that names it is
committed, and never changes; it is deleted after the commit that purges it. So each file named in
the copy is on the disk, or was purged since and is in the journal. SQLite is copied by `VACUUM
INTO`, which leaves erased pages behind; the dump of PostgreSQL and its list of files read one
exported snapshot. Where a bucket stores versions and replicas of the files, they can be left out.
"""

import json
import platform
import shutil
import time
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from core.models import Document
from core.workflow import erasure_journal
from desk.backups import encryption
from desk.backups.engines import engine
from desk.backups.keys import fingerprints
from desk.backups.manifest import ALTERED, HERE, LEFT, MISSING, PURGED, read_listing, write_listing
from desk.backups.operations import note_backup
from desk.full_export import archives
from people.models import User

FORMAT, VERSION = "rebond-backup", 1
MANIFEST, LISTING, JOURNAL = "manifest.json", "documents.csv", "forgotten.jsonl"
PREFIX, ENDS = "rebond-", (".zip", ".zip.age")
ABANDONED = timedelta(days=1)


class Made(NamedTuple):
    """A finished backup: its path, and the numbers of files included, missing and altered."""

    path: Path
    documents: int
    lacking: list


def usual_folder():
    """Folder of the backups: `BACKUP_FOLDER`, or else one beside the documents, created if missing.

    A configured folder is not created, since its disk may be unmounted.
    """
    if settings.BACKUP_FOLDER:
        return Path(settings.BACKUP_FOLDER)
    folder = Path(settings.MEDIA_ROOT).absolute().parent / "backups"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def name_in(folder):
    """Path in this folder for a backup made now."""
    end = ENDS[bool(settings.BACKUP_KEY)]
    return folder / f"{PREFIX}{timezone.localtime():%Y-%m-%d-%H%M%S}{end}"


def back_up(path, *, also=(), has_files=True):
    """Write a verified backup to `path`, all or nothing; return it as `Made`.

    If backups are encrypted, the keys `also` decrypt this backup too. Without `has_files`, it
    contains the database and only the list of the files.
    """
    path = Path(path).absolute()
    made = write_backup(path, also=also, has_files=has_files)
    note_backup(
        by=User.objects.system(),
        name=path.name,
        size=path.stat().st_size,
        sha256=archives.sha256_of(path),
        documents=made.documents,
        missing=len(made.lacking),
    )
    return made


def write_backup(path, *, also=(), has_files=True):
    """Write a backup like `back_up`, without recording it in the database."""
    started, keys = timezone.now(), encryption.recipients()
    erasure_journal.catch_up()
    _clear_abandoned(path)
    # Unencrypted data must not be written to the disk of the backups.
    with archives.work_folder(None if keys else path.parent) as folder:
        plain = Path(folder) / path.name if keys else path
        made = _write_plain(plain, Path(folder), started, has_files)
        if keys:
            encryption.encrypt(plain, path, [*keys, *also])
    return made._replace(path=path)


def _write_plain(path, work, started, has_files):
    with archives.written(path) as archive:
        database, listing = work / engine().NAME, work / LISTING
        engine().dump(database, listing)
        with database.open("rb") as file:
            archive.copy(engine().NAME, file, packed=True)
        states = _copy_documents(archive, listing) if has_files else _excluded_documents(listing)
        _write_states(archive, listing, work / "states.csv", states)
        if erasure_journal.journal().exists():
            archive.write(JOURNAL, erasure_journal.journal().read_bytes())
        lacking = sorted((i for i, s in states.items() if s in {MISSING, ALTERED}), key=int)
        count = sum(name.startswith("documents/") for name in archive.sums)
        facts = {"documents": count, "missing": len(lacking), "has_files": has_files}
        manifest = _manifest(started) | facts
        archive.write(MANIFEST, json.dumps(manifest, indent=1).encode())
    return Made(path, count, lacking)


def _copy_documents(archive, listing):
    """Copy each file of the list; return {id: state} of missing or altered files."""
    states = {}
    with listing.open(newline="") as lines:
        for document in read_listing(lines):
            state = _copy_document(archive, document)
            if state != HERE:
                states[document.id] = state
    return states


def _excluded_documents(listing):
    """{id: state} of files that stay in the bucket."""
    with listing.open(newline="") as lines:
        return {document.id: LEFT for document in read_listing(lines)}


def _copy_document(archive, document):
    try:
        with default_storage.open(document.path, "rb") as file:
            sha256 = archive.copy(f"documents/{document.path}", file)
    except FileNotFoundError:
        gone = Document.objects.filter(pk=document.id, purged_at__isnull=False).exists()
        return PURGED if gone else MISSING
    return HERE if sha256 == document.sha256 else ALTERED


def _write_states(archive, listing, path, states):
    with listing.open(newline="") as lines:
        rows = (d._replace(state=states.get(d.id, HERE)) for d in read_listing(lines))
        write_listing(path, rows)
    with path.open("rb") as file:
        archive.copy(LISTING, file, packed=True)


def _manifest(started):
    """The manifest: data that a restore checks before it changes anything."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": started.isoformat(),
        "engine": connection.vendor,
        "python": platform.python_version(),
        "migrations": sorted(map(list, MigrationRecorder(connection).applied_migrations())),
        "keys": fingerprints(),
    }


def _clear_abandoned(path):
    """Delete partial backups of this name, or of this folder older than a day."""
    left = {*path.parent.glob(f"{PREFIX}*.partial"), *path.parent.glob(f"{path.name}.*partial")}
    for part in left:
        if time.time() - part.stat().st_mtime > ABANDONED.total_seconds():
            shutil.rmtree(part) if part.is_dir() else part.unlink()


def is_archive(name):
    return name.startswith(PREFIX) and name.endswith(ENDS)


def archives_in(folder):
    """Backups of a folder, oldest first."""
    return sorted(path for path in folder.iterdir() if is_archive(path.name))


def unencrypted_beside(path):
    """Unencrypted backups in the folder of this backup."""
    return [other for other in archives_in(path.parent) if other.suffix == ".zip"]


def thin_out(folder, keep):
    """Delete all but the newest `keep` backups of a folder; return the number deleted."""
    gone = archives_in(folder)[:-keep] if keep else []
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
