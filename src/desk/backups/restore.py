"""Restore a backup: verify and prepare everything separately, then swap it in atomically.

First the database, in a side database: its rows are loaded into tables of our own schema, and all
erasures since the backup are repeated. If it violates the schema, it is refused, and nothing
changes. Then the files, beside those of the site, which they never overwrite, since a name is
random and its bytes never change. Then the side database replaces the site's in one transaction:
SQLite's backup API overwrites it, or two PostgreSQL databases are renamed. If the process is killed
before that, the old site is intact; afterwards, the new site is. The next restore clears the
leftovers.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from core.models import Document
from core.operating.orphan_files import sweep_files
from core.workflow import erasure_journal
from desk.backups.create import JOURNAL
from desk.backups.engines import engine
from desk.backups.manifest import LEFT
from desk.backups.verify import listed
from desk.full_export import archives
from people.base.models.user import SYSTEM_EMAIL
from people.models import User

WORK, RESTORING = "rebond-restore.", "restoring"
SETTLE = ["restore", "--settle", "--skip-checks"]  # the current process has checked already


def is_empty():
    """Whether nobody has ever signed in, although administrators may be invited.

    An unreadable database is not empty.
    """
    try:
        if "people_user" not in connection.introspection.table_names():
            return True
        users = User.objects.exclude(email=SYSTEM_EMAIL)
        return not users.exclude(joined_at=None, is_active=False).exists()
    except DatabaseError:
        return False


def restore(zipped, manifest, *, archive, journal=None, watch=lambda step: None):
    """Restore database and files from a backup, then repeat the erasures made since.

    `archive` is its path, `journal` another journal of erasures. `watch` is called with each step.
    Returns the steps done, as lines of text.
    """
    started = timezone.now()
    _clear()
    messages, erased = make_ready(zipped, manifest, archive, RESTORING, journal)
    watch("settled")
    _bring_files(zipped, erased)
    engine().take_place(RESTORING, watch=lambda: watch("placing"))
    watch("placed")
    _take_over(erased)
    sweep_files(before=started)
    return [*messages, *_about_files_left(zipped)]


def make_ready(zipped, manifest, archive, end, journal=None):
    """Prepare the restored database as the side database of this name.

    Returns the steps done, as lines of text, and the journal of repeated erasures.
    """
    with TemporaryDirectory(prefix=WORK, dir=settings.MEDIA_ROOT) as folder:
        side = Path(folder)
        _gather_journals(zipped, journal, side)
        zipped.extract(engine().NAME, folder)
        try:
            messages = _settle(engine().prepare(end), side, manifest, archive)
        except ValidationError:
            engine().clear(end)
            raise
        return messages, erasure_journal.read(erasure_journal.journal(side))


def _clear():
    """Create the folder of files, and clear the leftovers of an interrupted restore."""
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    for left in root.glob(f"{WORK}*"):
        shutil.rmtree(left)
    engine().clear(RESTORING)


def _gather_journals(zipped, other, side):
    """Merge the journals of this site, the archive and `other` into the folder `side`."""
    with suppress(DatabaseError):  # the site's database may be empty or unreadable
        erasure_journal.catch_up()
    lines = erasure_journal.read(erasure_journal.journal())
    lines += erasure_journal.read(other) if other else []
    if JOURNAL in zipped.namelist():
        lines += erasure_journal.parse(zipped.read(JOURNAL).decode(errors="replace"))
    erasure_journal.append(lines, folder=side)


def _bring_files(zipped, erased):
    """Extract every file of the archive, except those erased since."""
    gone = {line[:3] for line in erased}
    for document in listed(zipped):
        born = parse_datetime(document.born).isoformat()
        is_erased = ("core.Document", int(document.id), born) in gone
        if document.has_file and not is_erased:
            _bring_file(zipped, document)


def _about_files_left(zipped):
    """Yield a warning if files that the backup left in the bucket are no longer there."""
    left = [document for document in listed(zipped) if document.state == LEFT]
    lost = {document.path for document in left} - _stored_files() if left else set()
    if lost := Document.objects.filter(file__in=lost).count():
        yield _(
            "Files left out of this backup and missing from the bucket: %(count)s. "
            "Restore them from the bucket’s versions or its replica."
        ) % {"count": lost}


def _stored_files():
    folders, _files = default_storage.listdir("")
    return {f"{folder}/{name}" for folder in folders for name in default_storage.listdir(folder)[1]}


def _take_over(erased):
    """Add the repeated erasures to the journal of this site."""
    erasure_journal.append(erasure_journal.lacking(erased))


def _bring_file(zipped, document):
    if _is_here(document):
        return
    default_storage.delete(document.path)  # altered, or incomplete after an interrupted restore
    with zipped.open(f"documents/{document.path}") as source:
        default_storage.save(document.path, File(source))


def _is_here(document):
    try:
        with default_storage.open(document.path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == document.sha256
    except FileNotFoundError:
        return False


def _settle(address, side, manifest, archive):
    """Prepare the side database in a process configured for it; return its output lines."""
    env = os.environ | {
        "DATABASE_URL": address,
        "MEDIA_ROOT": str(side),
        "DOCUMENTS_URL": "",  # must not delete files in the bucket of the site
        "SECRET_KEY": settings.SECRET_KEY,
        "VOUCHER_KEYS": ",".join(settings.VOUCHER_KEYS),
        "VOUCHER_HASH_KEY": settings.VOUCHER_HASH_KEY,
        "ALLOWED_HOSTS": ",".join(settings.ALLOWED_HOSTS) or "localhost",
    }
    facts = {"manifest": manifest, "size": archive.stat().st_size, "name": archive.name}
    facts |= {"sha256": archives.sha256_of(archive), "database": str(side / engine().NAME)}
    done = subprocess.run(  # noqa: S603  (this very program, with facts of our own as its input)
        [sys.executable, str(settings.PROJECT_DIR / "manage.py"), *SETTLE],
        input=json.dumps(facts),
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ValidationError(
            _("The backup could not be prepared: %(error)s") % {"error": _last_line(done.stderr)}
        )
    return done.stdout.splitlines()


def _last_line(output):
    """The error message on the last line of an output, without a traceback."""
    return output.strip().rpartition("\n")[2].removeprefix("CommandError: ")
