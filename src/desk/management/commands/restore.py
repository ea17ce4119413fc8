import json
import sys
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from core.files.storage import bucket_errors
from core.workflow import erasure_journal
from desk.backups.copies import fetched, names_there
from desk.backups.create import name_in, write_backup
from desk.backups.encryption import decrypted, identities_in
from desk.backups.post_restore import settle
from desk.backups.restore import is_empty, restore
from desk.backups.verify import checked, made_at


class Command(BaseCommand):
    help = "Make this site what it was at a backup, but for what was erased since. Stop it first."

    def add_arguments(self, parser):
        parser.add_argument(
            "path",
            metavar="FILE",
            nargs="?",
            type=Path,
            help="or the name of an archive of BACKUP_COPY; without it, their names",
        )
        parser.add_argument("--check", action="store_true", help="read it all and touch nothing")
        parser.add_argument("--replace", action="store_true", help="replace a site that is in use")
        parser.add_argument(
            "--discard", action="store_true", help="do not back up what is replaced"
        )
        parser.add_argument(
            "--journal",
            type=Path,
            metavar="FILE",
            help="a forgotten.jsonl that was kept elsewhere",
        )
        parser.add_argument(
            "--key", type=Path, metavar="FILE", help="the private key of an encrypted backup"
        )
        parser.add_argument("--settle", action="store_true", help="for restore itself")

    def handle(self, *, path, settle, **options):
        """Restore the site, or leave it unchanged and print the reason."""
        try:
            self._settle() if settle else self._restore(path, **options)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        except (OSError, DatabaseError, *bucket_errors()) as error:
            raise CommandError(f"{error}".partition("\n")[0]) from error

    def _settle(self):
        for line in settle(json.load(sys.stdin)):
            self.stdout.write(line)

    def _restore(self, path, **options):
        if path is None:
            names = ["", *names_there()]
            raise CommandError(_("Specify the backup to restore.") + "\n  ".join(names))
        if not path.exists() and str(path) in names_there():
            place = Path(settings.BACKUP_FOLDER or ".") / path
            with fetched(path.name) as copy:
                self._restore_file(copy, place, **options)
        else:
            self._restore_file(path, path, **options)

    def _restore_file(self, path, place, *, check, replace, discard, journal, key, **options):
        """Restore this archive; the backup of the replaced data is stored beside `place`."""
        identities = identities_in(key) if key else []
        with decrypted(path, identities) as plain, checked(plain) as (zipped, manifest):
            self._present(manifest)
            if check:
                self.stdout.write(_("Every byte matches the original."))
                return
            self._make_room(place, replace=replace, discard=discard)
            if not (journal or erasure_journal.journal().exists()):
                self._warn_of_no_journal(manifest)
            messages = restore(zipped, manifest, archive=plain, journal=journal)
        for line in [*messages, *_afterwards()]:
            self.stdout.write(line)

    def _present(self, manifest):
        moment = date_format(localtime(made_at(manifest)), "DATETIME_FORMAT")
        message = _("Backup of %(moment)s. Files: %(count)s, already missing: %(missing)s.")
        if not manifest["has_files"]:
            message = _(
                "Backup of %(moment)s, without files: they must be in the bucket of DOCUMENTS_URL."
            )
        counts = {"count": manifest["documents"], "missing": manifest["missing"]}
        self.stdout.write(message % {"moment": moment, **counts})
        self.stdout.write(
            _("The backup does not contain the keys: they are in .env. Expected fingerprints:")
        )
        for name, value in manifest["keys"].items():
            self.stdout.write(f"  {name}: {value or '–'}")

    def _make_room(self, path, *, replace, discard):
        """Require --replace for a site in use, and back it up first."""
        if is_empty():
            return
        if not replace:
            raise CommandError(
                _("This site is not empty. To replace everything in it, add --replace.")
            )
        if not discard:
            made = write_backup(name_in(path.absolute().parent))
            self.stdout.write(_("To be replaced: %(path)s") % {"path": made.path})

    def _warn_of_no_journal(self, manifest):
        self.stderr.write(
            _(
                "There is no journal of erasures here (%(path)s): people erased after the backup"
                " are back. If you kept one elsewhere, restore again with --journal."
            )
            % {"path": erasure_journal.journal()}
        )


def _afterwards():
    yield _("Restored. Everyone must sign in again.")
    yield _("Start the site and its workers, and check: manage.py check --database default")
