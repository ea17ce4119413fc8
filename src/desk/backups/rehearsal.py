"""Weekly rehearsal: restore a backup into a side database, leaving the site unchanged.

An encrypted backup is rehearsed without the private key: its archive is also encrypted for a
temporary key that exists only in the memory of this process.
"""

import shutil
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from desk.backups.copies import fetched
from desk.backups.encryption import decrypted
from desk.backups.engines import engine
from desk.backups.restore import make_ready
from desk.backups.staleness import last_event
from desk.backups.verify import checked

SIDE = "rehearsal"
REHEARSAL_INTERVAL = timedelta(days=6, hours=12)
RESERVED_BYTES = 1024**3  # bytes reserved for the site itself


def is_due(*, now):
    last = last_event("backup.rehearsed")
    return last is None or last.at < now - REHEARSAL_INTERVAL


def try_restore(path, identities):
    """Rehearse restoring this backup, from the remote storage if there is one.

    Raises an exception if the restore fails.
    """
    with (
        fetched(path.name) if settings.BACKUP_COPY else nullcontext(path) as far,
        decrypted(far, identities) as plain,
        checked(plain) as (zipped, manifest),
    ):
        _require_room(zipped)
        with engine().alone():
            engine().clear(SIDE)
            try:
                make_ready(zipped, manifest, plain, SIDE)
            finally:
                engine().clear(SIDE)


def _require_room(zipped):
    """Raise unless the disk has room for the database twice: unpacked, and loaded into tables."""
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)  # missing on a new site, or on a site with a bucket
    free = shutil.disk_usage(folder).free - RESERVED_BYTES
    if free < 2 * zipped.getinfo(engine().NAME).file_size and connection.vendor == "sqlite":
        facts = {"free": filesizeformat(free + RESERVED_BYTES), "folder": folder}
        raise ValidationError(_("Only %(free)s left on the disk of %(folder)s.") % facts)
