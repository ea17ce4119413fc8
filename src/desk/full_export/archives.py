"""Zip archives streamed to disk, each entry with its SHA-256.

`SHA256SUMS`, the last entry, names every other entry, in the format of `sha256sum --check`.
"""

import hashlib
import os
import shutil
import zlib
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

SUMS = "SHA256SUMS"
CHUNK_BYTES = 1024 * 1024
# A larger unpacked archive with a higher compression ratio is not ours.
MAX_RATIO, MIN_BOMB_BYTES = 100, 64 * CHUNK_BYTES
DAMAGES = (BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, KeyError)


class Damaged(ValidationError):
    """Error for an incomplete archive; its message is shown to users."""


class _Hashed:
    """File wrapper that computes the hash of the bytes written."""

    def __init__(self, file):
        self.file, self.hash, self.size = file, hashlib.sha256(), 0

    def write(self, data):
        self.hash.update(data)
        self.size += len(data)
        return self.file.write(data)


class Archive:
    """An archive being written; memory does not grow with its content, except the list of names."""

    def __init__(self, zipped):
        self.zipped, self.sums = zipped, {}

    @contextmanager
    def entry(self, name, *, packed=True):
        """Open an entry of the archive for writing."""
        info = ZipInfo(name, timezone.localtime().timetuple()[:6])
        info.compress_type = ZIP_DEFLATED if packed else ZIP_STORED
        info.external_attr = 0o600 << 16
        with self.zipped.open(info, "w", force_zip64=True) as file:
            hashed = _Hashed(file)
            yield hashed
        self.sums[name] = hashed.hash.hexdigest()

    def write(self, name, content):
        with self.entry(name) as file:
            file.write(content)

    def copy(self, name, source, *, packed=False):
        """Copy `source`, a file open for reading, into an entry; return its SHA-256."""
        with self.entry(name, packed=packed) as file:
            shutil.copyfileobj(source, file, CHUNK_BYTES)
        return self.sums[name]


@contextmanager
def written(path):
    """Context manager: an `Archive` that is verified and renamed once the block has succeeded."""
    partial = partial_of(path)
    try:
        with partial.open("wb") as file:
            partial.chmod(0o600)
            with ZipFile(file, "w") as zipped:
                archive = Archive(zipped)
                yield archive
                sums = "".join(f"{value}  {name}\n" for name, value in archive.sums.items())
                archive.write(SUMS, sums.encode())
            file.flush()
            os.fsync(file.fileno())
        with ZipFile(partial) as zipped:
            _check(zipped)
        partial.replace(path)
        _settle(path.parent)
    finally:
        partial.unlink(missing_ok=True)


def work_folder(place=None):
    """Temporary folder in `place`, or beside the documents; leftovers are deleted later."""
    if place is None:
        place = Path(settings.MEDIA_ROOT)
        place.mkdir(parents=True, exist_ok=True)
    return TemporaryDirectory(prefix="rebond-", suffix=".partial", dir=place)


def partial_of(path):
    """Path of an unfinished archive; it is renamed when complete."""
    return Path(f"{path}.partial")


def _settle(folder):
    """Flush a rename in this folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def opened(path):
    """Context manager: the fully verified zip of this archive; raises `Damaged`."""
    with _refusing(path), ZipFile(path) as zipped:
        _refuse_bomb(path, zipped)
        _check(zipped)
    with ZipFile(path) as zipped:
        yield zipped


@contextmanager
def _refusing(path):
    try:
        yield
    except FileNotFoundError as error:
        raise Damaged(_("The archive %(path)s does not exist.") % {"path": path}) from error
    except DAMAGES as error:
        raise Damaged(
            _("%(path)s is damaged or incomplete: nothing in it was used.") % {"path": path}
        ) from error


def _refuse_bomb(path, zipped):
    """Refuse archives whose entries announce too many bytes together (zip bomb)."""
    unpacked = sum(info.file_size for info in zipped.infolist())
    if unpacked > max(MAX_RATIO * path.stat().st_size, MIN_BOMB_BYTES):
        raise Damaged(
            _("%(path)s is unusually large once unpacked: nothing in it was used.") % {"path": path}
        )


def _check(zipped):
    sums = dict(reversed(line.split("  ", 1)) for line in zipped.read(SUMS).decode().splitlines())
    names = [name for name in zipped.namelist() if name != SUMS]
    if sorted(names) != sorted(sums):
        raise BadZipFile(SUMS)
    for name in names:
        with zipped.open(name) as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sums[name]:
                raise BadZipFile(name)


def sha256_of(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
