from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pyrage.x25519 import Identity

from core.workflow import readiness
from desk.backups.copies import send_copies
from desk.backups.create import back_up, name_in, thin_out, unencrypted_beside, usual_folder
from desk.backups.keys import fingerprints
from desk.backups.operations import attempt
from desk.backups.rehearsal import is_due, try_restore


class Command(BaseCommand):
    help = "Write the database and the files to one archive, whole and read again, or nothing."

    def add_arguments(self, parser):
        parser.add_argument(
            "path", metavar="FILE|DIR", type=Path, nargs="?", help="without it: BACKUP_FOLDER"
        )
        parser.add_argument(
            "--keep", type=int, default=0, metavar="N", help="of a folder, keep the newest N"
        )
        parser.add_argument(
            "--rehearse", action="store_true", help="restore it on trial, before the week is over"
        )
        parser.add_argument(
            "--without-files", action="store_true", help="leave out the files, safe in their bucket"
        )
        parser.add_argument(
            "--before-upgrade",
            action="store_true",
            help="try no restore, and only warn of lost files and of a copy that fails",
        )

    def handle(self, *, path, keep, rehearse, before_upgrade, without_files, **options):
        """Make a backup; in BACKUP_FOLDER, also send copies and, once a week, rehearse a restore.

        Fails if a step failed, or if files are missing or altered; the other steps still
        run. Before an upgrade, these faults are warnings.
        """
        if without_files and not settings.DOCUMENTS_URL:
            raise CommandError(
                _(
                    "Files can be left out only if they are in a bucket: DOCUMENTS_URL "
                    "does not name one."
                )
            )
        _refuse_while_closed()
        is_usual, path = path is None, path or usual_folder()
        is_tried = rehearse or (is_usual and not before_upgrade and is_due(now=timezone.now()))
        key = Identity.generate() if is_tried else None
        made, fault = attempt("made", lambda: _make(path, is_usual, key, not without_files))
        if fault:
            raise CommandError(_("No backup was made. %(why)s") % {"why": fault})
        self._print_summary(made, thin_out(path, keep) if path.is_dir() else 0)
        faults = "\n".join(_further_faults(made, path, keep, key, is_usual=is_usual))
        if faults and not before_upgrade:
            raise CommandError(faults)
        self.stderr.write(faults)

    def _print_summary(self, made, gone):
        say = self.stdout.write
        say(_("Backup: %(path)s") % {"path": made.path})
        say(_("Files: %(count)s") % {"count": made.documents})
        if gone:
            say(_("Older backups deleted: %(count)s") % {"count": gone})
        if settings.BACKUP_KEY and (count := len(unencrypted_beside(made.path))):
            say(
                ngettext(
                    "%(count)s older backup in the same folder is not encrypted. It will stay "
                    "unencrypted until it is deleted, here and in the second location.",
                    "%(count)s older backups in the same folder are not encrypted. They will stay "
                    "unencrypted until they are deleted, here and in the second location.",
                    count,
                )
                % {"count": count}
            )
        say(
            _(
                "The backup does not contain the keys: keep a copy of .env elsewhere. Their "
                "fingerprints:"
            )
        )
        for name, value in fingerprints().items():
            say(f"  {name}: {value or '–'}")


def _refuse_while_closed():
    """Raise before anything is written: a closed site could not record the backup."""
    if readiness.find_fault() == readiness.CLOSED:
        why = _("%(closed)s To back up anyway: CLOSED_BY= manage.py backup") % {
            "closed": readiness.CLOSED
        }
        raise CommandError(_("No backup was made. %(why)s") % {"why": why})


def _further_faults(made, path, keep, key, *, is_usual):
    """Copy and rehearse; return the failures, and the lost files: the archive itself is valid."""
    faults = []
    if is_usual and settings.BACKUP_COPY:
        faults.append(attempt("copied", lambda: send_copies(path, keep))[1])
    if key and not any(faults):
        faults.append(attempt("rehearsed", lambda: try_restore(made.path, [key]))[1])
    if made.lacking:
        faults.append(
            _("The backup is made, but the files of these documents are lost or altered: %(ids)s")
            % {"ids": ", ".join(made.lacking)}
        )
    return filter(None, faults)


def _make(path, is_usual, key, has_files):
    """Back up to this file or folder.

    The usual folder is not created: its disk may be unmounted.
    """
    if is_usual and not path.is_dir():
        raise ValidationError(_("The folder %(path)s does not exist.") % {"path": path})
    target = name_in(path) if path.is_dir() else path
    also = [key.to_public()] if key else []
    return back_up(target, also=also, has_files=has_files)
