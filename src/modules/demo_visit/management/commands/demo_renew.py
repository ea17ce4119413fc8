from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.models import Document, Event
from core.models.event import OPENINGS
from modules.demo_visit.visits import accounts
from people.base.models.user import DEMO_DOMAIN
from people.models import User

SUFFIXES = ("", "-wal", "-shm")  # SQLite's own files beside the database


class Command(BaseCommand):
    help = "Remove a demo of an earlier day, so that a new one has the dates of today."

    def add_arguments(self, parser):
        parser.add_argument(
            "--even-if-changed", action="store_true", help="remove what visitors entered, too"
        )

    def handle(self, *, even_if_changed, **options):
        """Remove the database of a demo that nobody changed; keep every other one."""
        made_on = day_of_the_demo()
        if made_on is None or (made_on == timezone.localdate() and not even_if_changed):
            return
        if is_changed() and not even_if_changed:
            self.stdout.write(
                _(
                    "This demo has the dates of %(day)s. It has been changed since "
                    "then, so it is kept. For a new one: FRESH=1 make run"
                )
                % {"day": date_format(made_on, "DATE_FORMAT")}
            )
            return
        remove()
        self.stdout.write(_("The demo from an earlier day is deleted and created again."))


def day_of_the_demo():
    """The day on which the demo was made; None if this database is no demo in an SQLite file."""
    if connection.vendor != "sqlite" or "core_event" not in connection.introspection.table_names():
        return None
    has_others = User.objects.exclude(email__endswith=DEMO_DOMAIN).filter(is_active=True).exists()
    if has_others or not accounts():
        return None
    return timezone.localdate(MigrationRecorder.Migration.objects.latest("applied").applied)


def is_changed():
    """Whether a visitor did more than look: their requests have an id, and the demo has none."""
    looked = [*OPENINGS, "module.on", "module.off"]
    return Event.objects.exclude(request_id="").exclude(kind__in=looked).exists()


def remove():
    """Remove the database, and the files that it refers to."""
    names = Document.objects.exclude(file="").values_list("file", flat=True)
    files = [Path(settings.MEDIA_ROOT) / name for name in names]
    database = connection.settings_dict["NAME"]
    connection.close()
    for path in [*files, *(Path(f"{database}{suffix}") for suffix in SUFFIXES)]:
        path.unlink(missing_ok=True)
