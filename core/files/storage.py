"""File storage of documents: a file is stored before any lock is taken, and its row committed then.

An operation names the files that it keeps (`core.workflow.operations.stores`), so that a slow disk
or bucket never holds a lock. A page waits `PAGE_SECONDS` in all for a bucket, and not at all while
the bucket is known not to answer (`core.files.bucket`).
"""

import os
import sys
import time
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from secrets import token_hex

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

from core.caches.shared_cache import forget, recall, remember

FAILED, REMEMBERED = "storage-failed", 15 * 60  # seconds
PAGE_SECONDS = 4  # how long one page may wait for a bucket, all its files together


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


# --- Files stored before the lock of the operation that keeps them ---


class StoredFile(bytes):
    """The bytes of a file that is in the storage already, under `name`, and in no row yet."""

    name = ""
    has_row = False  # whether a row was written for it


_unkept = ContextVar("unkept", default=None)  # the files stored for the operation that begins


def random_name():
    """A random path: neither directory nor name of a stored file reveals its content."""
    token = token_hex(16)
    return f"{token[:2]}/{token}"


def store_first(value):
    """The same value, with each file in it (bytes) stored: a list, an upload, an answer...

    What is stored already stays as it is, so that this may be called twice.
    """
    if isinstance(value, bytes):
        return value if isinstance(value, StoredFile) or not value else _store(value)
    if isinstance(value, dict):
        return {key: store_first(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        stored = [store_first(one) for one in value]
        return type(value)(*stored) if hasattr(value, "_fields") else type(value)(stored)
    if is_dataclass(value):
        found = {field.name: getattr(value, field.name) for field in fields(value)}
        files = {name: store_first(one) for name, one in found.items() if isinstance(one, bytes)}
        return replace(value, **files)
    return value


def _store(content):
    file = StoredFile(content)
    file.name = default_storage.save(random_name(), ContentFile(content))
    if (unkept := _unkept.get()) is not None:
        unkept.append(file)
    return file


@contextmanager
def without_orphans():
    """Delete what `store_first` stores within and no row keeps: the operation was refused, or had
    been done already.

    After any other error the commit may have happened: the daily sweep knows
    (`core.operating.orphan_files`).
    """
    files = []
    token = _unkept.set(files)
    try:
        yield
        _discard(file for file in files if not file.has_row)
    except (ValidationError, PermissionDenied):
        _discard(files)
        raise
    finally:
        _unkept.reset(token)


def _discard(files):
    for file in files:
        with suppress(OSError, *bucket_errors()):  # the sweep will find it
            default_storage.delete(file.name)


# --- How long a page waits, and what is known of the storage ---


@dataclass
class PageBudget:
    """The seconds that a page may still wait for the storage."""

    left: float


budget = ContextVar("budget", default=None)  # None: a worker or a command, which may take its time


@contextmanager
def waiting_as_a_page():
    """Within, all waiting for a bucket takes `PAGE_SECONDS` at most."""
    token = budget.set(PageBudget(PAGE_SECONDS))
    try:
        yield
    finally:
        budget.reset(token)


@contextmanager
def spending(page):
    """Count the time within as time that this page waited."""
    start = time.monotonic()
    try:
        yield
    finally:
        page.left -= time.monotonic() - start


def open_to_stream(name):
    """A file to send piece by piece, however large; of a bucket nothing is read ahead."""
    return getattr(default_storage, "stream", default_storage.open)(name)


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
        remember(FAILED, "1", REMEMBERED)
        raise
    forget(FAILED)


def has_failed():
    """Whether documents could not be stored when that was last tried."""
    return bool(recall(FAILED))
