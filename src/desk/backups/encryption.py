"""Archives encrypted with the public keys of `BACKUP_KEY` (age); the private key is on no site."""

import os
from contextlib import contextmanager
from pathlib import Path

import pyrage
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pyrage.x25519 import Identity, Recipient

from desk.full_export import archives

MAGIC = b"age-encryption.org/"


def recipients():
    """Public keys that encrypt backups; empty if backups are not encrypted."""
    try:
        return [Recipient.from_str(key) for key in settings.BACKUP_KEY]
    except pyrage.RecipientError as error:
        raise ValidationError(
            _("BACKUP_KEY is not an age public key: it must begin with age1.")
        ) from error


def identities_in(path):
    """Private keys in a file of `age-keygen`."""
    lines = [line.strip() for line in path.read_text(errors="replace").splitlines()]
    try:
        keys = [Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError as error:
        raise ValidationError(
            _("%(path)s does not contain an age private key.") % {"path": path}
        ) from error
    return keys


def encrypt(plain, path, keys):
    """Encrypt the file `plain` to `path`, whole or not at all."""
    partial = archives.partial_of(path)
    try:
        with plain.open("rb") as source, partial.open("wb") as target:
            pyrage.encrypt_io(source, target, keys)
            os.fsync(target.fileno())
        partial.replace(path)
    except pyrage.EncryptError as error:
        raise OSError(str(error)) from error
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def decrypted(path, identities):
    """Context manager: the decrypted archive; the file itself if it is not encrypted."""
    if not _is_encrypted(path):
        yield path
        return
    if not identities:
        raise ValidationError(
            _("%(path)s is encrypted: give the private key file with --key.") % {"path": path}
        )
    with archives.work_folder() as folder:
        plain = Path(folder) / path.name.removesuffix(".age")
        with path.open("rb") as source, plain.open("wb") as target:
            _decrypt(source, target, identities, path)
        yield plain


def _is_encrypted(path):
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except FileNotFoundError:  # `archives.opened` has the error message
        return False


def _decrypt(source, target, identities, path):
    try:
        pyrage.decrypt_io(source, target, identities)
    except pyrage.DecryptError as error:
        message = _("This key does not open %(path)s: the file was encrypted with another key.")
        raise ValidationError(message % {"path": path}) from error
    except OSError as error:
        if error.errno:
            raise
        raise archives.Damaged(
            _("%(path)s is damaged or incomplete: nothing in it was used.") % {"path": path}
        ) from error
