"""Clean up after erasure: delete files without a row, clear freed pages of the database."""

import re
import shutil
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection

from core.models import Document

# A file is written before its row, so a young file may still get one.
YOUNG = timedelta(days=1)
AT_A_TIME = 500
FOLDER = re.compile(r"[0-9a-f]{2}")


def sweep_files(*, before: datetime) -> int:
    """Delete the stored files without a document that are older than `before`; return their number.

    They come from transactions that were rolled back, or from an interrupted purge.
    """
    folders = []
    with suppress(FileNotFoundError):
        folders, _files = default_storage.listdir("")
    return sum(_sweep(folder, before) for folder in folders if FOLDER.fullmatch(folder))


def sweep_work(*, before: datetime) -> None:
    """Delete files that a killed backup, restore or rehearsal left beside the documents."""
    for path in Path(settings.MEDIA_ROOT).glob("rebond-*"):
        if path.stat().st_mtime < before.timestamp():
            shutil.rmtree(path)


def _sweep(folder, before):
    _folders, files = default_storage.listdir(folder)
    paths = [f"{folder}/{name}" for name in sorted(files)]
    count = 0
    for start in range(0, len(paths), AT_A_TIME):
        some = paths[start : start + AT_A_TIME]
        documents = Document.objects.filter(purged_at=None, file__in=some)
        for path in set(some) - set(documents.values_list("file", flat=True)):
            if default_storage.get_modified_time(path) < before:
                default_storage.delete(path)
                count += 1
    return count


def flush_pages() -> None:
    """Truncate SQLite's WAL, so that it contains no erased data; PostgreSQL has its vacuum.

    Does nothing inside a transaction.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
