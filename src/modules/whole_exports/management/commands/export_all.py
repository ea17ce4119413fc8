from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from modules.whole_exports.archive import write_everything
from modules.whole_exports.operations import note_export
from people.models import User


class Command(BaseCommand):
    help = "Write everything the installation has to one archive: tables as CSV, dictionary, files."

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="FILE|DIR", type=Path)

    def handle(self, *, path, **options):
        """Write the full export without secrets, and record its event."""
        try:
            if path.is_dir():
                path /= f"rebond-export-{timezone.localdate()}.zip"
            exported = write_everything(path.absolute())
        except (ValidationError, OSError) as error:
            raise CommandError(_("No export was made. %(why)s") % {"why": error}) from error
        note_export(by=User.objects.system(), exported=exported)
        self.stdout.write(
            _("Tables: %(tables)s, rows: %(rows)s, files: %(documents)s.") % exported._asdict()
        )
        if exported.lacking:
            self.stderr.write(
                _("Files already lost or altered: %(lacking)s; documents.csv lists them.")
                % exported._asdict()
            )
