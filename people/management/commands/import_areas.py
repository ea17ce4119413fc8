from datetime import date
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from people.areas.csv_tables import read_table
from people.areas.operations import apply_table, check_table
from people.models import User


class Command(BaseCommand):
    help = "Take in a table of territories (CSV: kind, code, name, department, epci)."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help="who published it, which version")
        parser.add_argument("--dated", type=date.fromisoformat, required=True, help="2026-01-01")
        parser.add_argument("--check", action="store_true", help="say what is wrong, and no more")

    def handle(self, *, file, source, dated, check, **options):
        """Import the territories of a file, or check it (--check); print the rows not imported."""
        if not file.is_file():
            raise CommandError(_("There is no file %(file)s.") % {"file": file})
        read = read_table(SimpleUploadedFile(file.name, file.read_bytes()))
        for number, sentence in read.faults:
            self.stdout.write(f"{number}: {_(sentence)}")
        if check:
            return
        system = User.objects.system()
        table = check_table(by=system, file=read, source=source, dated=dated)
        apply_table(table, by=system)
        self.stdout.write(_("Taken in: %(count)s territories.") % {"count": table.count})
