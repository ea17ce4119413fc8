from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loans.agreements.operations.texts import import_places
from loans.agreements.places import read_places, rows_of
from people.models import User


class Command(BaseCommand):
    help = "Import places of help: a CSV or JSON table, or the services of data.inclusion."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="a table of places, or the services")
        parser.add_argument("--structures", type=Path, help="the structures of these services")
        parser.add_argument("--department", default="", help="only of this one, such as 35")
        parser.add_argument("--check", action="store_true", help="say what is wrong, and no more")

    def handle(self, *, file, structures, department, check, **options):
        """Import the places of files, or check them (--check); print the rows not imported."""
        for path in filter(None, [file, structures]):
            if not path.is_file():
                raise CommandError(_("There is no file %(file)s.") % {"file": path})
        rows = rows_of(file.read_bytes())
        rows = [row for row in rows if _code_of(row).startswith(department)]
        read = read_places(rows, rows_of(structures.read_bytes()) if structures else ())
        for number, sentence in read.faults:
            self.stdout.write(f"{number}: {_(sentence)}")
        if not check:
            import_places(by=User.objects.system(), file=read)
        text = ngettext("%(count)s place.", "%(count)s places.", len(read.rows))
        self.stdout.write(text % {"count": len(read.rows)})


def _code_of(row):
    return str(row.get("code_insee") or row.get("code_postal") or "")
