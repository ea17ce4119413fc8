"""Restore of an uploaded archive into an empty installation, by the command `restore`.

The one-time code is derived from the invitation of the first administrator, so that nothing is
stored: it is void once that person has joined, and therefore after a restore too. The command
verifies the whole archive before it writes anything.
"""

import base64
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from desk.backups.restore import is_empty
from desk.full_export import archives
from people.base.models.user import Access
from people.management.commands import first_admin
from people.models import User

SALT = "browser_backups.restore"
GROUPS, GROUP_LENGTH = 4, 4  # characters of base 32, so 80 bits
MAX_ARCHIVE_BYTES = 80 * 1024 * 1024  # a proxy and a worker of the site take no larger body
MAX_SECONDS = 50  # for a restore: less than the timeout of a worker process
LOCK = "browser_backups.restoring"


def code_now():
    """The one-time code of this installation; None if it is in use or nobody is invited."""
    if not is_empty():
        return None
    invited = User.objects.administrators().with_access(Access.INVITED).first()
    if invited is None:
        return None
    seed = f"{invited.pk}|{invited.email}|{invited.invited_at.isoformat()}"
    digest = salted_hmac(SALT, seed, algorithm="sha256").digest()
    text = base64.b32encode(digest).decode()
    length = GROUP_LENGTH
    return "-".join(text[n * length : (n + 1) * length] for n in range(GROUPS))


def is_code(typed):
    """Whether this is the code, compared in constant time; spaces and case do not matter."""
    code = code_now()
    typed = "".join(typed.upper().replace("-", "").split())
    return code is not None and constant_time_compare(typed, code.replace("-", ""))


def lines_about_restore(_admin):
    """Lines that `first_admin` prints about the restore in the browser."""
    code = code_now()
    if code is None:
        return
    yield _("To restore a backup into this empty site instead, open this address:")
    yield settings.SITE_URL + reverse("restore_upload")
    yield _("One-time code: %(code)s") % {"code": code}


first_admin.FURTHER.append(lines_about_restore)


def restore_upload(upload, key):
    """Restore an uploaded archive; return what the command printed.

    Raises `ValidationError` with its reason; the installation is then unchanged.
    """
    if not cache.add(LOCK, "", MAX_SECONDS + 10):
        raise ValidationError(_("Another backup is being restored: wait a minute."))
    try:
        with archives.work_folder() as folder:
            return _run(_command_for(Path(folder), upload, key), upload.name)
    finally:
        cache.delete(LOCK)


def _command_for(folder, upload, key):
    """Store upload and private key in this private folder; return the command."""
    path = folder / "rebond-upload.zip"
    with path.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    command = [sys.executable, str(settings.PROJECT_DIR / "manage.py"), "restore", str(path)]
    if key:
        secret = folder / "key"
        secret.touch(mode=0o600)
        secret.write_text(key)
        command += ["--key", str(secret)]
    return [*command, "--skip-checks"]


def _run(command, name):
    """Run the command; its error names the archive as its user does, not our copy of it."""
    connection.close()  # or the restore would find the database in use
    try:
        done = subprocess.run(  # noqa: S603  (this very program, with files of our own)
            command, capture_output=True, text=True, check=False, timeout=MAX_SECONDS
        )
    except subprocess.TimeoutExpired as error:
        words = _(
            "This backup takes too long to restore in a browser: restore it on the server, "
            "with the command."
        )
        raise ValidationError(words) from error
    if done.returncode:
        reason = done.stderr.strip().rpartition("\n")[2].removeprefix("CommandError: ")
        reason = reason.replace(command[3], name)
        raise ValidationError(_("Nothing was changed. %(why)s") % {"why": reason})
    return done.stdout
