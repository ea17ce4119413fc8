"""File storage of documents: a file is on the disk before its row is committed."""

import os
from pathlib import Path

from django.core.files.storage import FileSystemStorage


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
