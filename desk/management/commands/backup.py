from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from desk.backups.create import back_up, name_in, thin_out
from desk.backups.keys import fingerprints


class Command(BaseCommand):
    help = "Write the database and the files to one archive, whole and read again, or nothing."

    def add_arguments(self, parser):
        parser.add_argument(
            "path", metavar="FILE|DIR", type=Path, nargs="?", help="without it: BACKUP_FOLDER"
        )
        parser.add_argument(
            "--keep", type=int, default=0, metavar="N", help="of a folder, keep the newest N"
        )

    def handle(self, *, path, keep, **options):
        """Make a backup and record it; fails if files are missing or altered."""
        path = path or self._usual_folder()
        target = name_in(path) if path.is_dir() else path
        try:
            made = back_up(target)
        except (ValidationError, OSError) as error:
            reason = error.messages[0] if isinstance(error, ValidationError) else str(error)
            raise CommandError(_("No backup was made. %(why)s") % {"why": reason}) from error
        gone = thin_out(path, keep) if path.is_dir() else 0
        self._print_summary(made, gone)
        if made.lacking:
            raise CommandError(
                _("The backup stands, but files of these documents are lost or altered: %(ids)s")
                % {"ids": ", ".join(made.lacking[:20])}
            )

    def _usual_folder(self):
        """The folder of the settings, which is not made here: its disk may be absent."""
        if not settings.BACKUP_FOLDER:
            raise CommandError(_("Where to? Run manage.py configure, or name a folder or a file."))
        if not Path(settings.BACKUP_FOLDER).is_dir():
            raise CommandError(
                _("No backup was made. %(why)s")
                % {"why": _("There is no folder %(path)s.") % {"path": settings.BACKUP_FOLDER}}
            )
        return Path(settings.BACKUP_FOLDER)

    def _print_summary(self, made, gone):
        say = self.stdout.write
        say(_("Backup: %(path)s") % {"path": made.path})
        say(_("Files: %(count)s") % {"count": made.documents})
        if gone:
            say(_("Older backups deleted: %(count)s") % {"count": gone})
        say(_("The keys are not in it: keep a copy of .env in another place. Their fingerprints:"))
        for name, value in fingerprints().items():
            say(f"  {name}: {value or '–'}")
