import json
from dataclasses import replace
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from core.imports.columns import plain
from core.imports.kinds import KINDS, RowVerdict
from core.imports.sheets import SourceList, read_list, sheets_of_json
from core.imports.tables import table_in
from core.imports.text_lists import json_lists
from core.workflow.lifecycle import Refused
from inventory.imports.check import set_verdicts
from inventory.imports.reading import notes_of, read_into
from inventory.models import ImportBatch
from people.models import User

SHOWN = 50
ALL = 10**7


class Command(BaseCommand):
    help = "Import a list of a kind that belongs to no donation and no site: areas, places, donors."

    def add_arguments(self, parser):
        kinds = [code for code, kind in KINDS.items() if kind.start and not kind.start.site_label]
        parser.add_argument("kind", choices=kinds)
        parser.add_argument("file", type=Path, nargs="+", help="files that are read as one list")
        parser.add_argument(
            "--set",
            action="append",
            default=[],
            metavar="OPTION=VALUE",
            help="what the list is asked: for areas, source=WHO and dated=2026-01-01",
        )
        parser.add_argument(
            "--only", default="", metavar="COLUMN=START", help="the rows whose cell begins so"
        )
        parser.add_argument("--check", action="store_true", help="name what is wrong, and no more")

    def handle(self, *, kind, file, only, **options):
        """Import the valid rows of a list, or only check the list; print the invalid rows."""
        try:
            self.take_in(KINDS[kind], file, options["set"], only, is_trial=options["check"])
        except ValidationError as refusal:
            raise CommandError("\n".join(refusal.messages)) from refusal

    def take_in(self, kind, files, chosen, only, *, is_trial):
        batch = ImportBatch(kind=kind.code, options=options_of(kind, chosen))
        source = source_of(files, kind, only)
        rows = read_into(batch, source)
        set_verdicts(batch, rows)
        for note in notes_of(batch.reading):
            self.stdout.write(note)
        refused = [row for row in rows if row.verdict == RowVerdict.REFUSED]
        for row in refused[:SHOWN]:
            params = {"row": row.label, "why": " ".join(row.sentences)}
            self.stdout.write(_("Row %(row)s: %(why)s") % params)
        counts = {"rows": len(rows), "refused": len(refused)}
        self.stdout.write(_("Rows: %(rows)s, refused: %(refused)s") % counts)
        good = [row for row in rows if row.verdict == RowVerdict.GOOD]
        if good and not is_trial:
            with transaction.atomic():
                kind.resource(batch, good).write(good, by=User.objects.system())
            self.stdout.write(str(kind.done))


def options_of(kind, chosen):
    """Answers to the questions of the kind, validated by its fields."""
    given = dict(pair.partition("=")[::2] for pair in chosen)
    answers = {name: field.clean(given.get(name)) for name, field in kind.options().items()}
    return json.loads(json.dumps(answers, default=str))


def source_of(files, kind, only):
    """The `SourceList` of these files.

    JSON, the whole export of a site, is exempt from size limits.
    """
    column, _equals, start = only.partition("=")
    tables = []
    for path in files:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise Refused(_("%(file)s cannot be read.") % {"file": path}) from error
        if path.suffix == ".json":
            sheets = sheets_of_json(json_lists(content.decode()), ALL)
            of_file = [table_in(sheet, 1) for sheet in sheets]
        else:
            of_file = read_list(path.name, content, kind=kind).tables
        names = [replace(table, sheet=replace(table.sheet, name=path.stem)) for table in of_file]
        tables += [_only(table, column, start) for table in names]
    return SourceList(name=files[0].name, content=b"", content_type="", tables=tables)


def _only(table, column, start):
    """Keep the rows whose cell in this column starts with `start`; all rows without the column."""
    headings = [plain(heading) for heading in table.headings]
    if plain(column) not in headings:
        return table
    place = headings.index(plain(column))
    rows = [row for row in table.rows if place < len(row[1]) and row[1][place].startswith(start)]
    return replace(table, rows=rows)
