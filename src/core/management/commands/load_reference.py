import json

from django.apps import apps
from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.utils.translation import gettext as _

FOLDERS = ("fixtures", "modules/*/fixtures")


class Command(BaseCommand):
    help = "Load the reference data (categories, checklists, texts...) that this database lacks."

    def handle(self, *, verbosity, **options):
        """Load each file whose tables are all empty.

        A table with rows belongs to the association: nothing is added to it or overwritten.
        """
        missing = [path for path in reference_files() if not holds_rows(path)]
        if missing:
            call_command("loaddata", *missing, verbosity=0)
        if verbosity:
            message = _("Reference data loaded. Files: %(count)s.")
            self.stdout.write(message % {"count": len(missing)})


def reference_files():
    """The files of fixtures/, then those of modules."""
    for folder in FOLDERS:
        yield from sorted(settings.BASE_DIR.glob(f"{folder}/*.json"))


def holds_rows(path):
    """Whether any table that the fixture at `path` fills has a row already."""
    labels = {row["model"] for row in json.loads(path.read_text(encoding="utf-8"))}
    return any(apps.get_model(label).objects.exists() for label in labels)
