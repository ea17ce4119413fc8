"""File storage of documents: a file is stored before its row is committed."""

import os
import sys
from pathlib import Path
from secrets import token_hex

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

FAILED, REMEMBERED = "storage-failed", 15 * 60  # seconds


class FlushedStorage(FileSystemStorage):
    """A file saved here, and its name in its folder, survive a loss of power."""

    def _save(self, name, content):
        name = super()._save(name, content)
        path = Path(self.path(name))
        for place in (path, path.parent, Path(self.location)):  # the folder is perhaps new
            _flush(place)
        return name


def _flush(path):
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def bucket_errors():
    """The exceptions of a bucket that cannot be used; none where files are on a disk."""
    if "botocore" not in sys.modules:
        return ()
    from botocore.exceptions import BotoCoreError, ClientError

    return BotoCoreError, ClientError


def try_storage():
    """Store a file and delete it; that it failed is remembered for `has_failed`."""
    try:
        default_storage.delete(default_storage.save(f"00/{token_hex(16)}", ContentFile(b"")))
    except Exception:
        cache.set(FAILED, "1", REMEMBERED)
        raise
    cache.delete(FAILED)


def has_failed():
    """Whether documents could not be stored when that was last tried."""
    return bool(cache.get(FAILED))
