import platform
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.db import connection
from django.test.utils import override_settings

from bench import labels, lists
from bench.measures import measures
from inventory.models import Device

AS_SERVED = {
    "DEBUG": False,
    "ALLOWED_HOSTS": ["*"],
    "MFA_REQUIRED": False,
    "SECURE_SSL_REDIRECT": False,
    "ROOT_URLCONF": "bench.urls",
    "STORAGES": settings.STORAGES
    | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
}


class Command(BaseCommand):
    help = "Measure the speed of pages, papers and intake with so many demo devices."

    def add_arguments(self, parser):
        parser.add_argument("--devices", type=int, default=100_000, help="default: 100,000")
        parser.add_argument("--only", default="", help="only what has these words in its name")

    def handle(self, *, devices, only, **options):
        """The medians are printed with their targets; on SQLite the database is made once and kept.

        With PostgreSQL, DATABASE_URL names an empty database for this alone, or one so filled.
        """
        if connection.vendor == "sqlite":
            _use(settings.BASE_DIR / "var" / f"bench-{devices}.db")
        call_command("migrate", verbosity=0)
        call_command("demo", devices=devices, if_empty=True, verbosity=0)
        with override_settings(**AS_SERVED):
            self.stdout.write(
                f"{Device.objects.count():,} devices, {connection.vendor},"
                f" Python {platform.python_version()}, medians in one process\n\n"
                f"{'':46}{'ms':>9}{'target':>9}{'of it':>8}{'cpu ms':>9}{'queries':>9}"
                f"{'MB':>7}{'floors':>8}"
            )
            floor = None
            for measure in measures():
                if floor and only.lower() not in measure.name.lower():
                    continue
                result = measure.run()
                floor = floor or result.spent
                self.stdout.write(line(measure, result, floor))
            self.stdout.write("")
            for text in [*lists.lines(), *([] if only else labels.lines())]:
                self.stdout.write(text)


def _use(path: Path):
    """Turn this process to the SQLite file at `path`."""
    path.parent.mkdir(exist_ok=True)
    connection.close()
    connection.settings_dict["NAME"] = str(path)


def line(measure, result, floor):
    target = f"{measure.target:,.0f}" if measure.target else "–"
    share = f"{result.spent / measure.target:.0%}" if measure.target else ""
    return (
        f"{measure.name:46}{result.spent:>9,.1f}{target:>9}{share:>8}{result.cpu:>9,.1f}"
        f"{result.queries:>9}{result.memory:>7,.0f}{result.spent / floor:>8.1f}"
    )
