"""File storage of documents: a file is stored before any lock is taken, then its row is committed.

An operation names the files that it stores (`core.workflow.operations.stores`), so that a slow disk
or bucket never holds a lock. A page waits at most `PAGE_SECONDS` in all for a bucket, and skips it
while it is known to be down (`core.files.bucket`).
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

FAILED, REMEMBERED_SECONDS = "storage-failed", 15 * 60
PAGE_SECONDS = 4  # maximum total wait of a page for a bucket


class FlushedStorage(FileSystemStorage):
    """File storage that flushes the file and its folder entry to disk, to survive a loss of
    power.
    """

    def _save(self, name, content):
        name = super()._save(name, content)
        path = Path(self.path(name))
        for place in (path, path.parent, Path(self.location)):  # the folder may be new
            _flush(place)
        return name


def _flush(path):
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# --- Files stored before the operation takes its lock ---


class StoredFile(bytes):
    """The bytes of a file that is already stored under `name`, but in no row yet."""

    name = ""
    has_row = False  # whether a row refers to it


_unkept = ContextVar("unkept", default=None)  # files stored for the operation about to run


def random_name():
    """Return a random path, so that neither folder nor name reveals the content of a file."""
    token = token_hex(16)
    return f"{token[:2]}/{token}"


def store_first(value):
    """Store every file (bytes) in a value, also in its lists and dicts, and return the new value.

    Idempotent: a file that is already stored is left unchanged.
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
    """Delete the files that `store_first` stored within this context if no row refers to them.

    No row refers to them if the operation is refused, or had already been done.

    After any other error the commit may have happened: the daily sweep decides
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
        with suppress(OSError, *bucket_errors()):  # the daily sweep will find it
            default_storage.delete(file.name)


# --- Time limit of a page, and health of the storage ---


@dataclass
class PageBudget:
    """The seconds that a page may still wait for the storage."""

    left: float


budget = ContextVar("budget", default=None)  # None in a worker or a command, which may wait longer


@contextmanager
def waiting_as_a_page():
    """Limit the total wait for a bucket within this context to `PAGE_SECONDS`."""
    token = budget.set(PageBudget(PAGE_SECONDS))
    try:
        yield
    finally:
        budget.reset(token)


@contextmanager
def spending(page):
    """Deduct the time spent in this context from the budget of the page."""
    start = time.monotonic()
    try:
        yield
    finally:
        page.left -= time.monotonic() - start


def open_to_stream(name):
    """Open a file for streaming; a file in a bucket is not downloaded first."""
    return getattr(default_storage, "stream", default_storage.open)(name)


def bucket_errors():
    """The exceptions of an unavailable bucket; empty if files are on a disk."""
    if "botocore" not in sys.modules:
        return ()
    from botocore.exceptions import BotoCoreError, ClientError

    return BotoCoreError, ClientError


def try_storage():
    """Store and delete a test file; remember a failure for `has_failed`."""
    try:
        default_storage.delete(default_storage.save(f"00/{token_hex(16)}", ContentFile(b"")))
    except Exception:
        remember(FAILED, "1", REMEMBERED_SECONDS)
        raise
    forget(FAILED)


def has_failed():
    """Whether the last attempt to store a document failed."""
    return bool(recall(FAILED))
