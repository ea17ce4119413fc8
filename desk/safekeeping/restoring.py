"""A restore: everything is read and checked, made ready beside, and put in place in one act.

Files first: those of the archive come beside those of the site, which they never overwrite, since a
name is random and its bytes never change. Then the database, in a side place, where all that was
erased since the backup is erased again. Then that database takes the place of the site's in one
transaction. Killed before it, the old site is whole; killed after it, the new one is. Either way
what is left over is cleared by the next restore.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils._os import safe_join
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import forgotten
from core.models import Document
from desk import archives
from desk.safekeeping.engines import engine
from desk.safekeeping.listing import MISSING, PURGED, read_listing
from desk.safekeeping.making import FORMAT, JOURNAL, LISTING, MANIFEST, VERSION
from people.models import User
from people.models.user import SYSTEM_EMAIL

NEWER = gettext_lazy("This backup was made by a newer Rebond: install that release first.")
WORK = "rebond-restore."


@contextmanager
def checked(path):
    """(zip, manifest) of a backup every byte of which was read; raises `Damaged` or a refusal.

    Nothing is touched: a backup that is not whole, not ours, of another database or of a newer
    Rebond goes no further.
    """
    with archives.opened(path) as zipped:
        manifest = _manifest_of(zipped, path)
        if manifest["engine"] != connection.vendor:
            raise ValidationError(
                _("This backup is of %(theirs)s and this site runs on %(ours)s: set DATABASE_URL.")
                % {"theirs": manifest["engine"], "ours": connection.vendor}
            )
        known = set(MigrationLoader(None).disk_migrations)
        if set(map(tuple, manifest["migrations"])) - known:
            raise ValidationError(NEWER)
        yield zipped, manifest


def _manifest_of(zipped, path):
    try:
        manifest = json.loads(zipped.read(MANIFEST))
        is_ours = manifest["format"] == FORMAT
    except (KeyError, ValueError, TypeError):
        is_ours = False
    if not is_ours:
        raise ValidationError(_("%(path)s is no backup of Rebond.") % {"path": path})
    if manifest["version"] != VERSION:
        raise ValidationError(NEWER)
    return manifest


def is_empty():
    """Nobody has worked in this site yet; a database that cannot be read is not empty."""
    try:
        if "people_user" not in connection.introspection.table_names():
            return True
        return not User.objects.exclude(email=SYSTEM_EMAIL).exists()
    except DatabaseError:
        return False


def made_at(manifest):
    return parse_datetime(manifest["made_at"])


def restore(zipped, manifest, *, archive, journal=None, watch=lambda step: None):
    """This site is what it was when the backup was made, but for what was erased since.

    `archive` is its path, `journal` another journal of what was erased. `watch` is told of each
    step. Returns what was done, as lines for whoever reads it.
    """
    started = time.time()
    _gather_journals(zipped, journal)
    _clear()
    _bring_files(zipped)
    with TemporaryDirectory(prefix=WORK, dir=settings.MEDIA_ROOT) as folder:
        database = Path(zipped.extract(engine().NAME, folder))
        address = engine().load(database)
    watch("loaded")
    said = _settle(address, manifest, archive)
    watch("settled")
    engine().take_place(watch=lambda: watch("placing"))
    watch("placed")
    _sweep(started)
    return said


def _clear():
    """There is a place for files, and nothing is left of a restore that was cut short."""
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    for left in root.glob(f"{WORK}*"):
        shutil.rmtree(left)
    engine().clear()


def _gather_journals(zipped, other):
    """The journal of this site holds what the archive's and the other one say too."""
    with suppress(DatabaseError):  # an empty place, or a site that cannot be read any more
        forgotten.catch_up()
    known = {line[:3] for line in forgotten.read(forgotten.journal())}
    said = list(forgotten.read(other)) if other else []
    if JOURNAL in zipped.namelist():
        said += forgotten.parse(zipped.read(JOURNAL).decode())
    forgotten.append(line for line in said if line[:3] not in known)


def _bring_files(zipped):
    """Every file of the archive is in its place, but those that were erased since."""
    erased = {line[:3] for line in forgotten.read(forgotten.journal())}
    for document in listed(zipped):
        born = parse_datetime(document.born).isoformat()
        is_erased = ("core.Document", int(document.id), born) in erased
        if document.state not in {PURGED, MISSING} and not is_erased:
            _bring_file(zipped, document)


def listed(zipped):
    """The documents of a backup, as `Listed`."""
    with TextIOWrapper(zipped.open(LISTING), newline="") as lines:
        yield from read_listing(lines)


def _bring_file(zipped, document):
    place = Path(safe_join(settings.MEDIA_ROOT, document.path))
    if place.exists() and archives.sha256_of(place) == document.sha256:
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    part = archives.partial_of(place)
    with zipped.open(f"documents/{document.path}") as source, part.open("wb") as target:
        part.chmod(settings.FILE_UPLOAD_PERMISSIONS)
        shutil.copyfileobj(source, target, archives.CHUNK)
        target.flush()
        os.fsync(target.fileno())
    part.replace(place)


def _settle(address, manifest, archive):
    """Have the side database made ready by a process whose site it is; return what it said."""
    env = os.environ | {
        "DATABASE_URL": address,
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "SECRET_KEY": settings.SECRET_KEY,
        "VOUCHER_KEYS": ",".join(settings.VOUCHER_KEYS),
        "VOUCHER_HASH_KEY": settings.VOUCHER_HASH_KEY,
        "ALLOWED_HOSTS": ",".join(settings.ALLOWED_HOSTS) or "localhost",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    facts = {"manifest": manifest, "size": archive.stat().st_size, "name": archive.name}
    facts["sha256"] = archives.sha256_of(archive)
    done = subprocess.run(  # noqa: S603  (this very program, with facts of our own as its input)
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "restore", "--settle"],
        input=json.dumps(facts),
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip()[-1000:]
        raise ValidationError(_("The backup could not be made ready: %(said)s") % {"said": said})
    return done.stdout.splitlines()


def _sweep(started):
    """No file is left that the database does not name, but what came in since we began."""
    named = set(Document.objects.exclude(file="").values_list("file", flat=True))
    root = Path(settings.MEDIA_ROOT)
    for path in root.glob("[0-9a-f][0-9a-f]/*"):
        if str(path.relative_to(root)) not in named and path.stat().st_mtime < started:
            path.unlink()
