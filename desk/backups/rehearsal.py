"""Once a week a backup is restored into a side place, as far as a restore leaves the site as it is.

An encrypted backup is rehearsed without the private key: that one is encrypted for a second key as
well, which is made for it, is nowhere but in the memory of this process, and goes with it.
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
WEEKLY = timedelta(days=6, hours=12)
LEFT_FREE = 1024**3  # bytes that the site itself may need meanwhile


def is_due(*, now):
    last = last_event("backup.rehearsed")
    return last is None or last.at < now - WEEKLY


def try_restore(path, identities):
    """This backup, read from where it is furthest, can be restored; else raises."""
    with (
        fetched(path.name) if settings.BACKUP_COPY else nullcontext(path) as far,
        decrypted(far, identities) as plain,
        checked(plain) as (zipped, manifest),
    ):
        _require_room(zipped)
        engine().clear(SIDE)
        try:
            make_ready(zipped, manifest, plain, SIDE)
        finally:
            engine().clear(SIDE)


def _require_room(zipped):
    """The database in the archive, twice: unpacked, and read into tables."""
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)  # of a new site, or one with a bucket
    free = shutil.disk_usage(folder).free - LEFT_FREE
    if free < 2 * zipped.getinfo(engine().NAME).file_size and connection.vendor == "sqlite":
        facts = {"free": filesizeformat(free + LEFT_FREE), "folder": folder}
        raise ValidationError(_("Only %(free)s are left on the disk of %(folder)s.") % facts)
